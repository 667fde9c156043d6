/** A waiting queue whose places are shared fairly between the address prefixes of the callers. */
export interface FairQueue<Waiter> {
  /**
   * Gives the waiter a place. Returns the waiter that then has no place: `undefined` if a place was free, otherwise the
   * displaced waiter or the newcomer itself.
   */
  enter(prefix: string, waiter: Waiter): Waiter | undefined
  /** Removes and returns the waiter whose turn it is. */
  next(): Waiter | undefined
}

/**
 * Creates a queue with this number of places. The prefixes take turns, and within a prefix the order of arrival counts.
 * So the only waiter of a prefix waits for at most one turn of each other prefix. If no place is free, a newcomer
 * displaces the newest waiter of the prefix with the most places, if that prefix has more places than the newcomer's
 * prefix.
 */
export function createFairQueue<Waiter>(places: number): FairQueue<Waiter> {
  // The prefixes in the order of their turns. A prefix is here only while it has a waiter.
  const waiting = new Map<string, Waiter[]>()
  let taken = 0

  function displace(prefix: string): Waiter | undefined {
    const most = largestOf(waiting)
    if (most === undefined || most.waiters.length <= (waiting.get(prefix)?.length ?? 0)) return undefined
    const displaced = most.waiters.pop()
    if (most.waiters.length === 0) waiting.delete(most.prefix)
    return displaced
  }

  return {
    enter(prefix, waiter) {
      const displaced = taken < places ? undefined : displace(prefix)
      if (displaced === undefined) {
        if (taken >= places) return waiter
        taken++
      }
      const own = waiting.get(prefix)
      if (own === undefined) waiting.set(prefix, [waiter])
      else own.push(waiter)
      return displaced
    },
    next() {
      const [turn] = waiting
      if (turn === undefined) return undefined
      const [prefix, waiters] = turn
      const [first, ...others] = waiters
      waiting.delete(prefix)
      if (others.length > 0) waiting.set(prefix, others)
      taken--
      return first
    },
  }
}

/** Returns the prefix with the most places. If several have as many, it is the one whose turn comes last. */
function largestOf<Waiter>(
  waiting: ReadonlyMap<string, Waiter[]>,
): { readonly prefix: string; readonly waiters: Waiter[] } | undefined {
  let largest: { readonly prefix: string; readonly waiters: Waiter[] } | undefined
  for (const [prefix, waiters] of waiting) {
    if (waiters.length >= (largest?.waiters.length ?? 0)) largest = { prefix, waiters }
  }
  return largest
}
