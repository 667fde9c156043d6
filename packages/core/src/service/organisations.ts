import type { Subject } from '../machine/names.js'
import type { Terms } from '../protocol/command.js'
import type { Organisations } from '../protocol/organisation.js'
import type { ServiceContext } from './context.js'

type Telling = Pick<Terms, 'organisations'>

/** The organisations of an account, in a dialect that tells them, with the one that is meant where nobody chooses. */
export async function organisationsOf(
  { accounts }: ServiceContext,
  { organisations: told }: Telling,
  subject: Subject,
): Promise<Organisations | undefined> {
  if (told !== true) return undefined
  return (await accounts.findOrganisations?.(subject)) ?? { all: [] }
}

/**
 * The organisations to tell with the tokens of a grant, with the one that the grant is for: none, if it was given for none.
 * `left`: its account is not in that one any more. Nobody granted anything for another, so then there is nothing to give.
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
