import { type Network, networkOf } from '../../machine/addresses/address-prefix.js'
import type { Requester } from '../../machine/authorization.js'
import type { Duration } from '../../machine/time.js'
import type { Clock } from '../../ports/runtime.js'
import { createFairQueue } from './fair-queue.js'

/** How many password hashes may run at a time, and how many requests may wait for one. */
export interface HashingLimits {
  /** The number of hashes that run at the same time. Each needs the memory of one hash. */
  readonly permits: number
  /**
   * The number of requests that may wait, from all addresses together. If all places are taken, the site with the most
   * places (an IPv4 /24 or an IPv6 /48) gives one to a newcomer from a site with fewer. Within a site, the address with the
   * most places gives one.
   */
  readonly queue: number
  /** A request that has waited longer than this is refused, in milliseconds. */
  readonly longestWait: Duration
}

/**
 * Limits how many hashes run at a time. A hash cannot be stopped, so it keeps its permit until it ends, also if the
 * client has disconnected.
 */
export interface HashingGate {
  /** Runs the work when it is the caller's turn, or returns `overloaded` and does not run it. */
  pass<Result>(caller: Requester, work: () => Promise<Result>): Promise<Result | 'overloaded'>
}

interface Waiter {
  readonly arrivedAt: number
  readonly proceed: (admitted: boolean) => void
}

// Callers without an address count as one, so that an attacker without an address gets only its places.
const noAddress: Network = { subscriber: 'no address', site: 'no address' }

/** Creates a gate with these limits. It is fair between the networks of the callers. */
export function createHashingGate(limits: HashingLimits, clock: Clock): HashingGate {
  const queue = createFairQueue<Waiter>(limits.queue)
  let running = 0

  async function enter(caller: Requester): Promise<boolean> {
    if (running < limits.permits) {
      running++
      return true
    }
    return new Promise((proceed) => {
      const newcomer: Waiter = { arrivedAt: clock.now(), proceed }
      queue.enter(networkOf(caller.ip ?? '') ?? noAddress, newcomer)?.proceed(false)
    })
  }

  // The permit goes to the next waiter, so `running` changes only if nothing waits.
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
