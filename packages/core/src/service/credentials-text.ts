const longestUsername = 256
const longestPassword = 1_024

/** A lone surrogate: two different ones become the same bytes in UTF-8, so two passwords would be one. */
const malformed = /\p{Surrogate}/u

const encoder = new TextEncoder()

/** Whether text is well-formed Unicode. */
export function isWellFormed(text: string): boolean {
  return !malformed.test(text)
}

/** Whether text holds a control character, NUL among them. */
export function hasControls(text: string): boolean {
  return /\p{Cc}/u.test(text)
}

/**
 * The one form in which a username is looked up: composed (NFC), without surrounding ASCII white space, ASCII letters
 * in lower case. Nothing else is folded, so that no look-alike ever becomes another account. `undefined` when it is
 * longer than any username or holds a control character, which some databases refuse.
 */
export function canonicalUsername(typed: string): string | undefined {
  if (typed.length > longestUsername) return undefined
  const trimmed = typed.normalize('NFC').replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, '')
  return hasControls(trimmed) ? undefined : trimmed.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}

/**
 * The form in which a password is hashed (NIST SP 800-63B-4 §3.1.1.2): composed (NFC), not trimmed, not folded, never
 * cut short. `undefined` when it is longer than 1 024 bytes, which no person's password is.
 */
export function canonicalPassword(typed: string): string | undefined {
  if (typed.length > longestPassword) return undefined
  const composed = typed.normalize('NFC')
  return encoder.encode(composed).length > longestPassword ? undefined : composed
}
