import type { ApprovedAuthorization, RedeemedAuthorization } from './authorization.js'
import type { SealedAnswer } from './names.js'
import { forgetAfter, type Policy } from './policy.js'
import type { Instant } from './time.js'

/**
 * The one-time claim on an approved authorization. Whoever stores it first is the only one to make tokens; everything
 * that can fail comes after it and ends in {@link complete} or {@link release}.
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

/** Gives a claim back when making tokens failed: a failure of the server never burns a person's approval. */
export function release(claimed: RedeemedAuthorization): ApprovedAuthorization {
  const { redeemedAt: _redeemedAt, attempt: _attempt, answer: _answer, ...approved } = claimed
  return { ...approved, status: 'approved' }
}

/** Puts the sealed answer beside the claim, for a device that never received it. */
export function complete(claimed: RedeemedAuthorization, answer: SealedAnswer): RedeemedAuthorization {
  return { ...claimed, answer }
}
