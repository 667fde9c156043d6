import type { ProcessEnd, StopSignal } from './surroundings.js'

const stopSignals: readonly StopSignal[] = ['SIGINT', 'SIGTERM']

/** Listens for the first signal that asks the program to end. */
export interface StopListener {
  readonly signal: AbortSignal
  /** The signal that came, if one did. */
  received(): StopSignal | undefined
  close(): void
}

/**
 * The first signal aborts, and takes the listeners away. So a second one does what it does without this package: it ends the
 * process at once.
 */
export function listenForStop(process: ProcessEnd, onStop: () => void): StopListener {
  const stopping = new AbortController()
  let received: StopSignal | undefined
  const listeners = stopSignals.map((name): readonly [StopSignal, () => void] => [name, () => stop(name)])

  function close(): void {
    for (const [name, listener] of listeners) process.off(name, listener)
  }

  function stop(name: StopSignal): void {
    close()
    received = name
    onStop()
    stopping.abort()
  }

  for (const [name, listener] of listeners) process.on(name, listener)
  return { signal: stopping.signal, received: () => received, close }
}
