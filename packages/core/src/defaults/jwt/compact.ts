import { fromBase64url } from '../base64url.js'

const form = /^[\w-]+\.[\w-]+\.[\w-]+$/

/**
 * Returns whether a text is a JWS in compact form (RFC 7515 §7.1) in its only spelling. Decoders ignore white space, padding
 * and the last bits, so a text that somebody has changed could otherwise pass as the same token.
 */
export function isCompactJws(text: string): boolean {
  return form.test(text) && text.split('.').every(isBase64url)
}

/** Returns whether a text is base64url without padding, in the only spelling of its bytes. */
export function isBase64url(part: string): boolean {
  try {
    fromBase64url(part)
    return true
  } catch (fault) {
    if (fault instanceof TypeError) return false
    throw fault
  }
}
