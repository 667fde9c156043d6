import { setTimeout as pause } from 'node:timers/promises'
import {
  fromIoredis,
  openRedisStores,
  PreflightError,
  type RedisStoreOptions,
  type RedisStores,
} from '@devicegrant/store-redis'
import type { JWK } from 'jose'
import { reasonOf } from './reason.js'
import { connectRedis } from './redis.js'
import { describePlace, type RedisPlace } from './redis-place.js'
import type { RedisSettings } from './settings.js'
import { type KeyPlace, sharedKeys } from './signing-key.js'
import type { HostStores } from './stores.js'

// In milliseconds.
const timeout = 2_000
const shortPause = 100

/**
 * Opens the stores in Redis. If the settings have a signing key, Redis may be away at the start. Otherwise Redis must be there
 * within two seconds, because it keeps the signing keys of all processes.
 */
export async function openRedis({ place, prefix }: RedisSettings, secret: string, given?: JWK): Promise<HostStores> {
  const client = connectRedis(place)
  const options = { connection: fromIoredis(client), prefix }
  try {
    const stores = given === undefined ? await openPresent(place, options) : await openRedisStores(options)
    const keys = given === undefined ? await sharedKeys(inTime(client, place), prefix, secret) : { signingKey: given }
    return { ...stores, ...keys, close: async () => client.disconnect() }
  } catch (fault) {
    client.disconnect()
    throw fault
  }
}

type Options = Pick<RedisStoreOptions, 'connection' | 'prefix'>

async function openPresent(place: RedisPlace, options: Options): Promise<RedisStores> {
  const end = performance.now() + timeout
  for (;;) {
    try {
      return await openRedisStores({ ...options, whenUnreachable: 'reject' })
    } catch (fault) {
      if (fault instanceof PreflightError) throw fault
      if (performance.now() > end) throw outOfReach(place, fault)
    }
    await pause(shortPause)
  }
}

// To generate a key may take longer than the timeout, so only the calls of Redis have one.
function inTime(client: KeyPlace, place: RedisPlace): KeyPlace {
  return {
    get: (key) => Promise.race([client.get(key), rejectLater(place)]),
    set: (key, value, condition) => Promise.race([client.set(key, value, condition), rejectLater(place)]),
  }
}

// One node of a cluster can be away: the node that has a signing key.
async function rejectLater(place: RedisPlace): Promise<never> {
  await pause(timeout, undefined, { ref: false })
  throw outOfReach(place, `no reply within ${timeout} ms`)
}

function outOfReach(place: RedisPlace, cause: unknown): Error {
  const reason = `${describePlace(place)} cannot be used: ${reasonOf(cause)}`
  const remedy = 'start Redis, or give every process the same DEVICEGRANT_SIGNING_KEY'
  return new Error(`${reason}. Redis keeps the signing key of all processes: ${remedy}.`, { cause })
}
