import { expect, it } from 'vitest'
import * as entry from './argon2.js'

it('exports exactly what a host needs', () => {
  expect(Object.keys(entry).sort()).toEqual(['argon2Verifier', 'createArgon2Hasher'])
})
