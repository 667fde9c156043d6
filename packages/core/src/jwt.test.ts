import { expect, it } from 'vitest'
import * as entry from './jwt.js'

it('exports what a host needs and no more', () => {
  expect(Object.keys(entry).sort()).toEqual(['createAssertionVerifier', 'createJwtIssuer', 'generateSigningKey'])
})
