import type { ClientId } from '../../machine/names.js'
import { constantProblem, type Problem } from '../../protocol/problem.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import { addressLanes, rateLane } from './lanes.js'
import { tooManyRequests } from './too-many-requests.js'

// Both are counted only when a code or a token is unknown. So a device that waits with a real code never meets
// these limits, whatever others send from the same address.

/**
 * Returns the response to a poll of a device code that does not exist, or is of another client: they are one response, so
 * that a foreign client learns nothing. Refuses to answer if there are too many from this address.
 */
export async function refuseUnknownCode({ limiter, limits, clock }: ServiceContext, call: Call): Promise<Problem> {
  const reserved = await limiter.reserve(call, 'deviceCode', addressLanes(call, limits.deviceCodes.perAddress))
  return reserved.granted ? unknownCode : tooManyRequests(reserved.until, clock)
}

const unknownCode = constantProblem('unknownDeviceCode', 'The device code is not valid.')

/** Counts an introspection of a token that does not exist. Returns a refusal if this client sends too many. */
export async function countUnknownToken(
  { limiter, limits, clock }: ServiceContext,
  clientId: ClientId,
  call: Call,
): Promise<Problem | undefined> {
  const reserved = await limiter.reserve(call, 'token', [rateLane('client', clientId, limits.tokens.perClient)])
  return reserved.granted ? undefined : tooManyRequests(reserved.until, clock)
}
