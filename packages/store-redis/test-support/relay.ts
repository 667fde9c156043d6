import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { createFrameReader, type ReceivedFrame } from './resp.js'

/** One direction between two sockets. */
export interface RelayOptions {
  readonly from: Socket
  readonly to: Socket
  /** Returns whether nothing is passed on any longer, also not the end of a socket. */
  isMute(): boolean
  /** Returns the delay of the message that has just arrived, in milliseconds. */
  delay(): number
  /** Passes a message on, drops it, or cuts the connection. */
  deliver(frame: ReceivedFrame): void
}

/** Passes whole messages from one socket to `deliver`, in order and with a delay, and the end of the socket to the other. */
export function relay({ from, to, isMute, delay, deliver }: RelayOptions): void {
  const readFrames = createFrameReader()
  let last: Promise<unknown> = Promise.resolve()

  from.on('data', (chunk) => {
    if (isMute()) return
    for (const frame of readFrames(chunk)) {
      const milliseconds = delay()
      // The delay counts from the arrival: a message waits for the one before it and for its own delay, not for the sum.
      const due = milliseconds > 0 ? pause(milliseconds, undefined, { ref: false }) : undefined
      last = last
        .then(() => due)
        .then(() => {
          if (!isMute() && !to.destroyed) deliver(frame)
        })
    }
  })
  const afterAll = (farewell: () => void) => void last.then(() => isMute() || farewell())
  from.on('end', () => afterAll(() => to.end()))
  from.on('close', () => afterAll(() => to.destroySoon()))
  // A broken connection closes next, and the close is passed on.
  from.on('error', () => {})
}
