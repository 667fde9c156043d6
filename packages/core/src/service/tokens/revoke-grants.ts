import { day } from '../../machine/time.js'
import type { Call } from '../call/call.js'
import type { FamilyContext } from '../call/context.js'
import { inParallel, mostCalls } from '../call/in-parallel.js'
import { type GrantHolder, marksOf } from './active-grant.js'

/**
 * Revokes every grant that an account or a client has now: families, approvals that no device has fetched yet, and
 * sessions on the built-in page. Each grant reads one mark of its account and one of its client, and each mark is one
 * write, so no request in progress escapes it.
 */
export async function revokeGrants(context: FamilyContext, holder: GrantHolder, call: Call): Promise<void> {
  checkHolder(holder)
  const now = context.clock.now()
  const forgetAt = now + longestGrant(context)
  await inParallel(marksOf(holder), mostCalls, (mark) => context.families.revokeBefore(call, mark, now, forgetAt))
  context.emit({ type: 'grantsRevoked', ...holder }, call)
}

// Types are not enforced at run time. A wrong holder would revoke nothing, and the host would not notice.
function checkHolder(holder: unknown): void {
  const { subject, clientId }: { readonly subject?: unknown; readonly clientId?: unknown } = Object(holder)
  const named = [subject, clientId].filter((name) => name !== undefined)
  const [name] = named
  if (named.length === 1 && typeof name === 'string' && name !== '') return
  throw new TypeError('revokeGrants takes either { subject } or { clientId }, as text that is not empty')
}

// The revocation mark must outlive everything that it revokes. The longest case is an approval that is fetched at the
// last moment, and then its family up to its absolute end. One more day covers access tokens and sessions that outlive
// both.
function longestGrant({ policy }: FamilyContext): number {
  return policy.refreshLifetime + policy.lifetime + policy.tombstone + day
}
