import type { Clock, Duration, Instant } from '@devicegrant/core'
import { monotonic } from './monotonic.js'

/** A clock that is set by what Redis says, and goes on evenly by itself in between. */
export interface RedisClock extends Clock {
  /**
   * Sets the clock by a moment that Redis told in answer to what was sent and received at these times of `monotonic`.
   * Throws if somebody has read the clock before it was first set, and it was wrong by more than a second.
   */
  learn(moment: Instant, sentAt: Duration, receivedAt: Duration): void
}

const noticeable = 1_000

/** The clock of this machine until it is set for the first time. */
export function createRedisClock(system: () => Instant = Date.now): RedisClock {
  let ahead: Duration | undefined
  let wasRead = false

  return {
    now() {
      if (ahead !== undefined) return Math.floor(monotonic() + ahead)
      wasRead = true
      return system()
    },

    learn(moment, sentAt, receivedAt) {
      // Redis told the time at some point between the two. Where the clock agrees with that there is nothing to set: an
      // answer that took long says little, and must not spoil what quick ones have said.
      const least = moment - receivedAt
      const most = moment + 1 - sentAt
      const first = ahead === undefined
      ahead = Math.min(Math.max(ahead ?? (least + most) / 2, least), most)
      const error = Math.abs(system() - (monotonic() + ahead))
      if (first && wasRead && error > noticeable) {
        throw new Error(`the clock of this process was ${Math.round(error)} ms away from that of Redis, and is set now`)
      }
    },
  }
}
