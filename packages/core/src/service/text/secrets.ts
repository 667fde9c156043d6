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

/** Returns whether two texts are equal. The time does not show where they differ. */
export function sameText(one: string, other: string): boolean {
  return constantTimeEqual(encoder.encode(one), encoder.encode(other))
}
