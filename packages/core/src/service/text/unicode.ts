/**
 * A lone surrogate. In UTF-8 every lone surrogate becomes the same bytes, so two different passwords would be equal.
 */
const malformed = /\p{Surrogate}/u

/** Returns whether text is well-formed Unicode. */
export function isWellFormed(text: string): boolean {
  return !malformed.test(text)
}

/** Returns whether text contains a control character, such as NUL. */
export function hasControls(text: string): boolean {
  return /\p{Cc}/u.test(text)
}
