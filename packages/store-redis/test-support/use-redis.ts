import { Redis } from 'ioredis'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { fromIoredis, type RedisStores } from '../src/index.js'
import { type RedisServer, startRedis } from './redis-server.js'
import { openStores } from './stores-on.js'

/** A server that all tests of a `describe` share, and a client of it. Read the members only in tests and in hooks. */
export interface RedisSetup {
  readonly server: RedisServer
  readonly redis: Redis
}

/** The same, with stores that are empty at the start of each test. */
export interface StoresSetup extends RedisSetup {
  readonly stores: RedisStores
}

/** Starts a server before the tests of this `describe`, and stops it after them. */
export function useRedis(): RedisSetup {
  let server: RedisServer
  let redis: Redis
  beforeAll(async () => {
    server = await startRedis()
    redis = new Redis(server.url)
  })
  afterAll(async () => {
    redis.disconnect()
    await server.stop()
  })
  return {
    get server() {
      return server
    },
    get redis() {
      return redis
    },
  }
}

/** Starts a server like `useRedis`. Before each test, empties it and opens stores below this prefix. */
export function useStores(prefix: string): StoresSetup {
  const setup = useRedis()
  let stores: RedisStores
  beforeEach(async () => {
    await setup.redis.flushall()
    stores = await openStores({ connection: fromIoredis(setup.redis) }, prefix)
  })
  return {
    get server() {
      return setup.server
    },
    get redis() {
      return setup.redis
    },
    get stores() {
      return stores
    },
  }
}
