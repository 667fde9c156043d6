import type { RedisConnection } from '../src/index.js'

/** A connection that counts. */
export interface CountingConnection extends RedisConnection {
  /** How many times something was sent while nothing was under way: what is sent together is one round trip. */
  readonly roundTrips: number
  /** How many commands were sent. */
  readonly commands: number
  reset(): void
}

/** The same connection, counting. */
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
