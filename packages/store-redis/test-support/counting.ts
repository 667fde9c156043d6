import type { RedisConnection } from '../src/index.js'

/** A connection that counts. */
export interface CountingConnection extends RedisConnection {
  /** The number of round trips one after another: commands that do not wait for each other count once. */
  readonly roundTrips: number
  /** The number of commands. */
  readonly commands: number
  reset(): void
}

/** Wraps a connection so that it counts. */
export function counting({ send }: RedisConnection): CountingConnection {
  let roundTrips = 0
  let commands = 0
  let period = 0
  return {
    get roundTrips() {
      return roundTrips
    },
    get commands() {
      return commands
    },
    reset() {
      period += 1
      roundTrips = 0
      commands = 0
    },
    async send(key, sent) {
      commands += sent.length
      // A command has waited for those that had ended when it was sent.
      const [mine, begunIn] = [roundTrips + 1, period]
      try {
        return await send(key, sent)
      } finally {
        if (begunIn === period) roundTrips = Math.max(roundTrips, mine)
      }
    },
  }
}
