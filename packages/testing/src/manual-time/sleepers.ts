import type { Duration } from '@devicegrant/core'

interface Sleeper {
  readonly due: Duration
  wake(): void
}

/** Everybody who sleeps on the monotonic clock of the device. */
export interface Sleepers {
  /** Sleeps until the clock shows `due`. Rejects with the reason of the signal. */
  add(due: Duration, signal: AbortSignal | undefined): Promise<void>
  /** When the next one wakes. */
  next(): Duration | undefined
  /** Wakes the next one. */
  wakeNext(): void
  /** Wakes all that are due at `monotonic`. */
  wakeDue(monotonic: Duration): void
}

/** Makes an empty list. `onChange` hears of each that comes or goes. */
export function createSleepers(onChange: () => void): Sleepers {
  // In the order in which they wake. Those of one moment keep the order in which they began.
  let sleeping: readonly Sleeper[] = []

  function remove(sleeper: Sleeper): void {
    sleeping = sleeping.filter((other) => other !== sleeper)
    onChange()
  }

  function wakeNext(): void {
    sleeping[0]?.wake()
  }

  return {
    add(due, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason)
          return
        }
        const onAbort = () => {
          remove(sleeper)
          reject(signal?.reason)
        }
        const sleeper: Sleeper = {
          due,
          wake() {
            remove(sleeper)
            signal?.removeEventListener('abort', onAbort)
            resolve()
          },
        }
        signal?.addEventListener('abort', onAbort, { once: true })
        sleeping = [...sleeping, sleeper].sort((one, other) => one.due - other.due)
        onChange()
      })
    },
    next: () => sleeping[0]?.due,
    wakeNext,
    wakeDue(monotonic) {
      while (sleeping[0] !== undefined && sleeping[0].due <= monotonic) wakeNext()
    },
  }
}
