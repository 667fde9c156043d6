import { sha256 } from '@oslojs/crypto/sha2'
import { constantTimeEqual } from '@oslojs/crypto/subtle'
import { encodeBase64urlNoPadding } from '@oslojs/encoding'
import type { Random } from '../../ports/runtime.js'

const encoder = new TextEncoder()

/** Makes an unguessable text from this number of random bytes, in base64url. */
export function makeToken(random: Random, bytes: number): string {
  const block = new Uint8Array(bytes)
  random.fill(block)
  return encodeBase64urlNoPadding(block)
}

/**
 * Makes an unguessable text of this many characters. Every character of the alphabet is equally likely. The alphabet has
 * at most 256 characters.
 */
export function makeText(random: Random, alphabet: string, length: number): string {
  // The remainders of the bytes from here on would make the first characters more likely, so these bytes are not used.
  const end = 256 - (256 % alphabet.length)
  // Twice as many bytes as characters are almost always enough, and a draw costs more than bytes.
  const block = new Uint8Array(2 * length)
  let text = ''
  while (text.length < length) {
    random.fill(block)
    for (const byte of block) {
      if (byte < end && text.length < length) text += alphabet.charAt(byte % alphabet.length)
    }
  }
  return text
}

/** Returns the SHA-256 digest of a text in base64url: 43 characters. */
export function digestText(text: string): string {
  return encodeBase64urlNoPadding(sha256(encoder.encode(text)))
}

/** Returns whether two texts are equal. The time does not show where they differ. */
export function sameText(one: string, other: string): boolean {
  return constantTimeEqual(encoder.encode(one), encoder.encode(other))
}
