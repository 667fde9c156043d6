import type { RedisConnection } from './redis-connection.js'

/** The part of a node-redis client that the stores use: `createClient()` of `redis`, version 5 or 6, connected. */
export interface NodeRedisClient {
  sendCommand(args: string[]): Promise<unknown>
  multi(): NodeRedisBatch
  /** Whether the client is connected or tries to connect. `false` after the host has closed it. */
  readonly isOpen: boolean
  destroy(): void
  connect(): Promise<unknown>
}

/** The part of a node-redis pipeline that the stores use. */
export interface NodeRedisBatch {
  addCommand(args: string[]): NodeRedisBatch
  execAsPipeline(): Promise<unknown>
}

/** The part of a node-redis cluster that the stores use: `createCluster()`, connected. */
export interface NodeRedisCluster {
  sendCommand(firstKey: string, isReadonly: boolean, args: string[]): Promise<unknown>
  multi(routing: string): NodeRedisClusterBatch
}

/** The part of a pipeline of a node-redis cluster that the stores use. */
export interface NodeRedisClusterBatch {
  addCommand(firstKey: string, isReadonly: boolean, args: string[]): NodeRedisClusterBatch
  execAsPipeline(): Promise<unknown>
}

/**
 * Recommended options of node-redis: spread them into its `socket` options. The defaults of node-redis are safe too. With
 * these options it reconnects earlier. All times are in milliseconds.
 */
export const nodeRedisAdvice: {
  readonly connectTimeout: number
  readonly reconnectStrategy: (retries: number) => number
} = {
  connectTimeout: 2_000,
  reconnectStrategy: (retries) => Math.min((retries + 1) * 50, 1_000),
}

/**
 * Returns the connection of the stores over a node-redis client. The host connects and closes the client.
 *
 * @example
 * ```ts
 * const client = createClient({ url: 'redis://127.0.0.1:6379', socket: nodeRedisAdvice })
 * await client.connect()
 * const connection = fromNodeRedis(client)
 * ```
 */
export function fromNodeRedis(client: NodeRedisClient): RedisConnection {
  return {
    async send(_key, commands) {
      const [command = [], ...more] = commands
      if (more.length === 0) return [await client.sendCommand([...command])]
      const batch = commands.reduce((sent, next) => sent.addCommand([...next]), client.multi())
      return repliesIn(await batch.execAsPipeline())
    },
    reconnect() {
      if (!client.isOpen) return
      client.destroy()
      // node-redis tries again by itself, and reports each failure to its own `error` listeners.
      client.connect().catch(() => undefined)
    },
  }
}

/**
 * Returns the connection of the stores over a node-redis cluster. The host connects and closes the cluster.
 *
 * @example
 * ```ts
 * const cluster = createCluster({ rootNodes: [{ url: 'redis://127.0.0.1:7000' }] })
 * await cluster.connect()
 * const connection = fromNodeRedisCluster(cluster)
 * ```
 */
export function fromNodeRedisCluster(cluster: NodeRedisCluster): RedisConnection {
  return {
    async send(key, commands) {
      const [command = [], ...more] = commands
      // Never read-only, because a replica could reply to a read-only command.
      if (more.length === 0) return [await cluster.sendCommand(key, false, [...command])]
      const batch = commands.reduce((sent, next) => sent.addCommand(key, false, [...next]), cluster.multi(key))
      return repliesIn(await batch.execAsPipeline())
    },
  }
}

function repliesIn(replies: unknown): readonly unknown[] {
  if (Array.isArray(replies)) return replies
  throw new Error('node-redis has returned something else than a list of replies for a pipeline')
}
