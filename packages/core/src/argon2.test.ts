import { expect, it } from 'vitest'
import * as entry from './argon2.js'

it('exports what a host needs and no more', () => {
  expect(Object.keys(entry)).toEqual(['createArgon2Hasher'])
})
