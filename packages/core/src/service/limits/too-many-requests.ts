import type { Instant } from '../../machine/time.js'
import type { Clock } from '../../ports/runtime.js'
import { type Problem, problem } from '../../protocol/problem.js'

/** Returns the refusal of a requester that may try again at this moment. */
export function tooManyRequests(until: Instant, clock: Clock): Problem {
  return problem('tooManyRequests', 'Too many requests. Wait, and then try again.', {
    retryAfter: Math.max(1, until - clock.now()),
  })
}
