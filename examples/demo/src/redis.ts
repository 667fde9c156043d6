import { ioredisAdvice, RefusedError } from '@devicegrant/store-redis'
import { Cluster, Redis } from 'ioredis'
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

/** Why something did not work, in words for whoever starts the demo. */
export function reasonOf(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault)
  const { name, message } = fault
  // Its message is about an option; what is behind it was told when it happened.
  if (name === 'MaxRetriesPerRequestError') return 'there is no connection'
  if (fault instanceof RefusedError && fault.findings.some(({ code }) => code === 'cluster'))
    return 'this is one node of a cluster: name several of its nodes in REDIS_URL, separated by commas'
  return 'lastNodeError' in fault ? `${message} ${reasonOf(fault.lastNodeError)}` : message
}
