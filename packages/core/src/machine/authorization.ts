import type { Authentication, AuthenticationDemand, ReplacedGrant } from './authentication.js'
import type {
  ClientId,
  CodeChallenge,
  DeviceCodeDigest,
  GrantId,
  OpenerDigest,
  SealedResponse,
  Subject,
  TicketId,
  UserCodeDigest,
} from './names.js'
import { forgetAfter, type Policy } from './policy.js'
import type { GrantLifetimes, StartRisk } from './risk/assessment.js'
import type { Duration, Instant } from './time.js'

/** What is known about the sender of a request. The page shows it to the person who decides. */
export interface Requester {
  /** The IP address of the sender, in canonical form. */
  readonly ip?: string
  /** The `User-Agent` header, without control characters, at most 200 characters. The device may lie in it. */
  readonly userAgent?: string
  /**
   * The name that the device gives itself, without control characters, at most 80 characters. The device may lie in it.
   */
  readonly label?: string
}

/** The members of every device authorization. Only `interval` and `forgetAt` ever change. */
export interface AuthorizationFacts extends AuthenticationDemand {
  readonly deviceCode: DeviceCodeDigest
  readonly userCode: UserCodeDigest
  readonly grantId: GrantId
  /** The dialect that issued the codes. They are not valid in another dialect. */
  readonly dialect: string
  readonly clientId: ClientId
  /** Requested scope values, each once, in the order of the request. */
  readonly scope: readonly string[]
  /** Requested resources, RFC 8707 §2. */
  readonly resources: readonly string[]
  readonly requester: Requester
  /** The grant that the new one takes the place of. */
  readonly replaces?: ReplacedGrant
  /** The code challenge of the request (RFC 7636 §4.2). Every poll must then have its verifier. */
  readonly codeChallenge?: CodeChallenge
  /** A short text that the device shows too, so that the person can compare. */
  readonly bindingMessage?: string
  /** Whether the device must send the number that the page shows after the approval (RFC 10027 §6.1.16). */
  readonly needsNumber?: true
  /** What the risk policy said at the start. Absent if it allowed the start as it was. */
  readonly startRisk?: StartRisk
  readonly issuedAt: Instant
  readonly expiresAt: Instant
  /** The least time between two polls, in milliseconds. It can only grow. */
  readonly interval: Duration
  /** A store keeps the record until this moment and may delete it afterwards. It can only move later. */
  readonly forgetAt: Instant
}

/** The person has not decided yet. */
export interface PendingAuthorization extends AuthorizationFacts {
  readonly status: 'pending'
  /** Keyed digests of the accounts that have opened the user code, the first one first. Absent: none has. */
  readonly openedBy?: readonly OpenerDigest[]
}

/** The members that an approval adds. */
export interface Approval extends Authentication {
  readonly decidedAt: Instant
  readonly subject: Subject
  /** The scope values that the person granted: all of the request or fewer. */
  readonly grantedScope: readonly string[]
  readonly ticket: TicketId
  /** The key of the organization that the person chose for the device. */
  readonly organization?: string
  /** How many wrong numbers the device has sent since. */
  readonly wrongNumbers?: number
  /** The scope values that the risk policy left to choose from, if it left fewer than were requested. */
  readonly offeredScope?: readonly string[]
  /** Caps of the risk policy on the tokens of the grant. */
  readonly lifetimes?: GrantLifetimes
}

/** The person approved; the device has not fetched its tokens. */
export interface ApprovedAuthorization extends AuthorizationFacts, Approval {
  readonly status: 'approved'
}

/**
 * The person denied, the approval was withdrawn, or too many accounts have opened the user code. In the last case no person
 * has decided: there is no subject and no ticket.
 */
export interface DeniedAuthorization extends AuthorizationFacts {
  readonly status: 'denied'
  readonly decidedAt: Instant
  readonly subject?: Subject
  readonly ticket?: TicketId
  /** `shared`: too many accounts have opened the user code. */
  readonly reason?: 'shared'
}

/** A request has claimed the authorization. No second set of tokens can come out of it. */
export interface RedeemedAuthorization extends AuthorizationFacts, Approval {
  readonly status: 'redeemed'
  readonly redeemedAt: Instant
  /** Identifies this claim, so that a store script that ran twice is recognized. */
  readonly attempt: string
  /** The sealed response, for a device that lost it. Absent while the issuer makes the tokens. */
  readonly response?: SealedResponse
  /** Set before a response is given again. From then on the claim is never released: a device may have the tokens. */
  readonly settled?: true
}

/** The record of a device authorization, from RFC 8628 §3.1 to its end. Plain data: a store keeps it as it is. */
export type DeviceAuthorization =
  | PendingAuthorization
  | ApprovedAuthorization
  | DeniedAuthorization
  | RedeemedAuthorization

/** The input of `begin`: the request and the generated identifiers. */
export type NewAuthorization = Omit<AuthorizationFacts, 'issuedAt' | 'expiresAt' | 'interval' | 'forgetAt'>

/** Begins a device authorization, RFC 8628 §3.2. Both codes have the same lifetime. */
export function begin(given: NewAuthorization, policy: Policy, now: Instant): PendingAuthorization {
  const expiresAt = now + policy.lifetime
  return {
    status: 'pending',
    ...given,
    issuedAt: now,
    expiresAt,
    interval: policy.interval,
    forgetAt: forgetAfter(expiresAt, policy.lifetime, policy),
  }
}

/**
 * Returns the moment from which an authorization can no longer lead to tokens. After an approval in the last seconds,
 * the device has time for two more polls.
 */
export function endOf(authorization: PendingAuthorization | ApprovedAuthorization): Instant {
  if (authorization.status === 'pending') return authorization.expiresAt
  return Math.max(authorization.expiresAt, authorization.decidedAt + 2 * authorization.interval)
}

/** Returns whether the time to decide or redeem is over. A denied or redeemed authorization cannot expire. */
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
