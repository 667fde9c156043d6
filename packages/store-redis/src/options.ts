import type { Duration } from '@devicegrant/core'
import { checkOptionNames, checkOptionWords, type OptionNames } from '@devicegrant/core/stores'
import type { RedisConnection } from './connection/redis-connection.js'
import { findingCodes, type PreflightFindingCode } from './preflight/preflight-checks.js'

/** Options of `openRedisStores`. */
export interface RedisStoreOptions {
  /** The connection of the host: `fromIoredis(…)`, `fromNodeRedis(…)` or `fromNodeRedisCluster(…)`. */
  readonly connection: RedisConnection
  /**
   * The start of every key name. Stores with different prefixes share nothing.
   *
   * @defaultValue `'devicegrant:'`
   */
  readonly prefix?: string
  /**
   * The timeout of a call, in milliseconds. It should be a little less than the `timeout` of `createDeviceGrant`, so that
   * Redis does nothing more for a request that has already failed.
   *
   * @defaultValue 900 milliseconds
   */
  readonly timeout?: Duration
  /**
   * With `strict`, tokens, approvals and revocations are reported only after `replicas` have confirmed the write, or the disk
   * (WAIT, WAITAOF). Without a confirmation the request gets 503. With `normal`, the reply of the primary is enough.
   *
   * @defaultValue `'normal'`
   */
  readonly durability?: 'normal' | 'strict'
  /**
   * How many replicas must confirm a write if durability is `strict`. With 0, the disk must confirm it.
   *
   * @defaultValue 1
   */
  readonly replicas?: number
  /**
   * Findings of the preflight checks that the host accepts: the stores neither warn about them nor refuse to work.
   *
   * @defaultValue none
   */
  readonly accept?: readonly PreflightFindingCode[]
  /**
   * What `openRedisStores` does if Redis cannot be reached: `start` resolves, and requests get 503 until Redis is there;
   * `reject` rejects.
   *
   * @defaultValue `'start'`
   */
  readonly whenUnreachable?: 'start' | 'reject'
  /**
   * The maximum number of calls that may wait for Redis at the same time. The stores reject more calls at once.
   *
   * @defaultValue 5 000
   */
  readonly queue?: number
  /**
   * Called with each finding, when Redis goes away, and when it is back.
   *
   * @defaultValue writes to standard error
   */
  readonly onWarning?: (warning: string) => void
}

const owner = 'openRedisStores'

const optionNames: OptionNames<RedisStoreOptions> = {
  connection: true,
  prefix: true,
  timeout: true,
  durability: true,
  replicas: true,
  accept: true,
  whenUnreachable: true,
  queue: true,
  onWarning: true,
}

/**
 * Checks the options of `openRedisStores`. A wrong value would otherwise be ignored, or show only at the first request.
 *
 * @throws ConfigurationError if an option or one of its words is unknown.
 * @throws TypeError if the value of an option is wrong.
 */
export function checkRedisOptions(options: RedisStoreOptions): void {
  checkOptionNames(owner, options ?? null, optionNames)
  const { connection, prefix = '', durability = 'normal', accept = [], whenUnreachable = 'start' } = options
  const { timeout = 10, queue = 1, replicas = 0, onWarning = () => {} } = options
  if (typeof Reflect.get(Object(connection), 'send') !== 'function') {
    throw new TypeError(
      'connection must be what fromIoredis(…), fromNodeRedis(…) or fromNodeRedisCluster(…) returns for your client',
    )
  }
  checkOptionWords(owner, 'durability', durability, ['normal', 'strict'])
  checkOptionWords(owner, 'whenUnreachable', whenUnreachable, ['start', 'reject'])
  if (!Array.isArray(accept)) throw new TypeError("accept must be a list of findings, such as ['persistence']")
  checkOptionWords(owner, 'accept', accept, findingCodes)
  if (typeof prefix !== 'string') throw new TypeError('prefix must be text')
  if (typeof onWarning !== 'function') throw new TypeError('onWarning must be a function')
  checkNumber('timeout', timeout, 10)
  checkNumber('queue', queue, 1)
  checkNumber('replicas', replicas, 0)
}

function checkNumber(name: string, value: unknown, least: number): void {
  if (Number.isSafeInteger(value) && Number(value) >= least) return
  throw new TypeError(`${name} must be a whole number, ${least} or more`)
}
