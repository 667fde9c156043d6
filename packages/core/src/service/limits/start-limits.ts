import type { Client } from '../../ports/client-registry.js'
import type { LimitLane } from '../../ports/events.js'
import type { Problem } from '../../protocol/problem.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import type { Reserved } from '../call/limiting.js'
import { addressLanes, rateLane } from './lanes.js'
import { refuseUnlessPassed, tooManyRequests } from './too-many-requests.js'

/** A start that its limits allow. */
export interface AllowedStart {
  /** About how many authorizations are kept at this moment, with this one. */
  readonly kept: number
  /** Gives the try back: no authorization was stored. */
  refund(): Promise<void>
}

/**
 * Counts a start, so that no requester can fill the store. Every try comes back when its authorization is forgotten, so the
 * tries in use are the authorizations that are kept.
 */
export async function reserveStart(
  context: ServiceContext,
  { clientId, startsPerAddress: burst }: Client,
  call: Call,
): Promise<AllowedStart | Problem> {
  const { limiter, limits, clock } = context
  const { perAddress, perClient, all } = limits.starts
  const ofClient = burst === undefined ? perAddress : { burst, every: (perAddress.every * perAddress.burst) / burst }
  const shared = [rateLane('client', clientId, perClient), rateLane('all', '', all)]
  const reserved = await limiter.reserve(call, 'start', [...addressLanes(call, ofClient), ...shared])
  if (reserved.granted) return allowed(reserved)
  // A challenge shows that this requester is a person. It makes no room for the codes of everybody.
  const isOfAddress = reserved.lanes.every((lane) => ofAddress.includes(lane))
  if (!isOfAddress || limiter.isRefusing('start', shared)) return tooManyRequests(reserved.until, clock)
  const refusal = await refuseUnlessPassed(context, reserved, 'start', call)
  if (refusal !== undefined) return refusal
  const passed = await limiter.reserve(call, 'start', shared)
  return passed.granted ? allowed(passed) : tooManyRequests(passed.until, clock)
}

function allowed(reserved: Reserved): AllowedStart {
  return { kept: reserved.usedIn('all'), refund: reserved.refund }
}

const ofAddress: readonly LimitLane[] = ['address', 'site']
