import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import type { ServerAddress } from '../../packages/store-redis/test-support/resp-connection.js'

/**
 * An address that stays the same, and leads to one server of Redis or another: as a name does that is moved in a
 * failover.
 */
export interface Switchboard extends ServerAddress {
  readonly url: string
  /** Nothing is passed on any longer, in either direction, and neither side learns it. */
  stall(): void
  /** Leads to this server from now on, and closes the connections to another one. */
  leadTo(target: ServerAddress): void
  close(): Promise<void>
}

const host = '127.0.0.1'

/** Opens a switchboard. It passes bytes on without a look, so it may stand between a primary and its replica. */
export async function openSwitchboard(first: ServerAddress): Promise<Switchboard> {
  const sockets = new Set<Socket>()
  let target = first
  let isStalled = false

  function hangUp(): void {
    for (const socket of sockets) socket.destroy()
  }

  function pass(from: Socket, to: Socket): void {
    sockets.add(from)
    from.on('data', (chunk) => {
      if (!isStalled) to.write(chunk)
    })
    from.on('close', () => {
      sockets.delete(from)
      to.destroy()
    })
    // A broken connection closes next, and that is passed on.
    from.on('error', () => {})
  }

  const door = createServer({ noDelay: true }, (client) => {
    const server = connect({ host: target.host, port: target.port, noDelay: true })
    pass(client, server)
    pass(server, client)
  }).listen(0, host)
  await once(door, 'listening')
  const address = door.address()
  if (address === null || typeof address === 'string') throw new Error('the switchboard has no port')

  return {
    host,
    port: address.port,
    url: `redis://${host}:${address.port}`,
    stall() {
      isStalled = true
    },
    leadTo(next) {
      target = next
      isStalled = false
      hangUp()
    },
    async close() {
      const closed = once(door, 'close')
      door.close()
      hangUp()
      await closed
    },
  }
}
