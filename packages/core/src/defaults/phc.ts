/** What one argon2 computation costs, RFC 9106 §3.1. */
export interface Argon2Cost {
  /** KiB of memory. */
  readonly memoryCost: number
  /** Passes over that memory. */
  readonly timeCost: number
  /** Lanes, each its own thread. */
  readonly parallelism: number
}

/** What an argon2 hash says of how it was made. */
export interface Argon2HashFacts extends Argon2Cost {
  /** Bytes of salt. */
  readonly saltLength: number
  /** Bytes of hash. */
  readonly tagLength: number
}

const number = '([1-9][0-9]{0,9})'
// Exactly `m`, `t` and `p` in that order, salts of 8 to 64 bytes, tags of 16 to 64.
const parameters = `m=${number},t=${number},p=${number}\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})`
const ours = new RegExp(`^\\$argon2id\\$v=19\\$${parameters}$`)
const any = new RegExp(`^\\$argon2(?:id|i|d)(?:\\$v=(?:16|19))?\\$${parameters}$`)

/**
 * Reads the one form of hash that is made here: argon2id, version 0x13, as a PHC string. `undefined` for anything else.
 * The numbers are what the string claims, however large.
 */
export function readArgon2Hash(text: string): Argon2HashFacts | undefined {
  return read(text, ours)
}

/** Reads every form of argon2: argon2id, argon2i and argon2d, of version 0x13 or 0x10, which old hashes leave out. */
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
