import type { Subject } from '../../machine/names.js'
import type { DialectTerms } from '../../protocol/command.js'
import type { Organizations } from '../../protocol/organization.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'

type ListingTerms = Pick<DialectTerms, 'organizations'>

/** Returns the organizations of an account and its usual one, in a dialect whose responses list them. */
export async function organizationsOf(
  { accounts }: ServiceContext,
  { organizations: listsThem }: ListingTerms,
  subject: Subject,
  call: Call,
): Promise<Organizations | undefined> {
  if (listsThem !== true) return undefined
  return (await accounts.findOrganizations?.(call, subject)) ?? { all: [] }
}

/**
 * Returns the organizations for the token response of a grant, with the one that the grant is for, if any. Returns
 * `left` if the account no longer belongs to that organization. The grant is for no other, so the client then gets no
 * tokens.
 */
export async function organizationsFor(
  context: ServiceContext,
  terms: ListingTerms,
  { subject, organization: key }: { readonly subject: Subject; readonly organization?: string },
  call: Call,
): Promise<Organizations | undefined | 'left'> {
  const organizations = await organizationsOf(context, terms, subject, call)
  if (organizations === undefined) return undefined
  if (key === undefined) return { all: organizations.all }
  const chosen = organizations.all.find((one) => one.key === key)
  return chosen === undefined ? 'left' : { all: organizations.all, chosen }
}
