import type { Clock, Duration, Instant } from '@devicegrant/core'

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /**
   * Moves the clock forward by this number of milliseconds.
   *
   * @throws RangeError if `by` is negative or not a number.
   */
  advance(by: Duration): void
  /**
   * Moves the clock forward to this moment, in milliseconds since the Unix epoch.
   *
   * @throws RangeError if the moment is in the past or not a number.
   */
  set(at: Instant): void
  /**
   * Moves the clock back by this number of milliseconds, as the clock of a real machine sometimes does.
   *
   * @throws RangeError if `by` is negative or not a number.
   */
  turnBack(by: Duration): void
}

// 1 January 2026 with milliseconds, which a store that keeps whole seconds loses. It is the same in every run.
const anyMoment: Instant = 1_767_225_600_789

/**
 * Makes a clock that shows `start`, in milliseconds since the Unix epoch.
 *
 * @defaultValue 1 January 2026
 * @example
 * ```ts
 * const clock = createManualClock()
 * const host = createFakeHost({ clock })
 * clock.advance(5_000)
 * ```
 */
export function createManualClock(start: Instant = anyMoment): ManualClock {
  let now = start

  function set(at: Instant): void {
    if (!(at >= now)) throw new RangeError(`the clock shows ${now} and cannot move to ${at}: to go back, use turnBack`)
    now = at
  }

  return {
    now: () => now,
    set,
    advance: (by) => set(now + by),
    turnBack(by) {
      if (!(by >= 0)) throw new RangeError(`turnBack needs a number of milliseconds from 0, not ${by}`)
      now -= by
    },
  }
}
