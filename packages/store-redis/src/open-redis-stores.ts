import {
  type Clock,
  checkOptionNames,
  type DeviceAuthorizationStore,
  type Duration,
  type OnceStore,
  type OptionNames,
  type TokenFamilyStore,
} from '@devicegrant/core'
import { createAuthorizationStore } from './authorization-store.js'
import { createCalls } from './calls.js'
import { createCircuit } from './circuit.js'
import type { RedisConnection } from './connection.js'
import type { FindingCode } from './doctor.js'
import { createExamination, RefusedError } from './examination.js'
import { createFamilyStore } from './family-store.js'
import { inTime } from './in-time.js'
import { keysBelow } from './names.js'
import { createOnceStore } from './once-store.js'
import { createRedisClock } from './redis-clock.js'
import { isErrorReply } from './send-script.js'

/** What can be chosen about the stores in Redis. */
export interface RedisStoreOptions {
  /** The host's own connection: `fromIoredis(…)`, `fromNodeRedis(…)` or `fromNodeRedisCluster(…)`. */
  readonly connection: RedisConnection
  /** Goes before the name of every key. Two prefixes are strangers to each other. `devicegrant:` unless told. */
  readonly prefix?: string
  /**
   * How long a call may take, in milliseconds, before it is given up. 900 unless told: a little less than the `deadline` of
   * `createDeviceGrant`, so that Redis leaves alone what it would get to after the request was answered.
   */
  readonly deadline?: Duration
  /**
   * `strict`: no token, no approval and no sign-out is reported before `replicas` have it, or the disk (WAIT, WAITAOF). What
   * cannot be confirmed is answered 503. `normal` unless told: the word of the primary is enough.
   */
  readonly durability?: 'normal' | 'strict'
  /** How many replicas have to confirm a write where durability is strict. 1 unless told. */
  readonly replicas?: number
  /** Findings about the servers that the host knows of, and that are neither warned of nor refused. */
  readonly accept?: readonly FindingCode[]
  /** What to do where Redis cannot be reached yet: answer 503 until it can, or reject. `start` unless told. */
  readonly whenUnreachable?: 'start' | 'reject'
  /** The most calls that may wait for Redis at the same time. 5 000 unless told; more are refused at once. */
  readonly queue?: number
  /** Receives what the host should know: findings, and that Redis went away or is back. Standard error unless given. */
  readonly onWarning?: (warning: string) => void
}

/** Everything that can be kept in Redis, and the clock of Redis. */
export interface RedisStores {
  readonly store: DeviceAuthorizationStore
  readonly families: TokenFamilyStore
  /** What may be used once only, for `clientAssertions`. */
  readonly used: OnceStore
  /** The time as Redis has it, for `ambient`: so that processes with wrong clocks judge alike. */
  readonly clock: Clock
}

const optionNames: OptionNames<RedisStoreOptions> = {
  connection: true,
  prefix: true,
  deadline: true,
  durability: true,
  replicas: true,
  accept: true,
  whenUnreachable: true,
  queue: true,
  onWarning: true,
}

// Of the deadline: so long a confirmation is waited for, and so long each of two rounds of questions to the servers.
const confirmationShare = 1 / 2
const questionShare = 1 / 3
const failuresBeforeAway = 5
const tryAgainAfter = 1_000

/**
 * Opens the stores over the host's connection to Redis 6.2 or newer, or Valkey. First the servers are looked at: what could
 * lose or repeat a grant is warned of, or refused with a `RefusedError` that says what to set. Where Redis cannot be
 * reached, that is done at the first call that reaches it.
 */
export async function openRedisStores(options: RedisStoreOptions): Promise<RedisStores> {
  checkOptionNames('openRedisStores', options, optionNames)
  const { connection, prefix = 'devicegrant:', deadline = 900, accept = [], replicas = 1 } = options
  const isStrict = options.durability === 'strict'
  const warn = options.onWarning ?? printWarning
  const clock = createRedisClock()
  const patience = {
    confirmation: Math.floor(deadline * confirmationShare),
    question: Math.floor(deadline * questionShare),
  }
  const examination = createExamination({ connection, clock, prefix, isStrict, replicas, accept, patience, warn })
  const circuit = createCircuit({
    // Of a cluster one node may be away, and which one a failure came from its client knows, and no one else.
    failures: () => (examination.primaries() > 1 ? Number.POSITIVE_INFINITY : failuresBeforeAway),
    pause: tryAgainAfter,
    most: options.queue ?? 5_000,
    isOutage: (fault) => !isErrorReply(fault) && !(fault instanceof RefusedError),
    onSilence: () => connection.reconnect?.(),
    onChange(state, fault) {
      if (state === 'away') return warn(`Redis does not answer, and requests are answered 503: ${reasonOf(fault)}`)
      warn('Redis answers again.')
      examination.again()
    },
  })
  const calls = createCalls({ connection, clock, circuit, deadline, isStrict, examined: examination.passed })
  const keys = keysBelow(prefix)
  try {
    await inTime(examination.passed(), deadline)
  } catch (fault) {
    if (fault instanceof RefusedError || options.whenUnreachable === 'reject') throw fault
    warn(`Redis cannot be used yet, and requests are answered 503 until it can: ${reasonOf(fault)}`)
  }
  return {
    store: createAuthorizationStore(calls, keys),
    families: createFamilyStore(calls, keys),
    used: createOnceStore(calls, keys),
    clock: { now: clock.now },
  }
}

function reasonOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault)
}

function printWarning(warning: string): void {
  console.warn(`devicegrant: ${warning}`)
}
