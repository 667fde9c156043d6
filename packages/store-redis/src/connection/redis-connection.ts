/** One Redis command: its name, then its arguments. */
export type RedisCommand = readonly string[]

/**
 * The connection that the stores use. `fromIoredis`, `fromNodeRedis` and `fromNodeRedisCluster` create one; a host with
 * another client can implement it.
 */
export interface RedisConnection {
  /**
   * Sends the commands in order over one connection, to the primary that has the slot of `key`, never to a replica.
   * Resolves to their replies; an error reply is an `Error` at its place in the list. Rejects if the outcome is unknown, for
   * example when the connection is lost.
   */
  send(key: string, commands: readonly RedisCommand[]): Promise<readonly unknown[]>
  /**
   * Closes the connection and opens a new one. Called when the connection has been silent for seconds although replies are
   * due: the network may need 15 minutes to notice. If it is absent, the client must notice by itself.
   */
  reconnect?(): void
}
