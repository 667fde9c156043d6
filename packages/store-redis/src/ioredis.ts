import type { RedisConnection } from './connection.js'

/** What is needed of ioredis: `Redis` or `Cluster`, version 5 or 6. Sentinel is a way of connecting `Redis`. */
export interface IoredisClient {
  call(command: string, args: string[]): Promise<unknown>
  pipeline(commands: unknown[][]): { exec(): Promise<[error: Error | null, reply: unknown][] | null> }
  disconnect(reconnect: boolean): void
  /** Whether it is a `Cluster`: one of its nodes may be silent while the others are well. */
  readonly isCluster: boolean
}

/**
 * What we would tell ioredis, to be spread among its options (of a `Cluster`: its `redisOptions`). Its defaults are safe
 * here as well; with these it notices sooner that a server is gone or demoted, and is back sooner when it is well again.
 */
export const ioredisAdvice: {
  readonly connectTimeout: number
  readonly socketTimeout: number
  readonly maxRetriesPerRequest: number
  readonly maxLoadingRetryTime: number
  readonly retryStrategy: (times: number) => number
  readonly reconnectOnError: (error: Error) => boolean
} = {
  connectTimeout: 2_000,
  // A connection that says nothing for so long while a reply is due is dead, whatever the network thinks.
  socketTimeout: 3_000,
  maxRetriesPerRequest: 1,
  // How long Redis says that it will still read its data is a guess, and may be by far too long.
  maxLoadingRetryTime: 500,
  retryStrategy: (times) => Math.min(times * 50, 1_000),
  // A primary that was demoted: its name may lead to another one by now.
  reconnectOnError: ({ message }) => message.startsWith('READONLY'),
}

/** The host's own ioredis connection. Closing it stays the host's. */
export function fromIoredis(client: IoredisClient): RedisConnection {
  return {
    async send(_key, commands) {
      const [[name = '', ...args] = [], ...more] = commands
      // ioredis finds the node by the key that stands in the command.
      if (more.length === 0) return [await toTheEnd(client.call(name, args))]
      const replies = await client.pipeline(commands.map((command) => ['call', ...command])).exec()
      if (replies === null) throw new Error('ioredis has dropped a pipeline')
      return replies.map(([error, reply]) => error ?? reply)
    },
    ...(!client.isCluster && { reconnect: () => client.disconnect(true) }),
  }
}

// What ioredis rejects with while it has no connection is about one of its options, and says nothing to whoever reads a log.
async function toTheEnd(sending: Promise<unknown>): Promise<unknown> {
  try {
    return await sending
  } catch (fault) {
    if (!(fault instanceof Error) || fault.name !== 'MaxRetriesPerRequestError') throw fault
    throw new Error('there is no connection to Redis', { cause: fault })
  }
}
