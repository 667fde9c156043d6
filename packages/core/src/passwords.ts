/**
 * Accepts password hashes that another system made: bcrypt, scrypt and PBKDF2.
 *
 * @packageDocumentation
 */

export { type BcryptVerifierOptions, bcryptVerifier } from './defaults/old-hashes/bcrypt.js'
export { composeHashers } from './defaults/old-hashes/compose-hashers.js'
export { pbkdf2Verifier } from './defaults/old-hashes/pbkdf2.js'
export { scryptVerifier } from './defaults/old-hashes/scrypt.js'
export type { HashVerifier } from './ports/password-hasher.js'
