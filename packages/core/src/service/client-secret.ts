import { sha256 } from '@oslojs/crypto/sha2'
import { constantTimeEqual } from '@oslojs/crypto/subtle'
import { encodeBase64urlNoPadding } from '@oslojs/encoding'

/**
 * The digest of a client secret that a registry keeps instead of the secret: base64url of SHA-256, 43 characters. A
 * fast digest is right for secrets of 128 random bits or more, and wrong for anything a person made up.
 */
export function digestClientSecret(secret: string): string {
  return encodeBase64urlNoPadding(sha256(utf8(secret)))
}

/** Whether a presented secret has one of these digests. Takes the same time whichever it is, and if it is none. */
export function matchesSecret(presented: string, digests: readonly string[]): boolean {
  const digest = utf8(digestClientSecret(presented))
  let matches = false
  for (const known of digests) {
    if (constantTimeEqual(digest, utf8(known))) matches = true
  }
  return matches
}

const encoder = new TextEncoder()

function utf8(text: string): Uint8Array {
  return encoder.encode(text)
}
