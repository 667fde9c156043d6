import type { Subject } from '../machine/names.js'
import type { Terms } from '../protocol/command.js'
import type { Organisations } from '../protocol/organisation.js'
import type { ServiceContext } from './context.js'

/**
 * The organisations to tell in a dialect that tells them. What was chosen counts as long as the account belongs to it;
 * otherwise it is the one that is meant where nobody chooses.
 */
export async function organisationsFor(
  { accounts }: ServiceContext,
  { organisations: told }: Pick<Terms, 'organisations'>,
  subject: Subject,
  chosenKey: string | undefined,
): Promise<Organisations | undefined> {
  if (told !== true) return undefined
  const { all, chosen: usual } = (await accounts.findOrganisations?.(subject)) ?? { all: [] }
  const chosen = all.find(({ key }) => key === chosenKey) ?? usual
  return { all, ...(chosen && { chosen }) }
}
