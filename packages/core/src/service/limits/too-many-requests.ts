import type { Duration, Instant } from '../../machine/time.js'
import type { Clock } from '../../ports/runtime.js'
import { type Problem, problem } from '../../protocol/problem.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import type { Refused, RefusedRequest } from '../call/limiting.js'

/** Returns how long a requester waits until this moment: 1 millisecond at least, also if the moment has passed. */
export function waitUntil(until: Instant, clock: Clock): Duration {
  return Math.max(1, until - clock.now())
}

/** Returns the refusal of a requester that may try again at this moment. */
export function tooManyRequests(until: Instant, clock: Clock, challengeUri?: string): Problem {
  return problem('tooManyRequests', 'Too many requests. Wait, and then try again.', {
    retryAfter: waitUntil(until, clock),
    ...(challengeUri !== undefined && { challengeUri }),
  })
}

/** Returns the refusal of a request, or `undefined` if the host lets it pass. */
export async function refuseUnlessPassed(
  { challenges, clock }: ServiceContext,
  refused: Refused,
  surface: RefusedRequest['surface'],
  call: Call,
): Promise<Problem | undefined> {
  const verdict = await challenges.ask(call, { surface, because: refused.lanes })
  if (verdict === 'pass') return undefined
  return tooManyRequests(refused.until, clock, verdict === 'refuse' ? undefined : verdict.location)
}
