import type { DeviceAuthorization, PendingAuthorization, RedeemedAuthorization } from './authorization.js'
import { hasExpired } from './authorization.js'
import { provesChallenge } from './device-checks/code-challenge.js'
import { type ApprovedVerdict, judgeApproved } from './device-checks/verification-number.js'
import type { ClientId, CodeChallenge, SealedResponse } from './names.js'
import { grownInterval, leewayOf, type Policy } from './policy.js'
import type { Duration, Instant } from './time.js'

/** The client that presents a code or token, the dialect of its request, and the key that it has proven. */
export interface Presenter {
  readonly clientId: ClientId
  readonly dialect: string
  /** The code challenge of the verifier in the request, RFC 7636 §4.6. Absent if the request has no verifier. */
  readonly codeChallenge?: CodeChallenge
  /** The RFC 7638 thumbprint of the key of its DPoP proof. Absent without a proof. */
  readonly jkt?: string
}

/** One poll: the result of `recordPoll`, the presenter and the time. */
export interface Poll {
  /** The record before this poll; `undefined` if the store has none for this code. */
  readonly authorization: DeviceAuthorization | undefined
  /** The time of the previous poll; `undefined` on the first one. */
  readonly previousPoll: Instant | undefined
  readonly presenter: Presenter
  readonly now: Instant
  /** How soon after the start a poll is never too fast, in milliseconds. */
  readonly startGrace?: Duration
  /** Whether the number in the request is the one that the page shows. Absent if the request has no number. */
  readonly isNumberRight?: boolean | undefined
}

/** The verdict on a poll. The device receives the same refusal for the first two. */
export type PollVerdict =
  | { readonly verdict: 'unknown' }
  | { readonly verdict: 'foreign'; readonly authorization: DeviceAuthorization }
  | { readonly verdict: 'unproven'; readonly authorization: DeviceAuthorization }
  | { readonly verdict: 'redeemed'; readonly authorization: RedeemedAuthorization }
  | { readonly verdict: 'replayable'; readonly authorization: RedeemedAuthorization; readonly response: SealedResponse }
  | { readonly verdict: 'redeeming'; readonly authorization: RedeemedAuthorization }
  | { readonly verdict: 'expired'; readonly authorization: DeviceAuthorization; readonly firstTime: boolean }
  | { readonly verdict: 'denied'; readonly authorization: DeviceAuthorization }
  | ApprovedVerdict
  | {
      readonly verdict: 'polledTooFast'
      readonly authorization: PendingAuthorization
      readonly next: PendingAuthorization
      readonly interval: Duration
    }
  | { readonly verdict: 'pending'; readonly interval: Duration }

/**
 * Judges one device access token request, RFC 8628 §3.4 and §3.5. The order matters: unknown, foreign, unproven, redeemed,
 * expired, denied, approved, polled too fast, pending. A foreign client learns nothing about the state, and neither does a
 * sender without the code verifier. A decided code is never polled too fast, because `slow_down` means that the
 * authorization is still pending.
 */
export function judgePoll(poll: Poll, policy: Policy): PollVerdict {
  const { authorization, presenter, now } = poll
  if (authorization === undefined) return { verdict: 'unknown' }
  if (isForeign(authorization, presenter)) return { verdict: 'foreign', authorization }
  const { codeChallenge } = authorization
  const isBound = codeChallenge !== undefined || presenter.codeChallenge !== undefined
  if (isBound && !provesChallenge(codeChallenge, presenter.codeChallenge)) return { verdict: 'unproven', authorization }
  if (authorization.status === 'redeemed') return judgeRedeemed(authorization, policy, now)
  if (hasExpired(authorization, now)) {
    return { verdict: 'expired', authorization, firstTime: !hasExpiredBefore(authorization, poll.previousPoll) }
  }
  if (authorization.status === 'denied') return { verdict: 'denied', authorization }
  if (authorization.status === 'approved') return judgeApproved(authorization, poll.isNumberRight, policy, now)
  if (isTooFast(authorization, poll)) {
    const interval = grownInterval(authorization.interval, policy)
    return { verdict: 'polledTooFast', authorization, next: { ...authorization, interval }, interval }
  }
  return { verdict: 'pending', interval: authorization.interval }
}

/** Returns whether the code was issued to another client or in another dialect. */
function isForeign(authorization: DeviceAuthorization, presenter: Presenter): boolean {
  return authorization.clientId !== presenter.clientId || authorization.dialect !== presenter.dialect
}

function judgeRedeemed(authorization: RedeemedAuthorization, policy: Policy, now: Instant): PollVerdict {
  const { redeemedAt, response, interval } = authorization
  if (response === undefined) {
    const isOver = now >= redeemedAt + policy.replayWindow
    return { verdict: isOver ? 'redeemed' : 'redeeming', authorization }
  }
  if (now >= redeemedAt + replayWindowFor(interval, policy)) return { verdict: 'redeemed', authorization }
  return { verdict: 'replayable', authorization, response }
}

// A device that has lost the response polls again after its interval at the earliest, and that may have grown (RFC 8628 §3.5).
function replayWindowFor(interval: Duration, { replayWindow }: Policy): Duration {
  return replayWindow === 0 ? 0 : Math.max(replayWindow, 2 * interval)
}

function hasExpiredBefore(authorization: DeviceAuthorization, previousPoll: Instant | undefined): boolean {
  return previousPoll !== undefined && hasExpired(authorization, previousPoll)
}

// RFC 8628 §3.5: the interval is the time between two polls, so the first poll is never too fast. A stamp far in the
// future comes from a clock that was set back since; the device is not slowed down for it.
function isTooFast({ interval, issuedAt }: PendingAuthorization, { previousPoll, now, startGrace = 0 }: Poll): boolean {
  if (previousPoll === undefined || now < issuedAt + startGrace) return false
  return Math.abs(now - previousPoll) < interval - leewayOf(interval)
}
