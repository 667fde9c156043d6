import type { ApprovedAuthorization, RedeemedAuthorization } from './authorization.js'
import type { SealedResponse } from './names.js'
import { forgetAfter, type Policy } from './policy.js'
import type { Instant } from './time.js'

/**
 * Claims an approved authorization. Only the request that stores its claim first makes tokens. Every step that can fail
 * comes after the claim and ends in {@link complete} or {@link release}.
 */
export function claim(
  approved: ApprovedAuthorization,
  attempt: string,
  policy: Policy,
  now: Instant,
): RedeemedAuthorization {
  const lifetime = approved.expiresAt - approved.issuedAt
  return {
    ...approved,
    status: 'redeemed',
    redeemedAt: now,
    attempt,
    forgetAt: Math.max(approved.forgetAt, forgetAfter(now, lifetime, policy)),
  }
}

/**
 * Releases a claim whose tokens no device has received, so that a fault of the server never costs a person's approval.
 */
export function release(claimed: RedeemedAuthorization): ApprovedAuthorization {
  const { redeemedAt: _redeemedAt, attempt: _attempt, response: _answer, settled: _settled, ...approved } = claimed
  return { ...approved, status: 'approved' }
}

/** Adds the sealed response to the claim, for a device that did not receive it. */
export function complete(claimed: RedeemedAuthorization, response: SealedResponse): RedeemedAuthorization {
  const { response: _none, ...rest } = claimed
  return { response, ...rest }
}

/**
 * Settles a redemption before its response is given again. The request that made the response may still fail and want to
 * release its claim. After this write it cannot: there is one response for a code, and a device may have it.
 */
export function settle(redeemed: RedeemedAuthorization): RedeemedAuthorization {
  return { ...redeemed, settled: true }
}
