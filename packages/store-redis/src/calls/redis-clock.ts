import type { Clock, Duration, Instant } from '@devicegrant/core'
import { monotonic } from './monotonic.js'

/** A clock that follows the time of Redis, and counts by itself between two replies. */
export interface RedisClock extends Clock {
  /**
   * Sets the clock from a moment in a reply of Redis. `sentAt` and `receivedAt` are the times of `monotonic` at which the
   * request was sent and the reply was received. Throws if the clock was read before it was first set, and was wrong by more
   * than a second.
   */
  synchronize(moment: Instant, sentAt: Duration, receivedAt: Duration): void
}

// In milliseconds.
const noticeable = 1_000

/** Creates the clock. Until it is set for the first time, it returns the time of the system. */
export function createRedisClock(system: () => Instant = Date.now): RedisClock {
  // The time of Redis minus `monotonic`.
  let offset: Duration | undefined
  let wasRead = false

  return {
    now() {
      if (offset !== undefined) return Math.floor(monotonic() + offset)
      wasRead = true
      return system()
    },

    synchronize(moment, sentAt, receivedAt) {
      // Redis read its clock between the two times. If our clock agrees with that range, it is not changed: a slow reply has
      // a wide range, and must not undo what a quick reply has set.
      const least = moment - receivedAt
      const most = moment + 1 - sentAt
      const first = offset === undefined
      offset = Math.min(Math.max(offset ?? (least + most) / 2, least), most)
      const error = Math.abs(system() - (monotonic() + offset))
      if (first && wasRead && error > noticeable) {
        throw new Error(
          `the clock of this process was ${Math.round(error)} ms away from the clock of Redis. It is corrected now; try again`,
        )
      }
    },
  }
}
