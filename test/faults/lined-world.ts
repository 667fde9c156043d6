import { type RedisServer, startRedis } from '../../packages/store-redis/test-support/redis-server.js'
import { startProxy, type TcpProxy } from '../../packages/store-redis/test-support/tcp-proxy.js'
import type { ServerProcess } from './server-process.js'
import { startWorld, type World, type WorldOptions } from './world.js'

const clients = ['ioredis', 'ioredis-defaults', 'node-redis'] as const

/** A process, and the line that is all it has to Redis. */
export interface Lined {
  readonly client: (typeof clients)[number]
  readonly server: ServerProcess
  readonly line: TcpProxy
}

/** A world of one process with each client, each with a line of its own. */
export interface LinedWorld {
  readonly redis: RedisServer
  readonly world: World
  readonly lined: readonly Lined[]
  close(): Promise<void>
}

/** Starts it. The driver needs no line. */
export async function startLinedWorld(options: Omit<WorldOptions, 'redis' | 'processes'> = {}): Promise<LinedWorld> {
  const redis = await startRedis()
  const world = await startWorld({ redis: [redis], processes: 0, ...options })
  const lined = await Promise.all(
    clients.map(async (client) => {
      const line = await startProxy(redis)
      return { client, line, server: await world.start({ client, urls: [line.url] }) }
    }),
  )
  // On a busy machine the checks at the start may not be over when a server listens.
  await world.expectRecovery()
  return {
    redis,
    world,
    lined,
    async close() {
      await world.close()
      await Promise.all(lined.map(({ line }) => line.close()))
      await redis.stop()
    },
  }
}

/** Whether this command runs a script, as all that we store is stored. */
export function isScript([command = '']: readonly string[]): boolean {
  return /^evalsha?$/i.test(command)
}

/** Counts the scripts that reach a line from now on, until the line passes them. */
export function countScripts(line: TcpProxy): () => number {
  let count = 0
  line.cutBeforeForwarding({
    only(words) {
      if (isScript(words)) count += 1
      return false
    },
  })
  return () => count
}
