import type { Duration } from '../machine/time.js'
import type { Clock } from '../ports/ambient.js'

/** How many password hashes may be under way, and how many requests may wait for one. */
export interface HashingLimits {
  /** Hashes computed at the same time. Each holds the memory of one hash. */
  readonly permits: number
  /** Requests that may wait; one more is refused at once. */
  readonly queue: number
  /** A request that waited longer than this is refused instead of served late. */
  readonly longestWait: Duration
}

/** Lets so many hashes run at a time. A permit is held until the hash ends, whoever may have gone meanwhile. */
export interface HashingGate {
  /** Runs the work when it is its turn, or answers `overloaded` without running it. */
  pass<Result>(work: () => Promise<Result>): Promise<Result | 'overloaded'>
}

/** A gate with these limits, fair in the order of arrival. */
export function createHashingGate(limits: HashingLimits, clock: Clock): HashingGate {
  const waiting: (() => void)[] = []
  let running = 0

  async function enter(): Promise<boolean> {
    if (running < limits.permits) {
      running++
      return true
    }
    if (waiting.length >= limits.queue) return false
    const arrivedAt = clock.now()
    // Whoever leaves hands the permit over, so `running` stays as it is.
    await new Promise<void>((proceed) => waiting.push(proceed))
    if (clock.now() - arrivedAt <= limits.longestWait) return true
    leave()
    return false
  }

  function leave(): void {
    const next = waiting.shift()
    if (next === undefined) running--
    else next()
  }

  return {
    async pass(work) {
      if (!(await enter())) return 'overloaded'
      try {
        return await work()
      } finally {
        leave()
      }
    },
  }
}
