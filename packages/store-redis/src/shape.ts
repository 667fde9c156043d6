/** Whether all of these members are there and of this type. */
export function hasAll(value: object, type: 'string' | 'number', names: readonly string[]): boolean {
  return names.every((name) => typeof Reflect.get(value, name) === type)
}

/** The moment as Redis takes it: in whole milliseconds, rather later than sooner. */
export function wholeInstant(instant: number): number {
  return Math.ceil(instant)
}
