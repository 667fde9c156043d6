import { sha256 } from '@oslojs/crypto/sha2'
import { encodeBase64urlNoPadding } from '@oslojs/encoding'

const encoder = new TextEncoder()

/** Returns the base64url SHA-256 of a text in ASCII, as `ath` of RFC 9449 §4.2 and `S256` of RFC 7636 §4.2 have it. */
export function hashOf(text: string): string {
  return encodeBase64urlNoPadding(sha256(encoder.encode(text)))
}
