import { expect, it } from 'vitest'
import * as entry from './argon2.js'

it('exports what a host needs and no more', () => {
  expect(Object.keys(entry).sort()).toEqual(['argon2Verifier', 'createArgon2Hasher'])
})
