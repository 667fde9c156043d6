import type { RedisConnection } from './connection.js'

/** What is needed of a client of node-redis (`redis`, version 5 or 6): `createClient()`, connected. */
export interface NodeRedisClient {
  sendCommand(args: string[]): Promise<unknown>
  multi(): NodeRedisBatch
  /** Whether it is connected or tries to be: not so once its host has closed it. */
  readonly isOpen: boolean
  destroy(): void
  connect(): Promise<unknown>
}

/** What is needed of the commands that a client sends together. */
export interface NodeRedisBatch {
  addCommand(args: string[]): NodeRedisBatch
  execAsPipeline(): Promise<unknown>
}

/** What is needed of a cluster of node-redis: `createCluster()`, connected. */
export interface NodeRedisCluster {
  sendCommand(firstKey: string, isReadonly: boolean, args: string[]): Promise<unknown>
  multi(routing: string): NodeRedisClusterBatch
}

/** What is needed of the commands that a cluster sends together. */
export interface NodeRedisClusterBatch {
  addCommand(firstKey: string, isReadonly: boolean, args: string[]): NodeRedisClusterBatch
  execAsPipeline(): Promise<unknown>
}

/**
 * What we would tell node-redis, to be spread among the options of its `socket`. Its defaults are safe here as well; with
 * these it is back sooner when a server is well again.
 */
export const nodeRedisAdvice: {
  readonly connectTimeout: number
  readonly reconnectStrategy: (retries: number) => number
} = {
  connectTimeout: 2_000,
  reconnectStrategy: (retries) => Math.min((retries + 1) * 50, 1_000),
}

/** The host's own client of node-redis. Connecting and closing it stays the host's. */
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
      // It tries again by itself, and tells its own `error` listeners what is in the way.
      client.connect().catch(() => undefined)
    },
  }
}

/** The host's own cluster of node-redis. Connecting and closing it stays the host's. */
export function fromNodeRedisCluster(cluster: NodeRedisCluster): RedisConnection {
  return {
    async send(key, commands) {
      const [command = [], ...more] = commands
      // Never read-only: that could be answered by a replica.
      if (more.length === 0) return [await cluster.sendCommand(key, false, [...command])]
      const batch = commands.reduce((sent, next) => sent.addCommand(key, false, [...next]), cluster.multi(key))
      return repliesIn(await batch.execAsPipeline())
    },
  }
}

function repliesIn(replies: unknown): readonly unknown[] {
  if (Array.isArray(replies)) return replies
  throw new Error('node-redis has answered a pipeline with something else than its replies')
}
