import { expect, it } from 'vitest'
import * as entry from './passwords.js'

it('exports exactly what a host needs', () => {
  expect(Object.keys(entry).sort()).toEqual(['bcryptVerifier', 'composeHashers', 'pbkdf2Verifier', 'scryptVerifier'])
})
