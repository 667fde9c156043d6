/** One command of Redis, its name first. */
export type RedisCommand = readonly string[]

/** How we talk to Redis, whichever client the host has: `fromIoredis`, `fromNodeRedis`, or one made of these few words. */
export interface RedisConnection {
  /**
   * Sends the commands one after the other over one connection, to the primary that has the slot of `key`, never to a
   * replica. Resolves to their replies; an error reply stands in its place as an `Error`. Rejects when there is no telling.
   */
  send(key: string, commands: readonly RedisCommand[]): Promise<readonly unknown[]>
  /**
   * Gives up the present connection for a new one: it has been silent for seconds although replies are due, and the network
   * may take a quarter of an hour to find out. Absent: that is left to the client.
   */
  reconnect?(): void
}
