/**
 * The stores of a device grant in Redis or Valkey, for servers of several processes.
 *
 * @packageDocumentation
 */

export { fromIoredis, type IoredisClient, ioredisAdvice } from './connection/ioredis.js'
export {
  fromNodeRedis,
  fromNodeRedisCluster,
  type NodeRedisBatch,
  type NodeRedisClient,
  type NodeRedisCluster,
  type NodeRedisClusterBatch,
  nodeRedisAdvice,
} from './connection/node-redis.js'
export type { RedisCommand, RedisConnection } from './connection/redis-connection.js'
export { openRedisStores, type RedisStores } from './open-redis-stores.js'
export type { RedisStoreOptions } from './options.js'
export type { PreflightFinding, PreflightFindingCode } from './preflight/preflight-checks.js'
export { PreflightError } from './preflight/preflight-error.js'
