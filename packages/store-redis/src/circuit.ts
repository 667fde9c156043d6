import type { Duration } from '@devicegrant/core'
import { monotonic } from './monotonic.js'

/** Keeps calls away from a Redis that does not answer, and lets them through again when it does. */
export interface Circuit {
  /**
   * Runs a call. Rejects without running it while Redis is known to be away, but for one call a second that tries, and
   * while too many calls wait for their end. `settled` is when the client lets go of what was sent, in time or not.
   */
  pass<Result>(run: () => Attempt<Result>): Promise<Result>
}

/** A call under way. */
export interface Attempt<Result> {
  /** What the call comes to, in time. */
  readonly result: Promise<Result>
  /** When nothing of it waits any more. Never rejects. */
  readonly settled: Promise<unknown>
}

/** What a circuit is told to do. */
export interface CircuitRules {
  /** So many failures in a row mean that Redis is away. */
  readonly failures: () => number
  /** How long to wait before it is tried again. */
  readonly pause: Duration
  /** The most calls that may wait at the same time. */
  readonly most: number
  /** Whether what a call rejected with says that Redis is away: an error that Redis itself sent does not. */
  readonly isOutage: (fault: unknown) => boolean
  /** Told when a try has failed while calls still wait for their end: the connection is silent, and not broken. */
  readonly onSilence: () => void
  /** Told once when Redis goes away, and once when it is back. */
  readonly onChange: (state: 'away' | 'back', fault?: unknown) => void
}

/** A circuit that is closed to begin with. */
export function createCircuit(rules: CircuitRules): Circuit {
  let failed = 0
  let waiting = 0
  let nextTry = 0

  const isAway = (): boolean => failed >= rules.failures()

  function admit(): void {
    if (isAway()) {
      if (monotonic() < nextTry) throw new Error('Redis does not answer; it is tried again within a second')
      nextTry = monotonic() + rules.pause
    } else if (waiting >= rules.most) {
      throw new Error(`${waiting} calls wait for Redis, and there is no room for more`)
    }
  }

  function fail(fault: unknown, wasTry: boolean): void {
    if (!rules.isOutage(fault)) return succeed()
    failed += 1
    if (!isAway()) return
    nextTry = monotonic() + rules.pause
    if (failed === rules.failures()) rules.onChange('away', fault)
    else if (wasTry && waiting > 0) rules.onSilence()
  }

  function succeed(): void {
    const wasAway = isAway()
    failed = 0
    if (wasAway) rules.onChange('back')
  }

  return {
    async pass(run) {
      admit()
      const isTry = isAway()
      waiting += 1
      const { result, settled } = run()
      settled.finally(() => {
        waiting -= 1
      })
      try {
        const value = await result
        succeed()
        return value
      } catch (fault) {
        fail(fault, isTry)
        throw fault
      }
    },
  }
}
