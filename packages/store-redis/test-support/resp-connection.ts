import { once } from 'node:events'
import { connect } from 'node:net'
import { createFrameReader, encodeCommand, ReplyError, type RespValue } from './resp.js'

/** The address of a server. */
export interface ServerAddress {
  readonly host: string
  readonly port: number
}

/** A plain connection: no handshake, no retries, no reconnects. */
export interface RespConnection {
  /** Sends a command. Rejects with a `ReplyError` for an error reply, and with another error if the connection is lost. */
  call(...words: readonly string[]): Promise<RespValue>
  close(): void
}

interface Waiting {
  readonly resolve: (value: RespValue) => void
  readonly reject: (fault: Error) => void
}

/** Connects. `onClose` runs when the connection has ended for any reason, or could not be made. */
export async function openConnection({ host, port }: ServerAddress, onClose?: () => void): Promise<RespConnection> {
  const socket = connect({ host, port, noDelay: true })
  const waiting: Waiting[] = []
  const readFrames = createFrameReader()

  socket.on('data', (chunk) => {
    for (const { value, isPush } of readFrames(chunk)) {
      if (isPush) continue
      const next = waiting.shift()
      if (value instanceof ReplyError) next?.reject(value)
      else next?.resolve(value)
    }
  })
  let fault: Error | undefined
  socket.on('error', (error) => {
    fault = error
  })
  const gone = () => new Error(`no connection to ${host}:${port} any more`, { cause: fault })
  socket.on('close', () => {
    for (const { reject } of waiting.splice(0)) reject(gone())
    onClose?.()
  })

  await once(socket, 'connect')
  return {
    call: (...words) =>
      new Promise((resolve, reject) => {
        if (socket.destroyed) return reject(gone())
        waiting.push({ resolve, reject })
        socket.write(encodeCommand(words))
      }),
    close: () => void socket.destroy(),
  }
}
