import type { Duration } from '@devicegrant/core'

/** Milliseconds that pass evenly, whatever is done to the clock on the wall. They count from nothing in particular. */
export function monotonic(): Duration {
  return performance.now()
}
