import type { PasswordHasher } from '@devicegrant/core'

const mark = 'not-a-hash,-for-tests-only:'

/** FOR TESTS ONLY. The hash of {@link fakeHasher}: the password itself, with a mark in front. */
export function fakeHash(password: string): string {
  return mark + password
}

/** FOR TESTS ONLY. Compares passwords in plain text, so that a test does not pay for argon2. */
export const fakeHasher: PasswordHasher = {
  hash: async (password) => fakeHash(password),
  verify: async (hash, password) => hash === fakeHash(password),
  isOutdated: (hash) => !hash.startsWith(mark),
}
