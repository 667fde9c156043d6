import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'

/** Bytes of every key derived here: the block size HMAC-SHA-256 is rated for, and the key size of AES-256. */
const keySize = 32

/**
 * A key for one purpose only, by HKDF-SHA-256 (RFC 5869 §2). Keys of two purposes say nothing about each other. No
 * salt: the secrets this is given are random already.
 */
export function deriveKey(secret: string | Uint8Array, purpose: string): KeyObject {
  return createSecretKey(new Uint8Array(hkdfSync('sha256', secret, '', purpose, keySize)))
}
