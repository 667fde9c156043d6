import { expect, it } from 'vitest'
import * as entry from './jwt.js'

it('exports exactly what a host needs', () => {
  expect(Object.keys(entry).sort()).toEqual([
    'createAssertionVerifier',
    'createJwtIssuer',
    'createProofVerifier',
    'generateSigningKey',
  ])
})
