import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { createFrameReader, type ReceivedFrame } from './resp.js'

/** One way between two sockets. */
export interface RelayOptions {
  readonly from: Socket
  readonly to: Socket
  /** Whether nothing is passed on any more, not even that one side has gone. */
  isMute(): boolean
  /** By how many milliseconds the message that has just come is late. */
  delay(): number
  /** Passes a message on, or does something worse with it. */
  deliver(frame: ReceivedFrame): void
}

/** Takes whole messages from one socket to `deliver`, one after the other, late or not, and its end to the other socket. */
export function relay({ from, to, isMute, delay, deliver }: RelayOptions): void {
  const readFrames = createFrameReader()
  let last: Promise<unknown> = Promise.resolve()

  from.on('data', (chunk) => {
    if (isMute()) return
    for (const frame of readFrames(chunk)) {
      const milliseconds = delay()
      // Counted from its arrival: a message waits for the one before it and for its own delay, not for the sum.
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
  // A broken connection closes next, and that is passed on.
  from.on('error', () => {})
}
