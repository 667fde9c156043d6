import type { Confirmation, Requester } from './authorization.js'
import type { ClientId, GrantId, RefreshTokenDigest, SealedAnswer, Subject } from './names.js'
import type { Policy } from './policy.js'
import type { Presenter } from './poll.js'
import { type Duration, type Instant, minute } from './time.js'

/** How a person gave a grant: by approving a device, at the host's own login, or by the password grant. */
export type GrantOrigin = 'deviceCode' | 'login' | 'password'

/** Who was granted what, when. A family of tokens comes out of it, and all of them end with it. */
export interface GrantFacts {
  /** Names the grant, its family, and all of its tokens. No secret. */
  readonly grantId: GrantId
  readonly origin: GrantOrigin
  /** The dialect in which tokens were asked for: its refresh tokens are good in no other. */
  readonly dialect: string
  readonly clientId: ClientId
  readonly subject: Subject
  /** Everything that was granted. A refresh may ask for less, never for more (RFC 6749 §6). */
  readonly scope: readonly string[]
  readonly resources: readonly string[]
  /** Where the tokens went. */
  readonly requester: Requester
  /** When the person last proved who they are. */
  readonly authenticatedAt: Instant
  /** When the person approved or logged in: what a cut-off is compared with. */
  readonly grantedAt: Instant
  /** The key of the organisation that was chosen for it. */
  readonly organisation?: string
  readonly confirmation?: Confirmation
}

interface FamilyFacts extends GrantFacts {
  /** A store keeps the record until this moment and may drop it afterwards. Only ever moves later. */
  readonly forgetAt: Instant
}

/** A refresh token that has been used, and what its use was answered with, for a client that lost the answer. */
export interface SpentToken {
  readonly token: RefreshTokenDigest
  readonly spentAt: Instant
  readonly answer: SealedAnswer
}

/** The one refresh token of a family that is good, and those that were good a moment ago. */
export interface Rotation {
  readonly current: RefreshTokenDigest
  readonly expiresAt: Instant
  /** The latest first. */
  readonly spent: readonly SpentToken[]
}

/** A grant whose tokens are good as long as each of them lives. */
export interface LiveFamily extends FamilyFacts {
  readonly status: 'live'
  /** When tokens were last made. */
  readonly lastUsedAt: Instant
  /** The end of the access token that lives longest. */
  readonly accessUntil: Instant
  /** Absent where no refresh token was given. */
  readonly rotation?: Rotation
}

/**
 * Why a family ended: its client or its person revoked it, a spent refresh token came back (RFC 9700 §4.14.2), the
 * account or client it depends on is gone, disabled, or signed out everywhere, or newer grants of the account took its
 * place (`grantsPerAccount` and `grantsPerClient` of the policy).
 */
export type EndReason = 'revokedByClient' | 'revokedByPerson' | 'refreshTokenReused' | 'standingLost' | 'displaced'

/** A grant that is over. None of its tokens is good any more. */
export interface EndedFamily extends FamilyFacts {
  readonly status: 'ended'
  readonly endedAt: Instant
  readonly reason: EndReason
}

/** A place in the list of an account's live families. */
export type FamilyPosition = Pick<LiveFamily, 'lastUsedAt' | 'grantId'>

/** The record of one grant's tokens, from its birth until the last of them could have lived. Plain data. */
export type TokenFamily = LiveFamily | EndedFamily

// What is compared with the end of a token elsewhere may be late: the family is remembered a little longer.
const remembered = 1 * minute

// Two processes that share a token file may be a step behind each other. More than this many steps in one window are
// no honest race, and each keeps a whole answer.
const mostSpent = 4

/** Begins a family. `refreshToken` is absent where the grant is for one access token only. */
export function beginFamily(
  grant: GrantFacts,
  tokens: { readonly accessLifetime: Duration; readonly refreshToken?: RefreshTokenDigest },
  policy: Policy,
  now: Instant,
): LiveFamily {
  const accessUntil = now + tokens.accessLifetime
  const expiresAt = now + policy.refreshLifetime
  const lasting = tokens.refreshToken !== undefined
  return {
    ...grant,
    status: 'live',
    lastUsedAt: now,
    accessUntil,
    ...(lasting && { rotation: { current: tokens.refreshToken, expiresAt, spent: [] } }),
    forgetAt: Math.max(accessUntil, lasting ? expiresAt : accessUntil) + remembered,
  }
}

/** A live family that has a refresh token. */
export type RefreshableFamily = LiveFamily & { readonly rotation: Rotation }

/** One refresh request: the family the token names, the token itself, who presents it, and when. */
export interface RefreshRequest {
  readonly family: TokenFamily | undefined
  readonly token: RefreshTokenDigest
  readonly presenter: Presenter
  readonly now: Instant
}

/** What a presented refresh token means. All but `current` and `replayable` are told to the client as one refusal. */
export type RefreshVerdict =
  | { readonly verdict: 'unknown' | 'foreign' | 'ended' | 'expired' }
  | { readonly verdict: 'current'; readonly family: RefreshableFamily }
  | { readonly verdict: 'replayable'; readonly family: RefreshableFamily; readonly answer: SealedAnswer }
  | { readonly verdict: 'reused'; readonly family: RefreshableFamily }

/**
 * Judges a refresh token that was once given out for this family, RFC 6749 §6. A token that was spent a moment ago is
 * answered again; one that was spent before that is in two hands, and the family has to end (RFC 9700 §4.14.2).
 */
export function judgeRefresh({ family, token, presenter, now }: RefreshRequest, policy: Policy): RefreshVerdict {
  if (family === undefined) return { verdict: 'unknown' }
  if (family.clientId !== presenter.clientId || family.dialect !== presenter.dialect) return { verdict: 'foreign' }
  if (family.status === 'ended') return { verdict: 'ended' }
  if (!isRefreshable(family)) return { verdict: 'unknown' }
  const { current, spent } = family.rotation
  const lost = spent.find((one) => one.token === token && isReplayable(one, policy, now))
  if (lost !== undefined) return { verdict: 'replayable', family, answer: lost.answer }
  if (hasRefreshExpired(family, policy, now)) return { verdict: 'expired' }
  return { verdict: token === current ? 'current' : 'reused', family }
}

/** Spends the current refresh token: `next` takes its place, and `answer` can be fetched again for a while. */
export function rotate(
  family: RefreshableFamily,
  made: {
    readonly next: RefreshTokenDigest
    readonly answer: SealedAnswer
    readonly accessLifetime: Duration
  },
  policy: Policy,
  now: Instant,
): RefreshableFamily {
  const { rotation } = family
  const spent = [{ token: rotation.current, spentAt: now, answer: made.answer }, ...rotation.spent]
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

/** Uses the current refresh token without spending it: for answers that have no place for a successor. */
export function touch(family: RefreshableFamily, accessLifetime: Duration, now: Instant): RefreshableFamily {
  const accessUntil = Math.max(family.accessUntil, now + accessLifetime)
  return { ...family, lastUsedAt: now, accessUntil, forgetAt: Math.max(family.forgetAt, accessUntil + remembered) }
}

/** Ends a family with all of its tokens. What is left says whose it was and why it ended. */
export function endFamily(family: LiveFamily, reason: EndReason, now: Instant): EndedFamily {
  const { lastUsedAt: _used, accessUntil: _until, rotation: _rotation, ...facts } = family
  return { ...facts, status: 'ended', endedAt: now, reason }
}

/** Whether any token of a family can still be good. */
export function isInUse(family: TokenFamily, policy: Policy, now: Instant): family is LiveFamily {
  if (family.status === 'ended') return false
  return now < family.accessUntil || (isRefreshable(family) && !hasRefreshExpired(family, policy, now))
}

/** Whether a live family has a refresh token. */
export function isRefreshable(family: LiveFamily): family is RefreshableFamily {
  return family.rotation !== undefined
}

/** Whether the refresh token of a family was left unused for too long, or its family has come to its absolute end. */
export function hasRefreshExpired(family: RefreshableFamily, policy: Policy, now: Instant): boolean {
  return now >= refreshEndOf(family, policy)
}

/** The moment after which the refresh token of a family is no longer good, if it is not used before. */
export function refreshEndOf({ rotation, lastUsedAt }: RefreshableFamily, policy: Policy): Instant {
  return Math.min(rotation.expiresAt, lastUsedAt + policy.refreshIdle)
}

/**
 * Whether a grant was given before its account or client was cut off, or at that very moment: signed out everywhere,
 * password changed, disabled. An unknown cut-off ends nothing. A time that is no number counts as before.
 */
export function isCutOff({ grantedAt }: Pick<GrantFacts, 'grantedAt'>, cutOff: Instant | undefined): boolean {
  return cutOff !== undefined && !(grantedAt > cutOff)
}

function isReplayable({ spentAt }: SpentToken, policy: Policy, now: Instant): boolean {
  return now < spentAt + policy.refreshReplayWindow
}
