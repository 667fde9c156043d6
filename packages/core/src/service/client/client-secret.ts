import { constantTimeEqual } from '@oslojs/crypto/subtle'
import { digestText } from '../text/secrets.js'

/**
 * Returns the digest of a client secret, which a registry stores instead of the secret: SHA-256 in base64url, 43
 * characters. A fast digest is safe for secrets of at least 128 random bits. It is not safe for secrets that a person
 * chose.
 *
 * @example
 * ```ts
 * import { digestClientSecret } from '@devicegrant/core'
 *
 * const client = { clientId: 'agent', secretDigests: [digestClientSecret('a secret of at least 128 random bits')] }
 * ```
 */
export function digestClientSecret(secret: string): string {
  return digestText(secret)
}

/**
 * Returns whether a secret has one of these digests. The time does not depend on which one matches, or whether any
 * does.
 */
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
