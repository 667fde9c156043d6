import { hasControls } from '../text/unicode.js'

const longestUsername = 256
const longestPassword = 1_024

const encoder = new TextEncoder()

/**
 * Returns the form in which a username is looked up: NFC, without ASCII white space around it, ASCII letters in lower
 * case. Nothing else is folded, so a look-alike name never becomes another account. Returns `undefined` if the text is
 * longer than 256 characters or contains a control character, which some databases reject.
 */
export function canonicalUsername(typed: string): string | undefined {
  if (typed.length > longestUsername) return undefined
  const trimmed = typed.normalize('NFC').replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, '')
  return hasControls(trimmed) ? undefined : trimmed.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}

/**
 * Returns the form in which a password is hashed (NIST SP 800-63B-4 §3.1.1.2): NFC, not trimmed, not folded, never
 * truncated. Returns `undefined` if it is longer than 1 024 bytes: no person's password is.
 */
export function canonicalPassword(typed: string): string | undefined {
  if (typed.length > longestPassword) return undefined
  const composed = typed.normalize('NFC')
  return encoder.encode(composed).length > longestPassword ? undefined : composed
}
