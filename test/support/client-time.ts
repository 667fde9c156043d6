import { vi } from 'vitest'

// This client waits in steps of five seconds; shorter timers, and timers that pass arguments, are not its own.
const shortestWait = 5_000

/**
 * Makes each wait by the global `setTimeout` end at once: each wait is reported to `onWait`, which moves the server's
 * clock. A server that runs without a socket has timers of its own, which are longer than `longestWait`. Ends with
 * `vi.unstubAllGlobals()`.
 */
export function skipClientWaits(
  onWait: (milliseconds: number, count: number) => void | Promise<void>,
  longestWait = Number.POSITIVE_INFINITY,
): void {
  const real = globalThis.setTimeout
  let count = 0
  vi.stubGlobal(
    'setTimeout',
    (callback: (...given: readonly unknown[]) => void, milliseconds = 0, ...given: unknown[]) => {
      if (milliseconds < shortestWait || milliseconds > longestWait || given.length > 0)
        return real(() => callback(...given), milliseconds)
      count += 1
      const waited = Promise.resolve(onWait(milliseconds, count))
      return real(() => void waited.then(callback), 0)
    },
  )
}
