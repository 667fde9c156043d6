import type {
  ApprovedAuthorization,
  DeniedAuthorization,
  DeviceAuthorization,
  PendingAuthorization,
} from './authorization.js'
import { endOf, hasExpired } from './authorization.js'
import type { Subject, TicketId } from './names.js'
import { forgetAfter, type Policy } from './policy.js'
import { isWithin, sameScope } from './scope.js'
import type { Instant } from './time.js'

/** What a person decided on the confirm step, and as whom. */
export interface Decision {
  readonly choice: 'approve' | 'deny'
  readonly subject: Subject
  readonly authenticatedAt: Instant
  /** When it was known that this person may decide: what ends grants later than that ends this one too. */
  readonly standingAt: Instant
  readonly ticket: TicketId
  /** The scope values the person leaves to the device, at least one; absent means all that were asked for. */
  readonly scope?: readonly string[]
  /** The key of the organisation that the device is to act for. */
  readonly organisation?: string
}

/** What a decision came to. `repeated` is the double click: the same ticket saying the same thing again. */
export type DecisionVerdict =
  | { readonly verdict: 'decided'; readonly next: ApprovedAuthorization | DeniedAuthorization }
  | { readonly verdict: 'repeated'; readonly status: 'approved' | 'denied' }
  | { readonly verdict: 'alreadyDecided'; readonly status: 'approved' | 'denied' }
  | { readonly verdict: 'ticketUsed' }
  | { readonly verdict: 'scopeTooWide' }
  /** Nothing is left of a scope that was asked for: that is no approval, and the person must be asked again. */
  | { readonly verdict: 'scopeEmpty' }
  | { readonly verdict: 'expired' }

/**
 * Judges a person's decision, RFC 8628 §3.3. Only a pending authorization can be decided, and once only: the first
 * decision wins, a late or replayed one changes nothing.
 */
export function decide(
  authorization: DeviceAuthorization,
  decision: Decision,
  policy: Policy,
  now: Instant,
): DecisionVerdict {
  if (authorization.status !== 'pending') return judgeRepetition(authorization, decision)
  if (hasExpired(authorization, now)) return { verdict: 'expired' }
  if (decision.choice === 'deny') return { verdict: 'decided', next: deny(authorization, decision, policy, now) }
  const wanted = decision.scope ?? authorization.scope
  if (!isWithin(wanted, authorization.scope)) return { verdict: 'scopeTooWide' }
  if (wanted.length === 0 && authorization.scope.length > 0) return { verdict: 'scopeEmpty' }
  const grantedScope = authorization.scope.filter((value) => wanted.includes(value))
  return { verdict: 'decided', next: approve(authorization, decision, grantedScope, policy, now) }
}

/** Takes an approval back because its account may no longer sign in: the device hears that it was denied, for good. */
export function withdraw(authorization: ApprovedAuthorization, policy: Policy, now: Instant): DeniedAuthorization {
  const { grantedScope: _scope, authenticatedAt: _at, organisation: _organisation, ...rest } = authorization
  return { ...rest, status: 'denied', decidedAt: now, forgetAt: laterOf(authorization, now, policy) }
}

function approve(
  pending: PendingAuthorization,
  decision: Decision,
  grantedScope: readonly string[],
  policy: Policy,
  now: Instant,
): ApprovedAuthorization {
  const approved: ApprovedAuthorization = {
    ...pending,
    status: 'approved',
    decidedAt: Math.min(decision.standingAt, now),
    subject: decision.subject,
    grantedScope,
    authenticatedAt: decision.authenticatedAt,
    ticket: decision.ticket,
    ...(decision.organisation !== undefined && { organisation: decision.organisation }),
  }
  return { ...approved, forgetAt: laterOf(pending, endOf(approved), policy) }
}

function deny(pending: PendingAuthorization, decision: Decision, policy: Policy, now: Instant): DeniedAuthorization {
  return {
    ...pending,
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
  const sameOrganisation = (decision.organisation ?? decided.organisation) === decided.organisation
  return sameOrganisation && sameScope(decision.scope ?? decided.scope, decided.grantedScope)
    ? { verdict: 'repeated', status }
    : { verdict: 'ticketUsed' }
}

/** The tombstone after `end`, never sooner than what the record promised already. */
function laterOf(authorization: DeviceAuthorization, end: Instant, policy: Policy): Instant {
  const lifetime = authorization.expiresAt - authorization.issuedAt
  return Math.max(authorization.forgetAt, forgetAfter(end, lifetime, policy))
}
