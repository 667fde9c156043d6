import { expect, it } from 'vitest'
import * as entry from './passwords.js'

it('exports what a host needs and no more', () => {
  expect(Object.keys(entry).sort()).toEqual(['bcryptVerifier', 'composeHashers', 'pbkdf2Verifier', 'scryptVerifier'])
})
