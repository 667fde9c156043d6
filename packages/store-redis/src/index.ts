export type { RedisCommand, RedisConnection } from './connection.js'
export type { Finding, FindingCode } from './doctor.js'
export { RefusedError } from './examination.js'
export { fromIoredis, type IoredisClient, ioredisAdvice } from './ioredis.js'
export {
  fromNodeRedis,
  fromNodeRedisCluster,
  type NodeRedisBatch,
  type NodeRedisClient,
  type NodeRedisCluster,
  type NodeRedisClusterBatch,
  nodeRedisAdvice,
} from './node-redis.js'
export { openRedisStores, type RedisStoreOptions, type RedisStores } from './open-redis-stores.js'
