import type { ClientId, DeviceCodeDigest, GrantId, SealedAnswer, Subject, TicketId, UserCodeDigest } from './names.js'
import { forgetAfter, type Policy } from './policy.js'
import type { Duration, Instant } from './time.js'

/** What is known of whoever asked for the codes, for the person who decides. */
export interface Requester {
  /** The address the request came from, in its canonical spelling. */
  readonly ip?: string
  /** The `User-Agent` of the request, without control characters, at most 200 characters: the device's own claim. */
  readonly userAgent?: string
  /** What the device calls itself, without control characters, at most 80 characters: its own claim as well. */
  readonly label?: string
}

/** The key that the tokens of a grant are bound to, RFC 7800 §3.1. Nothing sets it yet. */
export interface Confirmation {
  /** The RFC 7638 thumbprint of a DPoP key, RFC 9449 §6.1. */
  readonly jkt: string
}

/** What never changes between the birth of a device authorization and the day it is forgotten, but for two numbers. */
export interface AuthorizationFacts {
  readonly deviceCode: DeviceCodeDigest
  readonly userCode: UserCodeDigest
  readonly grantId: GrantId
  /** The dialect that issued the codes: they are good in no other. */
  readonly dialect: string
  readonly clientId: ClientId
  /** Requested scope values, each once, in the order of the request. */
  readonly scope: readonly string[]
  /** Requested resources, RFC 8707 §2. */
  readonly resources: readonly string[]
  readonly requester: Requester
  readonly confirmation?: Confirmation
  readonly issuedAt: Instant
  readonly expiresAt: Instant
  /** The least time between two polls. Only ever grows. */
  readonly interval: Duration
  /** A store keeps the record until this moment and may drop it afterwards. Only ever moves later. */
  readonly forgetAt: Instant
}

/** Nobody has decided yet. */
export interface PendingAuthorization extends AuthorizationFacts {
  readonly status: 'pending'
}

/** What an approval adds. */
export interface Approval {
  readonly decidedAt: Instant
  readonly subject: Subject
  /** The scope values that the person granted: all of the request or fewer. */
  readonly grantedScope: readonly string[]
  /** When the person last proved who they are (OpenID Connect `auth_time`). */
  readonly authenticatedAt: Instant
  readonly ticket: TicketId
  /** The key of the organisation that the person chose for the device. */
  readonly organisation?: string
}

/** The person said yes; the device has not fetched its tokens. */
export interface ApprovedAuthorization extends AuthorizationFacts, Approval {
  readonly status: 'approved'
}

/** The person said no, or the approval was withdrawn because its account may no longer sign in. */
export interface DeniedAuthorization extends AuthorizationFacts {
  readonly status: 'denied'
  readonly decidedAt: Instant
  readonly subject: Subject
  readonly ticket: TicketId
}

/** The one-time claim: from here on no second set of tokens can come out of this authorization. */
export interface RedeemedAuthorization extends AuthorizationFacts, Approval {
  readonly status: 'redeemed'
  readonly redeemedAt: Instant
  /** Tells this claim from any other, so that a store script that ran twice is recognised. */
  readonly attempt: string
  /** The answer that was given, for a device that lost it. Absent while tokens are being made. */
  readonly answer?: SealedAnswer
}

/** The record of RFC 8628 from §3.1 to its end. Plain data: a store keeps it as it is. */
export type DeviceAuthorization =
  | PendingAuthorization
  | ApprovedAuthorization
  | DeniedAuthorization
  | RedeemedAuthorization

/** What is given by the request and by chance when an authorization begins. */
export type NewAuthorization = Omit<AuthorizationFacts, 'issuedAt' | 'expiresAt' | 'interval' | 'forgetAt'>

/** Begins a device authorization, RFC 8628 §3.2: both codes live and end together. */
export function begin(given: NewAuthorization, policy: Policy, now: Instant): PendingAuthorization {
  const expiresAt = now + policy.lifetime
  return {
    ...given,
    status: 'pending',
    issuedAt: now,
    expiresAt,
    interval: policy.interval,
    forgetAt: forgetAfter(expiresAt, policy.lifetime, policy),
  }
}

/**
 * The moment after which an authorization can no longer lead to tokens. An approval in the last seconds leaves the
 * device two more polls to fetch them.
 */
export function endOf(authorization: PendingAuthorization | ApprovedAuthorization): Instant {
  if (authorization.status === 'pending') return authorization.expiresAt
  return Math.max(authorization.expiresAt, authorization.decidedAt + 2 * authorization.interval)
}

/** Whether the time to decide or to redeem has run out. A denial or a redemption is an end already and cannot expire. */
export function hasExpired(authorization: DeviceAuthorization, now: Instant): boolean {
  switch (authorization.status) {
    case 'pending':
    case 'approved':
      return now >= endOf(authorization)
    case 'denied':
    case 'redeemed':
      return false
  }
}
