import type { Client } from '../../ports/client-registry.js'
import type { Problem } from '../../protocol/problem.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import { addressLanes, rateLane } from './lanes.js'
import { tooManyRequests } from './too-many-requests.js'

/** A start that its limits allow. */
export interface AllowedStart {
  /** About how many authorizations are kept at this moment, with this one. */
  readonly kept: number
}

/**
 * Counts a start, so that no requester can fill the store. Every try comes back when its authorization is forgotten, so the
 * tries in use are the authorizations that are kept.
 */
export async function reserveStart(
  { limiter, limits, clock }: ServiceContext,
  { clientId, startsPerAddress: burst }: Client,
  call: Call,
): Promise<AllowedStart | Problem> {
  const { perAddress, perClient, all } = limits.starts
  const ofClient = burst === undefined ? perAddress : { burst, every: (perAddress.every * perAddress.burst) / burst }
  const reserved = await limiter.reserve(call, 'start', [
    ...addressLanes(call, ofClient),
    rateLane('client', clientId, perClient),
    rateLane('all', '', all),
  ])
  if (!reserved.granted) return tooManyRequests(reserved.until, clock)
  return { kept: reserved.usedIn('all') }
}
