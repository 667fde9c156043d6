import type { Subject } from '../../machine/names.js'
import type { Terms } from '../../protocol/command.js'
import type { Organisations } from '../../protocol/organization.js'
import type { ServiceContext } from '../call/context.js'

type Telling = Pick<Terms, 'organisations'>

/** Returns the organizations of an account and its usual one, in a dialect whose responses list them. */
export async function organisationsOf(
  { accounts }: ServiceContext,
  { organisations: told }: Telling,
  subject: Subject,
): Promise<Organisations | undefined> {
  if (told !== true) return undefined
  return (await accounts.findOrganisations?.(subject)) ?? { all: [] }
}

/**
 * Returns the organizations for the token response of a grant, with the one that the grant is for, if any. Returns
 * `left` if the account no longer belongs to that organization. The grant is for no other, so the client then gets no
 * tokens.
 */
export async function organisationsFor(
  context: ServiceContext,
  terms: Telling,
  { subject, organisation: key }: { readonly subject: Subject; readonly organisation?: string },
): Promise<Organisations | undefined | 'left'> {
  const organisations = await organisationsOf(context, terms, subject)
  if (organisations === undefined) return undefined
  if (key === undefined) return { all: organisations.all }
  const chosen = organisations.all.find((one) => one.key === key)
  return chosen === undefined ? 'left' : { all: organisations.all, chosen }
}
