import type { Duration } from '@devicegrant/core'

/** Returns milliseconds from an arbitrary start. They do not change when the system clock is set. */
export function monotonic(): Duration {
  return performance.now()
}
