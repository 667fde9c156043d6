import type {
  ApprovedAuthorization,
  DeviceAuthorization,
  PendingAuthorization,
  RedeemedAuthorization,
} from './authorization.js'
import { hasExpired } from './authorization.js'
import type { ClientId, SealedAnswer } from './names.js'
import { grownInterval, leewayOf, type Policy } from './policy.js'
import type { Duration, Instant } from './time.js'

/** Who presents a device code, and in which dialect. */
export interface Presenter {
  readonly clientId: ClientId
  readonly dialect: string
}

/** One poll: what the store handed back for the presented code, who presents it, and when. */
export interface Poll {
  /** The record as it was just before this poll; `undefined` when the code is unknown or forgotten. */
  readonly authorization: DeviceAuthorization | undefined
  /** When this code was polled before; `undefined` on the first poll. */
  readonly previousPoll: Instant | undefined
  readonly presenter: Presenter
  readonly now: Instant
}

/** What a poll means. The first three are told to the device as one and the same refusal. */
export type PollVerdict =
  | { readonly verdict: 'unknown' }
  | { readonly verdict: 'foreign'; readonly authorization: DeviceAuthorization }
  | { readonly verdict: 'redeemed'; readonly authorization: RedeemedAuthorization }
  | { readonly verdict: 'replayable'; readonly authorization: RedeemedAuthorization; readonly answer: SealedAnswer }
  | { readonly verdict: 'redeeming'; readonly authorization: RedeemedAuthorization }
  | { readonly verdict: 'expired'; readonly authorization: DeviceAuthorization; readonly firstTime: boolean }
  | { readonly verdict: 'denied'; readonly authorization: DeviceAuthorization }
  | { readonly verdict: 'approved'; readonly authorization: ApprovedAuthorization }
  | {
      readonly verdict: 'polledTooFast'
      readonly authorization: PendingAuthorization
      readonly next: PendingAuthorization
      readonly interval: Duration
    }
  | { readonly verdict: 'pending' }

/**
 * Judges one device access token request, RFC 8628 §3.4 and §3.5. The order is the contract: unknown, foreign,
 * redeemed, expired, denied, approved, polled too fast, pending. A foreign client learns nothing of the state, and a
 * decided code is never throttled, since `slow_down` is a form of pending.
 */
export function judgePoll(poll: Poll, policy: Policy): PollVerdict {
  const { authorization, presenter, now } = poll
  if (authorization === undefined) return { verdict: 'unknown' }
  if (isForeign(authorization, presenter)) return { verdict: 'foreign', authorization }
  if (authorization.status === 'redeemed') return judgeRedeemed(authorization, policy, now)
  if (hasExpired(authorization, now)) {
    return { verdict: 'expired', authorization, firstTime: !hasExpiredBefore(authorization, poll.previousPoll) }
  }
  if (authorization.status === 'denied') return { verdict: 'denied', authorization }
  if (authorization.status === 'approved') return { verdict: 'approved', authorization }
  if (isTooFast(authorization.interval, poll)) {
    const interval = grownInterval(authorization.interval, policy)
    return { verdict: 'polledTooFast', authorization, next: { ...authorization, interval }, interval }
  }
  return { verdict: 'pending' }
}

/** Whether this presenter has no business with the code: issued to another client, or in another dialect. */
function isForeign(authorization: DeviceAuthorization, presenter: Presenter): boolean {
  return authorization.clientId !== presenter.clientId || authorization.dialect !== presenter.dialect
}

function judgeRedeemed(authorization: RedeemedAuthorization, policy: Policy, now: Instant): PollVerdict {
  if (now >= authorization.redeemedAt + policy.replayWindow) return { verdict: 'redeemed', authorization }
  if (authorization.answer === undefined) return { verdict: 'redeeming', authorization }
  return { verdict: 'replayable', authorization, answer: authorization.answer }
}

function hasExpiredBefore(authorization: DeviceAuthorization, previousPoll: Instant | undefined): boolean {
  return previousPoll !== undefined && hasExpired(authorization, previousPoll)
}

// RFC 8628 §3.5: too fast is measured between two polls, so the first one never is. A stamp far ahead of now was put by
// a clock that has been set back since, and is no reason to punish a device.
function isTooFast(interval: Duration, { previousPoll, now }: Poll): boolean {
  return previousPoll !== undefined && Math.abs(now - previousPoll) < interval - leewayOf(interval)
}
