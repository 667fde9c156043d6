import type { PollVerdict } from '../../machine/poll.js'
import type { Duration } from '../../machine/time.js'
import { constantProblem, type Problem, problem } from '../../protocol/problem.js'

type EndWord = Extract<PollVerdict['verdict'], 'redeemed' | 'expired' | 'denied'>

/** The refusals that end the polling (RFC 8628 §3.5). Only the client of the code can reach them. */
export const ends: Readonly<Record<EndWord, Problem>> = {
  redeemed: constantProblem('usedDeviceCode', 'The device code has already been redeemed.'),
  expired: constantProblem('expiredToken', 'The device code has expired. Start again.'),
  denied: constantProblem('accessDenied', 'The authorization was denied.'),
}

// Nearly every pending poll has one of a few intervals, so the response to it is made once.
const pendings = new Map<Duration, Problem>()
const mostPendings = 100

/** Returns the refusal of a poll whose authorization is pending. */
export function pending(interval: Duration): Problem {
  const known = pendings.get(interval)
  if (known !== undefined) return known
  const made = constantProblem('authorizationPending', 'The authorization is still pending. Poll again.', { interval })
  if (pendings.size < mostPendings) pendings.set(interval, made)
  return made
}

/** Returns the refusal of a poll that must have the number that the page shows (RFC 10027 §6.1.16). */
export function numberMissing(interval: Duration): Problem {
  const description = 'The person has approved. Ask for the number on the page, and send it as verification_number.'
  return problem('authorizationPending', description, { interval, verificationRequired: true })
}

/** Returns the refusal of a poll that came too fast. */
export function tooFast(interval: Duration): Problem {
  return problem('slowDown', 'Polled too fast. The interval has grown.', { interval, retryAfter: interval })
}
