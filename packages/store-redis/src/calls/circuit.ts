import type { Duration } from '@devicegrant/core'
import { monotonic } from './monotonic.js'

/** Rejects calls while Redis does not respond, and lets them through when it responds again. */
export interface Circuit {
  /**
   * Runs a call. While Redis is away, rejects without running the call; one call a second still runs, as a test. Also
   * rejects while too many calls wait. `count` is the number of calls that it stands for. `settled` of the call resolves when the client no longer holds what it sent.
   */
  pass<Result>(run: () => Attempt<Result>, count?: number): Promise<Result>
}

/** A running call. */
export interface Attempt<Result> {
  /** The result of the call, within its timeout. */
  readonly result: Promise<Result>
  /** Resolves when no part of the call waits any longer. Never rejects. */
  readonly settled: Promise<unknown>
}

/** Options of `createCircuit`. */
export interface CircuitOptions {
  /** The number of failures in a row after which Redis counts as away. */
  readonly failures: () => number
  /** The time between two tests of Redis, in milliseconds. */
  readonly pause: Duration
  /** The maximum number of calls that may wait at the same time. */
  readonly maxWaiting: number
  /** Returns whether a rejection means that Redis is away. An error that Redis itself sent does not mean that. */
  readonly isOutage: (fault: unknown) => boolean
  /** Called when a test has failed while other calls still wait: the connection is silent, but not closed. */
  readonly onSilence: () => void
  /** Called once when Redis goes away, and once when it is back. */
  readonly onChange: (state: 'away' | 'back', fault?: unknown) => void
}

/** Creates a circuit. It lets calls through at first. */
export function createCircuit(options: CircuitOptions): Circuit {
  let failed = 0
  let waiting = 0
  let nextTest = 0

  const isAway = (): boolean => failed >= options.failures()

  function admit(): void {
    if (isAway()) {
      if (monotonic() < nextTest) throw new Error('Redis does not respond. The next test is within a second')
      nextTest = monotonic() + options.pause
    } else if (waiting >= options.maxWaiting) {
      throw new Error(`${waiting} calls wait for Redis, which is the maximum. Raise queue, or check why Redis is slow`)
    }
  }

  function fail(fault: unknown, wasTest: boolean): void {
    if (!options.isOutage(fault)) return succeed()
    failed += 1
    if (!isAway()) return
    nextTest = monotonic() + options.pause
    if (failed === options.failures()) options.onChange('away', fault)
    else if (wasTest && waiting > 0) options.onSilence()
  }

  function succeed(): void {
    const wasAway = isAway()
    failed = 0
    if (wasAway) options.onChange('back')
  }

  return {
    async pass(run, count = 1) {
      admit()
      const isTest = isAway()
      waiting += count
      const { result, settled } = run()
      settled.finally(() => {
        waiting -= count
      })
      try {
        const value = await result
        succeed()
        return value
      } catch (fault) {
        fail(fault, isTest)
        throw fault
      }
    },
  }
}
