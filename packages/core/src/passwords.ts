export { type BcryptVerifierOptions, bcryptVerifier } from './defaults/old-hashes/bcrypt.js'
export { composeHashers } from './defaults/old-hashes/compose-hashers.js'
export { pbkdf2Verifier } from './defaults/old-hashes/pbkdf2.js'
export { scryptVerifier } from './defaults/old-hashes/scrypt.js'
