import { type Authentication, authenticationOf, isFor, isFresh, isStrong } from './authentication.js'
import type {
  ApprovedAuthorization,
  DeniedAuthorization,
  DeviceAuthorization,
  PendingAuthorization,
} from './authorization.js'
import { endOf, hasExpired } from './authorization.js'
import type { Subject, TicketId } from './names.js'
import { forgetAfter, type Policy } from './policy.js'
import type { GrantLifetimes } from './risk/assessment.js'
import { isWithin, sameScope } from './scope.js'
import type { Instant } from './time.js'

/** The decision of a person on the confirm step. */
export interface Decision extends Authentication {
  readonly choice: 'approve' | 'deny'
  readonly subject: Subject
  /** When it was checked that this person may decide. A later revocation also revokes this grant. */
  readonly checkedAt: Instant
  readonly ticket: TicketId
  /** The scope values that the person grants, at least one. Absent: all that were requested. */
  readonly scope?: readonly string[]
  /** The key of the organization that the device acts for. */
  readonly organization?: string
  /** The scope values that the risk policy leaves: no other value of the choice is granted. Absent: all that were requested. */
  readonly offeredScope?: readonly string[]
  /** Caps of the risk policy on the tokens of the grant. */
  readonly lifetimes?: GrantLifetimes
}

/** The result of a decision. `repeated`: the same ticket repeats the same decision, as a double click does. */
export type DecisionVerdict =
  | { readonly verdict: 'decided'; readonly next: ApprovedAuthorization | DeniedAuthorization }
  | { readonly verdict: 'repeated'; readonly status: 'approved' | 'denied' }
  | { readonly verdict: 'alreadyDecided'; readonly status: 'approved' | 'denied' }
  | { readonly verdict: 'ticketUsed' }
  /** The choice has a value that was not requested, or none that the risk policy leaves. */
  | { readonly verdict: 'scopeTooWide' }
  /** The person chose none of the requested scope values. This is not an approval, so the person must choose again. */
  | { readonly verdict: 'scopeEmpty' }
  | { readonly verdict: 'expired' }
  /** Too many accounts have opened the user code, so it is denied to everybody. */
  | { readonly verdict: 'shared' }
  /** The authorization is for another account. */
  | { readonly verdict: 'foreign' }
  /** The sign-in is older than the device demands. Nothing is decided: the person must sign in again. */
  | { readonly verdict: 'stale' }
  /** The level of the sign-in is none of those that the device demands. Nothing is decided. */
  | { readonly verdict: 'tooWeak' }

/**
 * Judges a person's decision, RFC 8628 §3.3. Only a pending authorization can be decided, and only once: the first
 * decision wins, and a later or replayed one changes nothing.
 */
export function decide(
  authorization: DeviceAuthorization,
  decision: Decision,
  policy: Policy,
  now: Instant,
): DecisionVerdict {
  if (isShared(authorization)) return { verdict: 'shared' }
  if (!isFor(authorization, decision.subject)) return { verdict: 'foreign' }
  if (authorization.status !== 'pending') return judgeRepetition(authorization, decision)
  if (hasExpired(authorization, now)) return { verdict: 'expired' }
  if (decision.choice === 'deny') return { verdict: 'decided', next: deny(authorization, decision, policy, now) }
  const wanted = decision.scope ?? authorization.scope
  const grantedScope = grantable(authorization, wanted, decision.offeredScope)
  if (!isWithin(wanted, authorization.scope)) return { verdict: 'scopeTooWide' }
  if (wanted.length === 0 && authorization.scope.length > 0) return { verdict: 'scopeEmpty' }
  if (grantedScope.length === 0 && wanted.length > 0) return { verdict: 'scopeTooWide' }
  if (!isFresh(authorization, decision, now)) return { verdict: 'stale' }
  if (!isStrong(authorization, decision)) return { verdict: 'tooWeak' }
  return { verdict: 'decided', next: approve(authorization, decision, grantedScope, policy, now) }
}

/**
 * Withdraws an approval, because its account may no longer sign in or its device sent too many wrong numbers. To the device it
 * is denied from now on.
 */
export function withdraw(authorization: ApprovedAuthorization, policy: Policy, now: Instant): DeniedAuthorization {
  const { grantedScope: _scope, authenticatedAt: _at, acr: _acr, amr: _amr, ...others } = authorization
  const { organization: _key, offeredScope: _offered, lifetimes: _lifetimes, wrongNumbers: _wrong, ...rest } = others
  return { ...rest, status: 'denied', decidedAt: now, forgetAt: laterOf(authorization, now, policy) }
}

/** Denies an authorization to everybody, because too many accounts have opened its user code. */
export function denyShared(pending: PendingAuthorization, policy: Policy, now: Instant): DeniedAuthorization {
  const { openedBy: _openedBy, ...rest } = pending
  return { ...rest, status: 'denied', decidedAt: now, reason: 'shared', forgetAt: laterOf(pending, now, policy) }
}

/** Returns whether too many accounts have opened the user code of this authorization. */
export function isShared(authorization: DeviceAuthorization): boolean {
  return authorization.status === 'denied' && authorization.reason === 'shared'
}

// The page can have shown more than the risk policy leaves now. The person then grants what is left of their choice.
function grantable(
  { scope }: DeviceAuthorization,
  wanted: readonly string[],
  offered: readonly string[] = scope,
): readonly string[] {
  return scope.filter((value) => wanted.includes(value) && offered.includes(value))
}

function approve(
  pending: PendingAuthorization,
  decision: Decision,
  grantedScope: readonly string[],
  policy: Policy,
  now: Instant,
): ApprovedAuthorization {
  const { openedBy: _openedBy, ...facts } = pending
  const approved: ApprovedAuthorization = {
    decidedAt: Math.min(decision.checkedAt, now),
    ...facts,
    status: 'approved',
    subject: decision.subject,
    grantedScope,
    ...authenticationOf(decision),
    ticket: decision.ticket,
    ...(decision.organization !== undefined && { organization: decision.organization }),
    ...(decision.offeredScope && { offeredScope: decision.offeredScope }),
    ...(decision.lifetimes && { lifetimes: decision.lifetimes }),
  }
  return { ...approved, forgetAt: laterOf(pending, endOf(approved), policy) }
}

function deny(pending: PendingAuthorization, decision: Decision, policy: Policy, now: Instant): DeniedAuthorization {
  const { openedBy: _openedBy, ...facts } = pending
  return {
    ...facts,
    status: 'denied',
    decidedAt: now,
    subject: decision.subject,
    ticket: decision.ticket,
    forgetAt: laterOf(pending, now, policy),
  }
}

function judgeRepetition(
  decided: Exclude<DeviceAuthorization, PendingAuthorization>,
  decision: Decision,
): DecisionVerdict {
  const status = decided.status === 'denied' ? 'denied' : 'approved'
  const wanted = decision.choice === 'deny' ? 'denied' : 'approved'
  if (decided.ticket !== decision.ticket || wanted !== status) return { verdict: 'alreadyDecided', status }
  if (decided.status === 'denied') return { verdict: 'repeated', status }
  const sameOrganization = (decision.organization ?? decided.organization) === decided.organization
  const again = decision.scope ?? decided.scope
  const isSameScope =
    isWithin(again, decided.scope) && sameScope(grantable(decided, again, decided.offeredScope), decided.grantedScope)
  return sameOrganization && isSameScope ? { verdict: 'repeated', status } : { verdict: 'ticketUsed' }
}

/** Returns the end of the tombstone after `end`, and never a moment before the current `forgetAt`. */
function laterOf(authorization: DeviceAuthorization, end: Instant, policy: Policy): Instant {
  const lifetime = authorization.expiresAt - authorization.issuedAt
  return Math.max(authorization.forgetAt, forgetAfter(end, lifetime, policy))
}
