import type { RedisConnection } from './redis-connection.js'

/** The part of an ioredis client that the stores use: `Redis` (also with Sentinel) or `Cluster`, version 5 or 6. */
export interface IoredisClient {
  call(command: string, args: string[]): Promise<unknown>
  pipeline(commands: unknown[][]): { exec(): Promise<[error: Error | null, reply: unknown][] | null> }
  disconnect(reconnect: boolean): void
  /** Whether the client is a `Cluster`. One of its nodes may be silent while the others work. */
  readonly isCluster: boolean
  /** The connection. A `Cluster` has one for each node, and does not show them. */
  readonly stream?: { cork(): void; uncork(): void }
}

/**
 * Recommended options of ioredis: spread them into the options of `Redis`, or into `redisOptions` of `Cluster`. The defaults
 * of ioredis are safe too. With these options ioredis notices earlier that a server is gone or demoted, and reconnects
 * earlier. All times are in milliseconds.
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
  // A connection that is silent for 3 seconds while a reply is due is dead, even if the network has not noticed.
  socketTimeout: 3_000,
  maxRetriesPerRequest: 1,
  // Redis estimates how long it will still load its data. The estimate may be much too long.
  maxLoadingRetryTime: 500,
  retryStrategy: (times) => Math.min(times * 50, 1_000),
  // The primary was demoted. Its name may resolve to another server by now.
  reconnectOnError: ({ message }) => message.startsWith('READONLY'),
}

/**
 * Returns the connection of the stores over an ioredis client. The host closes the client. Commands of the same turn of the
 * event loop are written together. `enableAutoPipelining` of ioredis does that too, but sends nothing until the replies to
 * the last commands are there, so it makes a distant Redis slower. A `Cluster` needs it to write commands together.
 *
 * @example
 * ```ts
 * const connection = fromIoredis(new Redis('redis://127.0.0.1:6379', ioredisAdvice))
 * ```
 */
export function fromIoredis(client: IoredisClient): RedisConnection {
  const writeTogether = corkOf(client)
  return {
    async send(_key, commands) {
      writeTogether()
      const [[name = '', ...args] = [], ...more] = commands
      // ioredis finds the node by the key in the command.
      if (more.length === 0) return [await toTheEnd(client.call(name, args))]
      const replies = await client.pipeline(commands.map((command) => ['call', ...command])).exec()
      if (replies === null) throw new Error('ioredis has dropped a pipeline and returned no replies')
      return replies.map(([error, reply]) => error ?? reply)
    },
    ...(!client.isCluster && { reconnect: () => client.disconnect(true) }),
  }
}

// ioredis writes each command on its own, and each write is a system call here and in Redis.
function corkOf(client: IoredisClient): () => void {
  let corked: IoredisClient['stream']
  return () => {
    const { stream } = client
    if (stream === undefined || stream === corked) return
    corked = stream
    stream.cork()
    setImmediate(() => {
      corked = undefined
      stream.uncork()
    })
  }
}

// Without a connection, ioredis rejects with a message about its option. This message says what is wrong.
async function toTheEnd(sending: Promise<unknown>): Promise<unknown> {
  try {
    return await sending
  } catch (fault) {
    if (!(fault instanceof Error) || fault.name !== 'MaxRetriesPerRequestError') throw fault
    throw new Error('there is no connection to Redis', { cause: fault })
  }
}
