import type { DeniedAuthorization, PendingAuthorization } from './authorization.js'
import { denyShared } from './decision.js'
import type { OpenerDigest } from './names.js'
import type { Policy } from './policy.js'
import type { Instant } from './time.js'

/**
 * The verdict on an account that opens a user code.
 *
 * - `known`: the account has opened it before.
 * - `counted`: the account is one more, and may see the request.
 * - `shared`: with this account there are too many. `next` is denied to everybody.
 */
export type OpeningVerdict =
  | { readonly verdict: 'known' }
  | { readonly verdict: 'counted'; readonly next: PendingAuthorization }
  | { readonly verdict: 'shared'; readonly accounts: number; readonly next: DeniedAuthorization }

/**
 * Judges whether an account may open a user code, RFC 10027 §6.1.3. A person types the code of the device in front of them,
 * so a code that many accounts open was sent to many people.
 */
export function open(
  pending: PendingAuthorization,
  opener: OpenerDigest,
  policy: Policy,
  now: Instant,
): OpeningVerdict {
  const { openedBy = [] } = pending
  if (openedBy.includes(opener)) return { verdict: 'known' }
  const accounts = openedBy.length + 1
  if (accounts > policy.accountsPerCode) return { verdict: 'shared', accounts, next: denyShared(pending, policy, now) }
  return { verdict: 'counted', next: { ...pending, openedBy: [...openedBy, opener] } }
}
