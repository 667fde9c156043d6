import { ioredisAdvice } from '@devicegrant/store-redis'
import { Cluster, Redis } from 'ioredis'
import { reasonOf } from './reason.js'
import type { RedisPlace } from './redis-place.js'

/** A connection, to one server or to a cluster. */
export type RedisClient = Redis | Cluster

// A frozen server never hangs up in its turn, and a signal has to end the demo within two seconds.
const disconnectTimeout = 100

/** Connects. What goes wrong is told to standard error, each fault once until the connection is there again. */
export function connectRedis({ nodes, isCluster, access }: RedisPlace): RedisClient {
  const options = { ...ioredisAdvice, ...access, disconnectTimeout }
  const client = isCluster
    ? new Cluster([...nodes], {
        redisOptions: options,
        clusterRetryStrategy: ioredisAdvice.retryStrategy,
        // Certificates are made out to names, and ioredis would put addresses in their place.
        ...(access.tls && { dnsLookup: (name, callback) => callback(null, name) }),
      })
    : new Redis({ ...options, ...nodes[0] })
  const told = new Set<string>()
  client.on('ready', () => told.clear())
  client.on('error', (fault) => {
    const reason = reasonOf(fault)
    if (!told.has(reason)) console.error(`devicegrant demo: connecting to Redis: ${reason}`)
    told.add(reason)
  })
  return client
}
