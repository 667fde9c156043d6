import type { GrantId, Subject } from './names.js'
import { type Duration, type Instant, minute } from './time.js'

/** How a person proved who they are. */
export interface Authentication {
  /** When the person last proved who they are, in milliseconds since the Unix epoch (OpenID Connect `auth_time`). */
  readonly authenticatedAt: Instant
  /** The level of the sign-in, in words of the host: the authentication context class (OpenID Connect Core §2 `acr`). */
  readonly acr?: string
  /** The methods of the sign-in, in the words of RFC 8176 §2, such as `pwd` and `otp` (OpenID Connect Core §2 `amr`). */
  readonly amr?: readonly string[]
}

/** The sign-in that a client asks for (RFC 9470 §4). */
export interface AuthenticationDemand {
  /** The levels that the client accepts, the preferred one first (OpenID Connect Core §3.1.2.1 `acr_values`). */
  readonly acrValues?: readonly string[]
  /** The greatest age of the sign-in, in milliseconds (OpenID Connect Core §3.1.2.1 `max_age`). */
  readonly maxAge?: Duration
}

/** A live grant that a new one takes the place of. */
export interface ReplacedGrant {
  readonly grantId: GrantId
  /** Only this account may see, approve and deny the authorization. */
  readonly subject: Subject
}

/**
 * How long a person who signed in for an authorization may take to decide. Without it, no person could approve a request
 * whose `maxAge` is a few seconds, or 0, which asks for a sign-in after the start.
 */
const timeToDecide = 2 * minute

/** Returns the members of an authentication, without those of the object that has them. */
export function authenticationOf({ authenticatedAt, acr, amr }: Authentication): Authentication {
  return { authenticatedAt, ...(acr !== undefined && { acr }), ...(amr && { amr }) }
}

// Clocks of two machines differ a little. A moment further ahead is no time of a sign-in: a host may have sent microseconds.
const clockSkew = 1 * minute

/**
 * Returns how long ago a sign-in was. `Infinity`: its time is more than a minute in the future, so its age is not known.
 */
export function ageOf(authenticatedAt: Instant, now: Instant): Duration {
  return authenticatedAt - now > clockSkew ? Number.POSITIVE_INFINITY : now - authenticatedAt
}

/** Returns whether a sign-in is as fresh as an authorization demands (OpenID Connect Core §3.1.2.1 `max_age`). */
export function isFresh(
  { maxAge, issuedAt }: AuthenticationDemand & { readonly issuedAt: Instant },
  { authenticatedAt }: Authentication,
  now: Instant,
): boolean {
  if (maxAge === undefined) return true
  const age = ageOf(authenticatedAt, now)
  return age <= maxAge || (authenticatedAt >= issuedAt && age <= timeToDecide)
}

/** Returns whether the level of a sign-in is one of those that an authorization demands. */
export function isStrong({ acrValues }: AuthenticationDemand, { acr }: Pick<Authentication, 'acr'>): boolean {
  return acrValues === undefined || (acr !== undefined && acrValues.includes(acr))
}

/** Returns whether this account may see and decide an authorization. */
export function isFor({ replaces }: { readonly replaces?: ReplacedGrant }, subject: Subject): boolean {
  return replaces === undefined || replaces.subject === subject
}
