import type { RedisConnection } from '../src/index.js'

/** Lets a server look like the node of a cluster, so that the stores send each call on its own. */
export function asOfCluster({ send }: RedisConnection): RedisConnection {
  return {
    async send(key, commands) {
      const replies = await send(key, commands)
      return replies.map((reply) => (Array.isArray(reply) ? reply.map(changed) : reply))
    },
  }
}

function changed(part: unknown): unknown {
  return typeof part === 'string' ? part.replace('cluster_enabled:0', 'cluster_enabled:1') : part
}
