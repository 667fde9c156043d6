import { ioredisAdvice } from '@devicegrant/store-redis'
import { Cluster, Redis } from 'ioredis'
import { reasonOf } from './reason.js'
import type { RedisPlace } from './redis-place.js'

/** A connection to one server or to a cluster. */
export type RedisClient = Redis | Cluster

// In milliseconds. A frozen server never closes the connection, and a signal must end the demo within two seconds.
const disconnectTimeout = 100

/** Connects to Redis. Reports each different fault once to standard error, and again after a new connection. */
export function connectRedis({ nodes, isCluster, access }: RedisPlace): RedisClient {
  const options = { ...ioredisAdvice, ...access, disconnectTimeout }
  const client = isCluster
    ? new Cluster([...nodes], {
        redisOptions: options,
        clusterRetryStrategy: ioredisAdvice.retryStrategy,
        // Certificates contain host names, but ioredis would connect by address.
        ...(access.tls && { dnsLookup: (name, callback) => callback(null, name) }),
      })
    : new Redis({ ...options, ...nodes[0] })
  const reported = new Set<string>()
  client.on('ready', () => reported.clear())
  client.on('error', (fault) => {
    const reason = reasonOf(fault)
    if (!reported.has(reason)) console.error(`devicegrant demo: connecting to Redis: ${reason}`)
    reported.add(reason)
  })
  return client
}
