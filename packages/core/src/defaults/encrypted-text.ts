import { Buffer } from 'node:buffer'
import { type CipherKey, createCipheriv, createDecipheriv } from 'node:crypto'
import type { Random } from '../ports/runtime.js'
import { fromBase64url, toBase64url } from './base64url.js'

// The bytes of an encrypted text: version, nonce, ciphertext, tag. The version is authenticated with the rest.
const version = Uint8Array.of(2)
const nonceSize = 12
const tagSize = 16
const overhead = version.length + nonceSize + tagSize

const algorithm = 'aes-256-gcm'

/** Returns the text, encrypted with AES-256-GCM and a random nonce (NIST SP 800-38D §8.2.2), as base64url. */
export function encryptText(random: Random, key: CipherKey, text: string): string {
  const nonce = new Uint8Array(nonceSize)
  random.fill(nonce)
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagSize })
  cipher.setAAD(version)
  return toBase64url(Buffer.concat([version, nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]))
}

/**
 * Returns the text that `encryptText` encrypted.
 *
 * @throws `Error` when it was altered, cut short, or encrypted with another key. The message repeats nothing of it.
 */
export function decryptText(key: CipherKey, encrypted: string): string {
  const bytes = fromBase64url(encrypted)
  if (bytes.length < overhead) throw new Error('The text is too short to be encrypted')
  if (bytes[0] !== version[0]) throw new Error('The text is encrypted in an unknown version')
  const nonce = bytes.subarray(version.length, version.length + nonceSize)
  const body = bytes.subarray(version.length + nonceSize, -tagSize)
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagSize })
  decipher.setAAD(version)
  decipher.setAuthTag(bytes.subarray(-tagSize))
  return decipher.update(body, undefined, 'utf8') + decipher.final('utf8')
}
