/** Waiting places that are shared fairly between the prefixes that callers come from. */
export interface FairQueue<Waiter> {
  /**
   * Gives the waiter a place. Returns the waiter that is without a place after that: none while there is room; the one
   * that was displaced; or the newcomer itself.
   */
  enter(prefix: string, waiter: Waiter): Waiter | undefined
  /** Takes out the waiter whose turn it is. */
  next(): Waiter | undefined
}

/**
 * A queue with so many places. Turns go round the prefixes, and within a prefix in the order of arrival, so a prefix with
 * one waiter waits for one turn of every other prefix at most. When no place is free, a newcomer displaces the newest
 * waiter of the prefix that holds most places, if that prefix holds more than the newcomer's own.
 */
export function createFairQueue<Waiter>(places: number): FairQueue<Waiter> {
  // In the order of their turns. A prefix is in it only while it has a waiter.
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

/** The prefix that holds most places. Of several that hold as many, the one whose turn comes last. */
function largestOf<Waiter>(
  waiting: ReadonlyMap<string, Waiter[]>,
): { readonly prefix: string; readonly waiters: Waiter[] } | undefined {
  let largest: { readonly prefix: string; readonly waiters: Waiter[] } | undefined
  for (const [prefix, waiters] of waiting) {
    if (waiters.length >= (largest?.waiters.length ?? 0)) largest = { prefix, waiters }
  }
  return largest
}
