import { isNetwork, type RevokedWindow } from '../../machine/revocation.js'
import { day, type Instant } from '../../machine/time.js'
import type { Call } from '../call/call.js'
import type { FamilyContext } from '../call/context.js'
import { inParallel, mostCalls } from '../call/in-parallel.js'
import { type GrantHolder, type GrantWindow, marksOf } from './active-grant.js'

/**
 * Revokes every grant that an account or a client has now: families, approvals that no device has fetched yet, and
 * sessions on the built-in page. Each grant reads one mark of its account and one of its client, and each mark is one
 * write, so no request in progress escapes it. A window of a client is in the same mark.
 */
export async function revokeGrants(context: FamilyContext, holder: GrantHolder, call: Call): Promise<void> {
  checkHolder(holder)
  const { families, emit } = context
  const now = context.clock.now()
  const forgetAt = now + longestGrant(context)
  const window = 'clientId' in holder && holder.window !== undefined ? windowOf(holder.window, now) : undefined
  await inParallel(marksOf(holder), mostCalls, (mark) =>
    window === undefined
      ? families.revokeBefore(call, mark, now, forgetAt)
      : families.revokeWindow(call, mark, window, forgetAt),
  )
  const whose = 'subject' in holder ? { subject: holder.subject } : { clientId: holder.clientId }
  emit({ type: 'grantsRevoked', ...whose, ...(window && { window }) }, call)
}

// Types are not enforced at run time. A wrong holder would revoke nothing, and the host would not notice.
function checkHolder(holder: unknown): void {
  const given: { readonly [Name in 'subject' | 'clientId' | 'window']?: unknown } = Object(holder)
  const { subject, clientId, window } = given
  const named = [subject, clientId].filter((name) => name !== undefined)
  const [name] = named
  if (named.length !== 1 || typeof name !== 'string' || name === '') {
    throw new TypeError('revokeGrants takes either { subject } or { clientId }, as text that is not empty')
  }
  const unknown = Object.keys(given).find((name) => !['subject', 'clientId', 'window'].includes(name))
  if (unknown !== undefined) throw new TypeError(`revokeGrants takes no ${unknown}: only subject, clientId and window`)
  if ('window' in given && window === undefined) {
    throw new TypeError('the window of revokeGrants is undefined: leave it out to revoke every grant of the client')
  }
  if (window !== undefined && clientId === undefined) {
    throw new TypeError('revokeGrants takes a window only with a clientId')
  }
}

const members: readonly string[] = ['from', 'until', 'network']

// A misspelled member, or one without a value, would revoke more than the host wants, and a wrong moment nothing.
function windowOf(given: GrantWindow, now: Instant): RevokedWindow {
  const unknown = Object.keys(Object(given)).find((name) => !members.includes(name))
  if (typeof given !== 'object' || given === null || Array.isArray(given) || unknown !== undefined) {
    throw new TypeError(`the window of revokeGrants must be an object with some of ${members.join(', ')}`)
  }
  const [hollow] = Object.entries(given).find(([, value]) => value === undefined) ?? []
  if (hollow !== undefined) {
    throw new TypeError(`${hollow} of a window is undefined: give it a value, or leave the member out to set no limit`)
  }
  const { from = 0, until = now, network } = given
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(until) || from < 0 || from > until || until > now) {
    throw new TypeError(
      'from and until of a window must be whole milliseconds since the Unix epoch, in this order, and not in the future',
    )
  }
  if (network === undefined) return { from, until }
  if (typeof network === 'string' && isNetwork(network)) return { from, until, network }
  throw new TypeError('the network of a window must be an IP address, or a range of them, such as 192.0.2.0/24')
}

// The revocation mark must outlive everything that it revokes. The longest case is an approval that is fetched at the
// last moment, and then its family up to its absolute end. One more day covers access tokens and sessions that outlive
// both.
function longestGrant({ policy }: FamilyContext): number {
  return policy.refreshLifetime + policy.lifetime + policy.tombstone + day
}
