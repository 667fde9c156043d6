/** The cost of one argon2 computation, RFC 9106 §3.1. */
export interface Argon2Cost {
  /** Memory in KiB. */
  readonly memoryCost: number
  /** Number of passes over the memory. */
  readonly timeCost: number
  /** Number of lanes. Each lane is a thread. */
  readonly parallelism: number
}

/** The parameters that an argon2 hash states. */
export interface Argon2HashFacts extends Argon2Cost {
  /** Length of the salt in bytes. */
  readonly saltLength: number
  /** Length of the tag in bytes. */
  readonly tagLength: number
}

const number = '([1-9][0-9]{0,9})'
// Exactly `m`, `t` and `p` in that order, salts of 8 to 64 bytes, tags of 16 to 64 bytes.
const parameters = `m=${number},t=${number},p=${number}\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})`
const ours = new RegExp(`^\\$argon2id\\$v=19\\$${parameters}$`)
const any = new RegExp(`^\\$argon2(?:id|i|d)(?:\\$v=(?:16|19))?\\$${parameters}$`)

/**
 * Reads the form of hash that `createArgon2Hasher` makes: argon2id, version 0x13, as a PHC string. Returns `undefined`
 * for any other text. The numbers are not checked.
 */
export function readArgon2Hash(text: string): Argon2HashFacts | undefined {
  return read(text, ours)
}

/** Reads every form of argon2: argon2id, argon2i and argon2d, of version 0x13 or 0x10. Old hashes have no version. */
export function readAnyArgon2Hash(text: string): Argon2HashFacts | undefined {
  return read(text, any)
}

function read(text: string, form: RegExp): Argon2HashFacts | undefined {
  const match = form.exec(text)
  if (match === null) return undefined
  const [, memoryCost, timeCost, parallelism, salt = '', tag = ''] = match
  return {
    memoryCost: Number(memoryCost),
    timeCost: Number(timeCost),
    parallelism: Number(parallelism),
    saltLength: decodedLength(salt),
    tagLength: decodedLength(tag),
  }
}

function decodedLength(base64: string): number {
  return Math.floor((base64.length * 3) / 4)
}
