export { type Argon2Options, createArgon2Hasher } from './defaults/argon2.js'
