import type { Random, Sealer } from '../ports/runtime.js'
import { deriveKey } from './derive-key.js'
import { decryptText, encryptText } from './encrypted-text.js'
import { createHmacSha256 } from './hmac.js'

/**
 * Returns a sealer that needs two secrets: that of the server, and that of the holder, which each call passes. An
 * attacker with only one of them opens nothing (docs/decisions/0045). With `issuer`, another issuer with the same secret
 * opens nothing either.
 *
 * `open` throws an `Error` when the text was altered, cut short, or sealed with other secrets. The message repeats
 * neither the text nor a secret.
 */
export function createSealer(secret: string | Uint8Array, random: Random, issuer?: string): Sealer {
  const { bytes: keyOf } = createHmacSha256(deriveKey(secret, 'sealed response', issuer))
  return {
    seal: (holderSecret, text) => encryptText(random, keyOf(holderSecret), text),
    open(holderSecret, sealed) {
      try {
        return decryptText(keyOf(holderSecret), sealed)
      } catch (cause) {
        throw new Error('A sealed response cannot be opened: it was altered, or sealed with another secret', { cause })
      }
    },
  }
}
