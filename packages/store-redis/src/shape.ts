/** Returns whether all of these members exist and have this type. */
export function hasAll(value: object, type: 'string' | 'number', names: readonly string[]): boolean {
  return names.every((name) => typeof Reflect.get(value, name) === type)
}

/** Returns the moment in whole milliseconds, as Redis needs it. It is rounded up. */
export function wholeInstant(instant: number): number {
  return Math.ceil(instant)
}
