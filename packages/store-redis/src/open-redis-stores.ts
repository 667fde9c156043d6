import type { Stores } from '@devicegrant/core'
import { createCalls } from './calls/calls.js'
import { createCircuit } from './calls/circuit.js'
import { createRedisClock } from './calls/redis-clock.js'
import { isErrorReply } from './calls/send-script.js'
import { withinTimeout } from './calls/within-timeout.js'
import { checkRedisOptions, type RedisStoreOptions } from './options.js'
import { createPreflight } from './preflight/preflight.js'
import { PreflightError } from './preflight/preflight-error.js'
import { createAuthorizationStore } from './records/authorization-store.js'
import { createFamilyStore } from './records/family-store.js'
import { createJtiStore } from './records/jti-store.js'
import { keysBelow } from './records/keys.js'
import { createLimitStore } from './records/limit-store.js'

/**
 * The stores in Redis, and the clock of Redis. With that clock, all processes use the same time, even if their own clocks are
 * wrong.
 */
export type RedisStores = Required<Stores>

// Shares of the timeout: for a confirmation, and for each of the two rounds that read the settings of the servers.
const confirmationShare = 1 / 2
const serverInfoShare = 1 / 3
const failuresBeforeAway = 5
// In milliseconds.
const tryAgainAfter = 1_000

/**
 * Opens the stores over the host's connection to Redis 6.2 or newer, or Valkey. Checks the settings of the servers first, and
 * warns about settings that can lose a grant or allow it twice. If Redis cannot be reached, the first call that reaches it
 * does these checks.
 *
 * @throws PreflightError if a setting is not safe. The message says what to set.
 * @throws Error if Redis cannot be reached and `whenUnreachable` is `reject`.
 * @throws ConfigurationError if an option or one of its words is unknown.
 * @throws TypeError if the value of an option is wrong.
 * @example
 * ```ts
 * const redis = new Redis('redis://127.0.0.1:6379', ioredisAdvice)
 * const stores = await openRedisStores({ connection: fromIoredis(redis) })
 * const grant = createDeviceGrant({ ...options, stores })
 * ```
 */
export async function openRedisStores(options: RedisStoreOptions): Promise<RedisStores> {
  checkRedisOptions(options)
  const { connection, prefix = 'devicegrant:', timeout = 900, accept = [], replicas = 1 } = options
  const isStrict = options.durability === 'strict'
  const warn = options.onWarning ?? printWarning
  const clock = createRedisClock()
  const timeouts = {
    confirmation: Math.floor(timeout * confirmationShare),
    serverInfo: Math.floor(timeout * serverInfoShare),
  }
  const preflight = createPreflight({ connection, clock, prefix, isStrict, replicas, accept, timeouts, warn })
  const circuit = createCircuit({
    // In a cluster one node may be away. Only the client knows which node a failure came from, so there is no circuit.
    failures: () => (preflight.primaries() > 1 ? Number.POSITIVE_INFINITY : failuresBeforeAway),
    pause: tryAgainAfter,
    maxWaiting: options.queue ?? 5_000,
    isOutage: (fault) => !isErrorReply(fault) && !(fault instanceof PreflightError),
    onSilence: () => connection.reconnect?.(),
    onChange(state, fault) {
      if (state === 'away') return warn(`Redis does not respond, and requests get 503: ${reasonOf(fault)}`)
      warn('Redis responds again.')
      preflight.recheck()
    },
  })
  const calls = createCalls({
    connection,
    clock,
    circuit,
    timeout,
    isStrict,
    preflight: preflight.pass,
    isOneServer: preflight.isOneServer,
  })
  const keys = keysBelow(prefix)
  try {
    await withinTimeout(preflight.pass(), timeout)
  } catch (fault) {
    if (fault instanceof PreflightError || options.whenUnreachable === 'reject') throw fault
    warn(`Redis cannot be used yet, and requests get 503 until it can: ${reasonOf(fault)}`)
  }
  return {
    authorizations: createAuthorizationStore(calls, keys),
    families: createFamilyStore(calls, keys),
    jtis: createJtiStore(calls, keys),
    limits: createLimitStore(calls, keys),
    clock: { now: clock.now },
  }
}

function reasonOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault)
}

function printWarning(warning: string): void {
  console.warn(`devicegrant: ${warning}`)
}
