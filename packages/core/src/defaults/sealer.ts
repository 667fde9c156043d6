import { createCipheriv, createDecipheriv } from 'node:crypto'
import { decodeBase64urlIgnorePadding, encodeBase64urlNoPadding } from '@oslojs/encoding'
import type { Random, Sealer } from '../ports/runtime.js'
import { deriveKey } from './derive-key.js'

// The bytes of a sealed text: version, nonce, ciphertext, tag. The version is authenticated with the rest.
const version = Uint8Array.of(1)
const nonceSize = 12
const tagSize = 16
const overhead = version.length + nonceSize + tagSize

const algorithm = 'aes-256-gcm'
const keyPurpose = 'devicegrant sealed answer'

/**
 * Returns a sealer that encrypts with AES-256-GCM, a key derived from the secret of each call, and a random nonce (NIST
 * SP 800-38D §8.2.2). A sealed text is base64url. `open` throws an `Error` when the text was altered, cut short, or
 * sealed with another secret. The message repeats neither the text nor the secret.
 */
export function createSealer(random: Random): Sealer {
  return {
    seal(secret, text) {
      const nonce = new Uint8Array(nonceSize)
      random.fill(nonce)
      const cipher = createCipheriv(algorithm, deriveKey(secret, keyPurpose), nonce, { authTagLength: tagSize })
      cipher.setAAD(version)
      const body = cipher.update(text, 'utf8')
      const rest = cipher.final()
      return encodeBase64urlNoPadding(concat(version, nonce, body, rest, cipher.getAuthTag()))
    },
    open(secret, sealed) {
      try {
        return decrypt(secret, decodeBase64urlIgnorePadding(sealed))
      } catch (cause) {
        throw new Error('A sealed response cannot be opened: it was altered, or sealed with another secret', { cause })
      }
    },
  }
}

function decrypt(secret: string, bytes: Uint8Array): string {
  if (bytes.length < overhead) throw new Error('The text is too short to be a sealed response')
  if (bytes[0] !== version[0]) throw new Error('The text is sealed in an unknown version')
  const nonce = bytes.subarray(version.length, version.length + nonceSize)
  const body = bytes.subarray(version.length + nonceSize, -tagSize)
  const decipher = createDecipheriv(algorithm, deriveKey(secret, keyPurpose), nonce, { authTagLength: tagSize })
  decipher.setAAD(version)
  decipher.setAuthTag(bytes.subarray(-tagSize))
  return decipher.update(body, undefined, 'utf8') + decipher.final('utf8')
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let start = 0
  for (const part of parts) {
    whole.set(part, start)
    start += part.length
  }
  return whole
}
