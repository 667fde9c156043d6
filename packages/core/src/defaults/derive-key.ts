import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'

/** The length of a derived key in bytes: the output size of SHA-256 and the key size of AES-256. */
const keySize = 32

/** What a derived key is for. No purpose is the beginning of another one. */
export type KeyPurpose =
  | `digest ${string}`
  | 'sealed response'
  | 'opaque access token'
  | 'client identifier'
  | 'client secret'

/**
 * Derives a key for one purpose, and for one issuer if it is given, with HKDF-SHA-256 (RFC 5869 §2). A key of one
 * purpose or issuer reveals nothing about another key. There is no salt, because the secrets are already random.
 */
export function deriveKey(secret: string | Uint8Array, purpose: KeyPurpose, issuer?: string): KeyObject {
  const name = `devicegrant ${purpose}`
  const info = issuer === undefined ? name : `${name} ${issuer}`
  return createSecretKey(new Uint8Array(hkdfSync('sha256', secret, '', info, keySize)))
}
