/** Returns the moment in whole milliseconds, as Redis needs it. It is rounded up. */
export function wholeInstant(instant: number): number {
  return Math.ceil(instant)
}
