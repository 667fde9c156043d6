import { createHash } from 'node:crypto'

/** The names of the keys below one prefix. Codes are already digests; free text is hashed. SCHEMA.md describes the values. */
export interface Keys {
  authorization(userCode: string): string
  family(grantId: string): string
  /** The list of the live families of an account. */
  familiesOf(subject: string): string
  /** The latest revocation of an account or a client. */
  revocation(holder: string): string
  /** A name that was used, such as the `jti` of a client assertion. */
  jti(name: string): string
  /** The tries of a name, such as an account or an address. */
  limit(name: string): string
}

// 132 bits, so two of a billion names never meet. A shorter key takes less memory.
const limitDigestLength = 22

/** Returns the names of the keys below a prefix. */
export function keysBelow(prefix: string): Keys {
  return {
    authorization: (userCode) => `${prefix}a:${userCode}`,
    family: (grantId) => `${prefix}f:${grantId}`,
    familiesOf: (subject) => `${prefix}s:${digestOf(subject)}`,
    revocation: (holder) => `${prefix}r:${digestOf(holder)}`,
    jti: (name) => `${prefix}j:${digestOf(name)}`,
    limit: (name) => `${prefix}l:${digestOf(name).slice(0, limitDigestLength)}`,
  }
}

/** Returns the digest of free text, for use in a key. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
