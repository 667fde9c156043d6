/**
 * Reads an RFC 6749 §3.3 scope string: values of printable ASCII without `"` and `\`, separated by spaces. Drops extra
 * spaces and repeated values. Returns `undefined` if a character is not allowed.
 */
export function readScope(text: string): readonly string[] | undefined {
  if (!allowed.test(text)) return undefined
  return [...new Set(text.split(' ').filter((value) => value !== ''))]
}

// RFC 6749 §3.3: scope-token = 1*( %x21 / %x23-5B / %x5D-7E ), and the space between two of them.
const allowed = /^[\x20\x21\x23-\x5B\x5D-\x7E]*$/

/** Writes scope values as one RFC 6749 §3.3 string. */
export function writeScope(scope: readonly string[]): string {
  return scope.join(' ')
}

/** Returns whether every value of `part` is in `whole`. */
export function isWithin(part: readonly string[], whole: readonly string[]): boolean {
  return part.every((value) => whole.includes(value))
}

/** Returns whether two lists have the same values, in any order. */
export function sameScope(one: readonly string[], other: readonly string[]): boolean {
  return isWithin(one, other) && isWithin(other, one)
}
