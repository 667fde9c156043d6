import type { Network } from '../../machine/addresses/address-prefix.js'

/** A waiting queue whose places are shared fairly between sites, and within a site between its subscribers. */
export interface FairQueue<Waiter> {
  /**
   * Gives the waiter a place. Returns the waiter that then has no place: `undefined` if a place was free, otherwise the
   * displaced waiter or the newcomer itself.
   */
  enter(network: Network, waiter: Waiter): Waiter | undefined
  /** Removes and returns the waiter whose turn it is. */
  next(): Waiter | undefined
}

/** The waiters of one site by subscriber, in the order of their turns. */
type Site<Waiter> = Map<string, Waiter[]>

/**
 * Creates a queue with this number of places. The sites take turns, within a site its subscribers take turns, and within a
 * subscriber the order of arrival counts. So the only waiter of a site waits for at most one turn of each other site. If no
 * place is free, a newcomer displaces the newest waiter of the site with the most places. If no site has more places than
 * the newcomer's own, it displaces the newest waiter of the subscriber with the most places there, if that subscriber has
 * more places than the newcomer's subscriber.
 */
export function createFairQueue<Waiter>(places: number): FairQueue<Waiter> {
  // The sites in the order of their turns. A site or a subscriber is in its map only while it has a waiter.
  const sites = new Map<string, Site<Waiter>>()
  let taken = 0

  function displace({ subscriber, site }: Network): Waiter | undefined {
    const own = sites.get(site) ?? new Map<string, Waiter[]>()
    const largest = largestOf(sites, heldBy)
    if (largest === undefined) return undefined
    const isOwn = heldBy(own) >= heldBy(largest.share)
    const [siteName, within] = isOwn ? [site, own] : [largest.name, largest.share]
    const most = largestOf(within, ({ length }) => length)
    if (most === undefined || (isOwn && most.share.length <= (own.get(subscriber)?.length ?? 0))) return undefined
    const displaced = most.share.pop()
    if (most.share.length === 0) within.delete(most.name)
    if (within.size === 0) sites.delete(siteName)
    return displaced
  }

  return {
    enter(network, waiter) {
      const displaced = taken < places ? undefined : displace(network)
      if (displaced === undefined) {
        if (taken >= places) return waiter
        taken++
      }
      const site = shareOf(sites, network.site, () => new Map())
      shareOf(site, network.subscriber, () => []).push(waiter)
      return displaced
    },
    next() {
      const [turn] = sites
      if (turn === undefined) return undefined
      const [siteName, site] = turn
      const [first] = site
      if (first === undefined) return undefined
      const [subscriber, waiters] = first
      const waiter = waiters.shift()
      toTheEnd(site, subscriber, waiters, waiters.length > 0)
      toTheEnd(sites, siteName, site, site.size > 0)
      taken--
      return waiter
    },
  }
}

function heldBy<Waiter>(site: Site<Waiter>): number {
  let held = 0
  for (const waiters of site.values()) held += waiters.length
  return held
}

/** Returns the share with the most places. Of several with the same number, the one whose turn comes last. */
function largestOf<Share>(
  shares: ReadonlyMap<string, Share>,
  sizeOf: (share: Share) => number,
): { readonly name: string; readonly share: Share } | undefined {
  let largest: { readonly name: string; readonly share: Share } | undefined
  let most = 0
  for (const [name, share] of shares) {
    const size = sizeOf(share)
    if (size >= most) {
      largest = { name, share }
      most = size
    }
  }
  return largest
}

function shareOf<Share>(shares: Map<string, Share>, name: string, begin: () => Share): Share {
  const share = shares.get(name) ?? begin()
  shares.set(name, share)
  return share
}

/** Puts a share whose turn it was behind the others, if it has a waiter left. */
function toTheEnd<Share>(shares: Map<string, Share>, name: string, share: Share, remains: boolean): void {
  shares.delete(name)
  if (remains) shares.set(name, share)
}
