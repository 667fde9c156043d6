/**
 * Makes and checks argon2 hashes of passwords.
 *
 * @packageDocumentation
 */

export { type Argon2Options, createArgon2Hasher } from './defaults/argon2.js'
export { argon2Verifier } from './defaults/old-hashes/argon2.js'
