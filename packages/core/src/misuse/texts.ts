/** Returns whether a value is a list of strings. A hole in a list counts as `undefined`. */
export function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && Array.from<unknown>(value).every((item) => typeof item === 'string')
}
