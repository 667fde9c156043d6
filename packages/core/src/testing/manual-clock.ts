import type { Duration, Instant } from '../machine/time.js'
import type { Clock } from '../ports/ambient.js'

/** A clock that stands still until it is told to move. */
export interface ManualClock extends Clock {
  /** Moves on by so many milliseconds. Throws when that would be backwards. */
  advance(by: Duration): void
  /** Moves on to this moment. Throws when that would be backwards. */
  set(at: Instant): void
  /** Goes backwards, as the clock of a real machine sometimes does. */
  turnBack(by: Duration): void
}

// 1 January 2026 and some milliseconds, which a store that keeps seconds loses: the same in every run.
const anyMoment: Instant = 1_767_225_600_789

/** Makes a clock that shows `start` and goes backwards only when asked to in so many words. */
export function createManualClock(start: Instant = anyMoment): ManualClock {
  let now = start

  function set(at: Instant): void {
    if (!(at >= now)) throw new RangeError(`the clock shows ${now} and does not go back to ${at}: use turnBack`)
    now = at
  }

  return {
    now: () => now,
    set,
    advance: (by) => set(now + by),
    turnBack(by) {
      if (!(by >= 0)) throw new RangeError(`turnBack takes how far to go back, not ${by}`)
      now -= by
    },
  }
}
