import type { ApprovedAuthorization, DeniedAuthorization } from '../authorization.js'
import { withdraw } from '../decision.js'
import type { Policy } from '../policy.js'
import type { Duration, Instant } from '../time.js'

/** How many wrong numbers deny an authorization: docs/decisions/0077 has the arithmetic. */
export const mostWrongNumbers = 3

/** The verdict on a poll of an approved authorization. */
export type ApprovedVerdict =
  | { readonly verdict: 'approved'; readonly authorization: ApprovedAuthorization }
  | { readonly verdict: 'numberMissing'; readonly interval: Duration }
  | {
      readonly verdict: 'numberWrong'
      readonly authorization: ApprovedAuthorization
      readonly next: ApprovedAuthorization | DeniedAuthorization
    }

/**
 * Judges a poll of an approved authorization. If its device must send the number that the page shows, the poll is pending
 * until it does (RFC 10027 §6.1.16). Each wrong number is counted in the record, and the last one denies.
 */
export function judgeApproved(
  authorization: ApprovedAuthorization,
  isNumberRight: boolean | undefined,
  policy: Policy,
  now: Instant,
): ApprovedVerdict {
  if (authorization.needsNumber !== true || isNumberRight === true) return { verdict: 'approved', authorization }
  if (isNumberRight === undefined) return { verdict: 'numberMissing', interval: authorization.interval }
  const wrongNumbers = (authorization.wrongNumbers ?? 0) + 1
  const counted = { ...authorization, wrongNumbers }
  const next = wrongNumbers < mostWrongNumbers ? counted : withdraw(counted, policy, now)
  return { verdict: 'numberWrong', authorization, next }
}
