import { Buffer } from 'node:buffer'

/** Returns bytes as base64url without padding (RFC 4648 §5). */
export function toBase64url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url')
}

/**
 * Returns the bytes of a base64url text without padding.
 *
 * @throws `TypeError` when the text is not the only spelling of its bytes. `Buffer` ignores wrong characters and the
 * last bits, so it would accept other texts too.
 */
export function fromBase64url(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64url')
  if (toBase64url(bytes) === text) return bytes
  throw new TypeError('The text is not base64url, or not in its only spelling')
}
