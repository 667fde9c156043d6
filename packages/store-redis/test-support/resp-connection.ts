import { once } from 'node:events'
import { connect } from 'node:net'
import { createFrameReader, encodeCommand, ReplyError, type RespValue } from './resp.js'

/** Where a server listens. */
export interface Place {
  readonly host: string
  readonly port: number
}

/** A connection that does what it is told and nothing else: no handshake, no retries, no reconnecting. */
export interface RespConnection {
  /** Sends a command. Rejects with a `ReplyError` when the server says no, with another error when it is gone. */
  call(...words: readonly string[]): Promise<RespValue>
  close(): void
}

interface Waiting {
  readonly resolve: (value: RespValue) => void
  readonly reject: (fault: Error) => void
}

/** Connects. `onClose` runs when the connection has ended, for whatever reason, or did not come about. */
export async function openConnection({ host, port }: Place, onClose?: () => void): Promise<RespConnection> {
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
