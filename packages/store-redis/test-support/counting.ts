import type { RedisConnection } from '../src/index.js'

/** A connection that counts. */
export interface CountingConnection extends RedisConnection {
  /** The number of round trips: commands that are sent together count once. */
  readonly roundTrips: number
  /** The number of commands. */
  readonly commands: number
  reset(): void
}

/** Wraps a connection so that it counts. */
export function counting({ send }: RedisConnection): CountingConnection {
  let roundTrips = 0
  let commands = 0
  let underWay = 0
  return {
    get roundTrips() {
      return roundTrips
    },
    get commands() {
      return commands
    },
    reset() {
      roundTrips = 0
      commands = 0
    },
    async send(key, sent) {
      if (underWay === 0) roundTrips += 1
      underWay += 1
      commands += sent.length
      try {
        return await send(key, sent)
      } finally {
        underWay -= 1
      }
    },
  }
}
