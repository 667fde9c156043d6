import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { type Cut, type CutOptions, createCut } from './cut.js'
import { relay } from './relay.js'
import type { ReceivedFrame } from './resp.js'
import type { ServerAddress } from './resp-connection.js'

/** Milliseconds, or a function that returns them for each message. */
export type Delay = number | (() => number)

/** A TCP proxy in front of a Redis server. A test can make it misbehave while clients use it. */
export interface TcpProxy extends ServerAddress {
  readonly url: string
  /** The number of clients so far, with those that were refused or ignored. */
  readonly connections: number
  /** The number of connections that `cutAfterForwarding` and `cutBeforeForwarding` have cut so far. */
  readonly cuts: number
  /** The number of bytes that were passed on so far. */
  readonly bytes: { readonly toServer: number; readonly toClient: number }
  /** Works normally from now on: no delay, no cuts, new clients are accepted. Lost bytes stay lost. */
  pass(): void
  /** Delays every message in both directions, in order. New clients are accepted. */
  delay(there: Delay, back?: Delay): void
  /** Closes all connections, and each new connection at once. */
  refuse(): void
  /**
   * Simulates a dead network: accepts connections and bytes, and passes on neither bytes nor the end of a connection. A
   * connection from this time stays silent forever, because a stream cannot continue after lost bytes.
   */
  swallow(): void
  /** Lets the server run a command, and closes the connection instead of passing on the reply. */
  cutAfterForwarding(options?: CutOptions): void
  /** Closes the connection instead of passing on the command. */
  cutBeforeForwarding(options?: CutOptions): void
  /** Closes all connections and stops listening. */
  close(): Promise<void>
}

/** A client and the connection to the server that was made for it. */
interface Pair {
  readonly client: Socket
  readonly server: Socket
  isMute: boolean
}

const host = '127.0.0.1'
const resultOf = (delay: Delay) => (typeof delay === 'number' ? delay : delay())

/** Opens a proxy in front of a server. It counts replies, so a client that subscribes with RESP2 must not be cut. */
export async function startProxy(target: ServerAddress): Promise<TcpProxy> {
  const pairs = new Set<Pair>()
  const mutes = new Set<Socket>()
  let mode: 'pass' | 'refuse' | 'swallow' = 'pass'
  let delays: { readonly there: Delay; readonly back: Delay } = { there: 0, back: 0 }
  let armed: readonly Cut[] = []
  let connections = 0
  let cuts = 0
  const bytes = { toServer: 0, toClient: 0 }

  function hangUp(pair: Pair): void {
    pair.client.destroy()
    pair.server.destroy()
  }

  function hangUpOnAll(): void {
    for (const pair of pairs) hangUp(pair)
    for (const client of mutes) client.destroy()
  }

  function cut(pair: Pair): void {
    cuts += 1
    hangUp(pair)
  }

  function welcome(client: Socket): void {
    const server = connect({ ...target, allowHalfOpen: true, noDelay: true })
    const pair: Pair = { client, server, isMute: false }
    pairs.add(pair)
    const forget = () => void (client.destroyed && server.destroyed && pairs.delete(pair))
    client.on('close', forget)
    server.on('close', forget)

    let commands = 0
    let replies = 0
    let lostReply: number | undefined

    relay({
      from: client,
      to: server,
      isMute: () => pair.isMute,
      delay: () => resultOf(delays.there),
      deliver(frame) {
        commands += 1
        const found = lostReply === undefined ? armed.find(({ takes }) => takes(frame)) : undefined
        if (found?.when === 'before') return cut(pair)
        if (found?.when === 'after') lostReply = commands
        bytes.toServer += frame.bytes.length
        server.write(frame.bytes)
      },
    })
    relay({
      from: server,
      to: client,
      isMute: () => pair.isMute,
      delay: () => resultOf(delays.back),
      deliver(frame: ReceivedFrame) {
        if (!frame.isPush) replies += 1
        if (replies === lostReply) return cut(pair)
        bytes.toClient += frame.bytes.length
        client.write(frame.bytes)
      },
    })
  }

  function ignore(client: Socket): void {
    mutes.add(client)
    // Errors of this connection are expected: the proxy ignores it on purpose.
    client.on('error', () => {})
    client.on('close', () => mutes.delete(client))
    client.resume()
  }

  const door = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    connections += 1
    if (mode === 'refuse') client.destroy()
    else if (mode === 'swallow') ignore(client)
    else welcome(client)
  })
  door.listen(0, host)
  await once(door, 'listening')
  const address = door.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  const { port } = address

  return {
    host,
    port,
    url: `redis://${host}:${port}`,
    get connections() {
      return connections
    },
    get cuts() {
      return cuts
    },
    get bytes() {
      return { ...bytes }
    },
    pass() {
      mode = 'pass'
      delays = { there: 0, back: 0 }
      armed = []
    },
    delay(there, back = there) {
      mode = 'pass'
      delays = { there, back }
    },
    refuse() {
      mode = 'refuse'
      hangUpOnAll()
    },
    swallow() {
      mode = 'swallow'
      for (const pair of pairs) pair.isMute = true
    },
    cutAfterForwarding(options) {
      armed = [...armed, createCut('after', options)]
    },
    cutBeforeForwarding(options) {
      armed = [...armed, createCut('before', options)]
    },
    async close() {
      const closed = once(door, 'close')
      door.close()
      hangUpOnAll()
      await closed
    },
  }
}
