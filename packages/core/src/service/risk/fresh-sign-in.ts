import { ageOf } from '../../machine/authentication.js'
import { type Duration, type Instant, minute } from '../../machine/time.js'

/** How old a sign-in may be when a person approves a request for which the risk policy says `stepUp`. */
export const stepUpAge: Duration = 5 * minute

/** Returns whether a person has proved who they are so recently that they need not do it again (RFC 9470 §4). */
export function isSignInFresh(authenticatedAt: Instant, maxAge: Duration, now: Instant): boolean {
  return ageOf(authenticatedAt, now) <= maxAge
}
