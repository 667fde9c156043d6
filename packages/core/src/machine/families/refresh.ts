import type { RefreshTokenDigest, SealedResponse } from '../names.js'
import type { Policy } from '../policy.js'
import type { Presenter } from '../poll.js'
import type { Instant } from '../time.js'
import {
  hasRefreshExpired,
  isRefreshable,
  isReplayable,
  type RefreshableFamily,
  type TokenFamily,
} from './token-family.js'

/** One refresh request: the family that the token names, the token, the presenter and the time. */
export interface RefreshRequest {
  readonly family: TokenFamily | undefined
  readonly token: RefreshTokenDigest
  readonly presenter: Presenter
  readonly now: Instant
}

/** The verdict on a refresh token. The client receives the same refusal for all but `current` and `replayable`. */
export type RefreshVerdict =
  | { readonly verdict: 'unknown' | 'foreign' | 'ended' | 'expired' }
  /** The token is bound to a key, and the presenter has not proven that key. The family stays as it is. */
  | { readonly verdict: 'keyMissing' | 'otherKey'; readonly family: TokenFamily }
  | { readonly verdict: 'current'; readonly family: RefreshableFamily }
  | { readonly verdict: 'replayable'; readonly family: RefreshableFamily; readonly response: SealedResponse }
  | { readonly verdict: 'reused'; readonly family: RefreshableFamily }

/**
 * Judges a refresh token of this family, RFC 6749 §6. A token that was spent within the replay window gets its response
 * again. If it was spent before that, two parties may have it, so the family must end (RFC 9700 §4.14.2). Who has not the
 * key of a bound token can end nothing (RFC 9449 §5).
 */
export function judgeRefresh({ family, token, presenter, now }: RefreshRequest, policy: Policy): RefreshVerdict {
  if (family === undefined) return { verdict: 'unknown' }
  if (family.clientId !== presenter.clientId || family.dialect !== presenter.dialect) return { verdict: 'foreign' }
  if (family.confirmation !== undefined && family.confirmation.jkt !== presenter.jkt) {
    return { verdict: presenter.jkt === undefined ? 'keyMissing' : 'otherKey', family }
  }
  if (family.status === 'ended') return { verdict: 'ended' }
  if (!isRefreshable(family)) return { verdict: 'unknown' }
  const { current, spent } = family.rotation
  const lost = spent.find((one) => one.token === token && isReplayable(one, policy, now))
  if (lost !== undefined) return { verdict: 'replayable', family, response: lost.response }
  if (hasRefreshExpired(family, policy, now)) return { verdict: 'expired' }
  return { verdict: token === current ? 'current' : 'reused', family }
}
