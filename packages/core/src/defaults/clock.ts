import { type Instant, second } from '../machine/time.js'
import type { Clock } from '../ports/runtime.js'

/** The clock of this machine, in milliseconds since the Unix epoch. */
export const systemClock: Clock = { now: () => Date.now() }

/**
 * Returns the time of a clock in whole seconds since the Unix epoch, as JWTs have it (RFC 7519 §2).
 *
 * @throws `RangeError` when the clock returns no finite number. A token without an end would be valid forever.
 */
export function secondsOf(clock: Clock): number {
  const now: Instant = clock.now()
  if (!Number.isFinite(now)) throw new RangeError('clock: now() must return a finite number of milliseconds')
  return Math.floor(now / second)
}
