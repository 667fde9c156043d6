import { vi } from 'vitest'

// This client waits in steps of five seconds; what is shorter, or hands something to its callback, is somebody else.
const shortestWait = 5_000

/**
 * Lets a client that waits by the global `setTimeout` wait no time at all: each wait is told to `onWait`, which turns
 * the server's clock, and is then over. Ends with `vi.unstubAllGlobals()`.
 */
export function skipClientWaits(onWait: (milliseconds: number, count: number) => void | Promise<void>): void {
  const real = globalThis.setTimeout
  let count = 0
  vi.stubGlobal(
    'setTimeout',
    (callback: (...given: readonly unknown[]) => void, milliseconds = 0, ...given: unknown[]) => {
      if (milliseconds < shortestWait || given.length > 0) return real(() => callback(...given), milliseconds)
      count += 1
      const waited = Promise.resolve(onWait(milliseconds, count))
      return real(() => void waited.then(callback), 0)
    },
  )
}
