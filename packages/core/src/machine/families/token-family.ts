import type { Authentication } from '../authentication.js'
import type { Requester } from '../authorization.js'
import type { ClientId, GrantId, RefreshTokenDigest, SealedResponse, Subject } from '../names.js'
import type { Policy } from '../policy.js'
import type { GrantLifetimes } from '../risk/assessment.js'
import { type Duration, type Instant, minute } from '../time.js'
import type { EndReason } from './end-reason.js'

/** How a person gave a grant: by approving a device, at the first-party login, or by the password grant. */
export type GrantOrigin = 'deviceCode' | 'login' | 'password'

/** The key that tokens are bound to, RFC 7800 §3.1. */
export interface Confirmation {
  /** The RFC 7638 thumbprint of a DPoP key, RFC 9449 §6.1. */
  readonly jkt: string
}

/** The facts of a grant. All tokens of its family end with it. */
export interface GrantFacts extends Authentication {
  /** Identifies the grant, its family and all of its tokens. Not a secret. */
  readonly grantId: GrantId
  readonly origin: GrantOrigin
  /** The dialect that the client used. Its refresh tokens are not valid in another dialect. */
  readonly dialect: string
  readonly clientId: ClientId
  readonly subject: Subject
  /** The granted scope. A refresh may request less, never more (RFC 6749 §6). */
  readonly scope: readonly string[]
  readonly resources: readonly string[]
  /** The sender of the request that received the first tokens. */
  readonly requester: Requester
  /** The IP address that began the device authorization, if it is another one than that of the requester. */
  readonly startedFrom?: string
  /** When the person approved or logged in. A revocation at this moment or later ends the grant. */
  readonly grantedAt: Instant
  /** The key of the organization that the person chose for the grant. */
  readonly organization?: string
  /** The key that every refresh must prove, for the grant of a public client (RFC 9449 §5). */
  readonly confirmation?: Confirmation
  /** Caps of the risk policy on the tokens of the grant. */
  readonly lifetimes?: GrantLifetimes
  /** The grant whose place this one has taken. It ended when the first tokens of this one were made. */
  readonly replaces?: GrantId
}

interface FamilyFacts extends GrantFacts {
  /** A store keeps the record until this moment and may delete it afterwards. It can only move later. */
  readonly forgetAt: Instant
}

/** A used refresh token and the response to its use, for a client that lost the response. */
export interface SpentToken {
  readonly token: RefreshTokenDigest
  readonly spentAt: Instant
  readonly response: SealedResponse
}

/** The current refresh token of a family, and the spent ones that can still be replayed. */
export interface Rotation {
  readonly current: RefreshTokenDigest
  /** The absolute end of all refresh tokens of the family. */
  readonly expiresAt: Instant
  /** The token spent last comes first. */
  readonly spent: readonly SpentToken[]
}

/** A grant that has not ended. Each of its tokens is valid until it expires. */
export interface LiveFamily extends FamilyFacts {
  readonly status: 'live'
  /** When the client last received tokens. */
  readonly lastUsedAt: Instant
  /** When its last access token expires. */
  readonly accessUntil: Instant
  /** Absent if the grant has no refresh token. */
  readonly rotation?: Rotation
}

/** A grant that has ended. None of its tokens is valid. */
export interface EndedFamily extends FamilyFacts {
  readonly status: 'ended'
  readonly endedAt: Instant
  readonly reason: EndReason
}

/** A position in the list of an account's live families. */
export type FamilyPosition = Pick<LiveFamily, 'lastUsedAt' | 'grantId'>

/** The record of one grant and its tokens, from the start until all of them have expired. Plain data. */
export type TokenFamily = LiveFamily | EndedFamily

// Another process may check a token slightly after its end, so the record is kept a little longer.
const remembered = 1 * minute

// Two processes of a client that share a token file can be a step behind each other. No honest client is more than this
// many steps behind within one window, and each step keeps a whole response in the record.
const mostSpent = 4

/** Begins a family. Without `refreshToken` the grant has one access token only. */
export function beginFamily(
  grant: GrantFacts,
  tokens: { readonly accessLifetime: Duration; readonly refreshToken?: RefreshTokenDigest },
  policy: Policy,
  now: Instant,
): LiveFamily {
  const accessUntil = now + tokens.accessLifetime
  const expiresAt = now + Math.min(policy.refreshLifetime, grant.lifetimes?.refreshLifetime ?? policy.refreshLifetime)
  const lasting = tokens.refreshToken !== undefined
  return {
    status: 'live',
    ...grant,
    lastUsedAt: now,
    accessUntil,
    ...(lasting && { rotation: { current: tokens.refreshToken, expiresAt, spent: [] } }),
    forgetAt: Math.max(accessUntil, lasting ? expiresAt : accessUntil) + remembered,
  }
}

/** A live family that has a refresh token. */
export type RefreshableFamily = LiveFamily & { readonly rotation: Rotation }

/** Spends the current refresh token: `next` takes its place. `response` can be fetched again within the replay window. */
export function rotate(
  family: RefreshableFamily,
  made: {
    readonly next: RefreshTokenDigest
    readonly response: SealedResponse
    readonly accessLifetime: Duration
  },
  policy: Policy,
  now: Instant,
): RefreshableFamily {
  const { rotation } = family
  const spent = [{ token: rotation.current, spentAt: now, response: made.response }, ...rotation.spent]
  const accessUntil = Math.max(family.accessUntil, now + made.accessLifetime)
  return {
    ...family,
    lastUsedAt: now,
    accessUntil,
    rotation: {
      ...rotation,
      current: made.next,
      spent: spent.filter((one) => isReplayable(one, policy, now)).slice(0, mostSpent),
    },
    forgetAt: Math.max(family.forgetAt, accessUntil + remembered),
  }
}

/** Uses the current refresh token without spending it, for dialects whose response has no member for a new one. */
export function touch(family: RefreshableFamily, accessLifetime: Duration, now: Instant): RefreshableFamily {
  const accessUntil = Math.max(family.accessUntil, now + accessLifetime)
  return { ...family, lastUsedAt: now, accessUntil, forgetAt: Math.max(family.forgetAt, accessUntil + remembered) }
}

/** Ends a family with all of its tokens. The record keeps the facts of the grant and the reason. */
export function endFamily(family: LiveFamily, reason: EndReason, now: Instant): EndedFamily {
  const { lastUsedAt: _used, accessUntil: _until, rotation: _rotation, ...facts } = family
  return { ...facts, status: 'ended', endedAt: now, reason }
}

/** Returns whether any token of a family can still be valid. */
export function isInUse(family: TokenFamily, policy: Policy, now: Instant): family is LiveFamily {
  if (family.status === 'ended') return false
  return now < family.accessUntil || (isRefreshable(family) && !hasRefreshExpired(family, policy, now))
}

/** Returns whether a live family has a refresh token. */
export function isRefreshable(family: LiveFamily): family is RefreshableFamily {
  return family.rotation !== undefined
}

/** Returns whether the refresh token was unused for too long, or its family has reached its absolute end. */
export function hasRefreshExpired(family: RefreshableFamily, policy: Policy, now: Instant): boolean {
  return now >= refreshEndOf(family, policy)
}

/** Returns the moment from which the refresh token of a family is no longer valid if the client does not use it. */
export function refreshEndOf({ rotation, lastUsedAt }: RefreshableFamily, policy: Policy): Instant {
  return Math.min(rotation.expiresAt, lastUsedAt + policy.refreshIdle)
}

/**
 * Returns whether a revocation of its whole account or client revokes this grant: the grant was given at that moment or
 * before. `undefined` revokes nothing. A `grantedAt` that is not a number counts as revoked.
 */
export function isRevoked({ grantedAt }: Pick<GrantFacts, 'grantedAt'>, revokedBefore: Instant | undefined): boolean {
  return revokedBefore !== undefined && !(grantedAt > revokedBefore)
}

/** Returns whether the response to a spent refresh token can still be given again. */
export function isReplayable({ spentAt }: SpentToken, policy: Policy, now: Instant): boolean {
  return now < spentAt + policy.refreshReplayWindow
}
