import type { Clock } from '../../ports/runtime.js'

/** Returns the time of a clock, or `undefined` if there is no clock, or it throws or returns no finite number. */
export function timeOf(clock: Clock | undefined): number | undefined {
  try {
    const now = clock?.now()
    return Number.isFinite(now) ? now : undefined
  } catch {
    // A log goes on without a clock: its callers have another time.
    return undefined
  }
}
