import type { ClientId } from '../../machine/names.js'
import type { Problem } from '../../protocol/problem.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import { addressLanes, rateLane } from './lanes.js'
import { tooManyRequests } from './too-many-requests.js'

// Both are counted only when a code or a token is unknown. So whoever waits with a real one never meets these limits,
// whatever others send from the same address.

/** Counts a poll of a device code that does not exist. Returns a refusal if there are too many from this address. */
export async function countUnknownCode(
  { limiter, limits, clock }: ServiceContext,
  call: Call,
): Promise<Problem | undefined> {
  const reserved = await limiter.reserve(call, 'deviceCode', addressLanes(call, limits.deviceCodes.perAddress))
  return reserved.granted ? undefined : tooManyRequests(reserved.until, clock)
}

/** Counts an introspection of a token that does not exist. Returns a refusal if this client sends too many. */
export async function countUnknownToken(
  { limiter, limits, clock }: ServiceContext,
  clientId: ClientId,
  call: Call,
): Promise<Problem | undefined> {
  const reserved = await limiter.reserve(call, 'token', [rateLane('client', clientId, limits.tokens.perClient)])
  return reserved.granted ? undefined : tooManyRequests(reserved.until, clock)
}
