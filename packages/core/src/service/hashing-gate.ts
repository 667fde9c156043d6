import { addressPrefix } from '../machine/address-prefix.js'
import type { Requester } from '../machine/authorization.js'
import type { Duration } from '../machine/time.js'
import type { Clock } from '../ports/ambient.js'
import { createFairQueue } from './fair-queue.js'

/** How many password hashes may be under way, and how many requests may wait for one. */
export interface HashingLimits {
  /** Hashes computed at the same time. Each holds the memory of one hash. */
  readonly permits: number
  /**
   * Requests that may wait, from all addresses together. When all places are taken, the address prefix that holds most of
   * them gives one up to a newcomer from a prefix that holds fewer.
   */
  readonly queue: number
  /** A request that waited longer than this is refused instead of served late. */
  readonly longestWait: Duration
}

/**
 * Bounds how many hashes run at a time. A hash cannot be stopped, so its permit is held until it ends, even if the client
 * has left meanwhile.
 */
export interface HashingGate {
  /** Runs the work when it is the caller's turn, or answers `overloaded` without running it. */
  pass<Result>(caller: Requester, work: () => Promise<Result>): Promise<Result | 'overloaded'>
}

interface Waiter {
  readonly arrivedAt: number
  readonly proceed: (admitted: boolean) => void
}

// Callers without an address share one prefix: an attacker without an address must not get places beyond that.
const noAddress = 'no address'

/** A gate with these limits, fair between the prefixes of the callers' addresses. */
export function createHashingGate(limits: HashingLimits, clock: Clock): HashingGate {
  const queue = createFairQueue<Waiter>(limits.queue)
  let running = 0

  async function enter({ ip = '' }: Requester): Promise<boolean> {
    if (running < limits.permits) {
      running++
      return true
    }
    return new Promise((proceed) => {
      const newcomer: Waiter = { arrivedAt: clock.now(), proceed }
      queue.enter(addressPrefix(ip) ?? noAddress, newcomer)?.proceed(false)
    })
  }

  // The permit is handed over, so `running` changes only when the queue is empty.
  function leave(): void {
    const now = clock.now()
    for (let next = queue.next(); next !== undefined; next = queue.next()) {
      const inTime = now - next.arrivedAt <= limits.longestWait
      next.proceed(inTime)
      if (inTime) return
    }
    running--
  }

  return {
    async pass(caller, work) {
      if (!(await enter(caller))) return 'overloaded'
      try {
        return await work()
      } finally {
        leave()
      }
    },
  }
}
