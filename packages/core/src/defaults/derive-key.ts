import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'

/** The length of a derived key in bytes: the output size of SHA-256 and the key size of AES-256. */
const keySize = 32

/**
 * Derives a key for one purpose with HKDF-SHA-256 (RFC 5869 §2). A key of one purpose reveals nothing about a key of
 * another. There is no salt, because the secrets are already random.
 */
export function deriveKey(secret: string | Uint8Array, purpose: string): KeyObject {
  return createSecretKey(new Uint8Array(hkdfSync('sha256', secret, '', purpose, keySize)))
}
