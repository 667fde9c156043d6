import type { Duration, Instant } from '@devicegrant/core'
import type { StoreSubject } from '@devicegrant/testing'
import { openRedisStores, type RedisConnection, type RedisStoreOptions, type RedisStores } from '../src/index.js'
import type { RedisServer } from './redis-server.js'
import { until } from './until.js'

/** The connection and the servers that the laws run on. */
export interface Ground {
  readonly connection: RedisConnection
  readonly servers: readonly RedisServer[]
  /** The allowed difference of an expiry, in milliseconds: a key that moves to another node keeps its expiry only roughly. */
  readonly leeway?: Duration
}

/** The durability that the stores under test require. */
export type DurabilityOptions = Pick<RedisStoreOptions, 'durability' | 'replicas'>

// Long enough for a busy machine.
const timeout = 10_000

let opened = 0

/** Opens stores below their own prefix. They do not warn about the settings of a test server. */
export function openStores(
  { connection }: Pick<Ground, 'connection'>,
  prefix: string = `law ${opened++}:`,
  requirements: DurabilityOptions = {},
): Promise<RedisStores> {
  const accept = ['memoryLimit', 'persistence', 'failover'] as const
  return openRedisStores({ connection, prefix, accept, timeout, ...requirements })
}

/**
 * Returns the subject of the laws. The clock of a server cannot be moved, so the test deletes the keys that would have
 * expired by then.
 */
export function subjectOn<Store>(
  ground: Ground,
  pick: (stores: RedisStores) => Store,
  requirements?: DurabilityOptions,
): StoreSubject<Store> {
  const start = Date.now()
  let passed: Duration = 0
  const now = (): Instant => start + passed
  return {
    now,
    async advance(by) {
      passed += by
      await Promise.all(ground.servers.map((server) => expire(server, now() - (ground.leeway ?? 0))))
    },
    createStore: async () => pick(await openStores(ground, undefined, requirements)),
    async createTwins() {
      const prefix = `law ${opened++}:`
      const open = async () => pick(await openStores(ground, prefix, requirements))
      return [await open(), await open()]
    },
    async createFailingStore() {
      const unreachable = { send: () => Promise.reject(new Error('connect ECONNREFUSED')) }
      return pick(await openRedisStores({ connection: unreachable, onWarning: () => {} }))
    },
  }
}

// Redis 6.2 has no PEXPIRETIME. The time from PTTL can be a few milliseconds off.
const expireUntil = `
local moment = redis.call('TIME')
local now = moment[1] * 1000 + math.floor(moment[2] / 1000)
for _, key in ipairs(redis.call('KEYS', 'law *')) do
  local at = redis.pcall('PEXPIRETIME', key)
  if type(at) == 'table' then at = now + redis.call('PTTL', key) + 5 end
  if at <= tonumber(ARGV[1]) then redis.call('DEL', key) end
end`

async function expire(server: RedisServer, at: Instant): Promise<void> {
  await until('did no key leave while it was looked at?', async () => {
    try {
      await server.command('EVAL', expireUntil, '0', String(at))
      return true
    } catch (fault) {
      if (String(fault).includes('non local key')) return false
      throw fault
    }
  })
}
