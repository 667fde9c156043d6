import type { Account } from '../ports/account-directory.js'
import type { Viewer } from '../protocol/interaction.js'
import type { ServiceContext } from './context.js'

/** The viewer's account, unless it is gone or disabled. Asked anew at everything a viewer does. */
export async function activeAccount({ accounts }: ServiceContext, viewer: Viewer): Promise<Account | undefined> {
  const account = await accounts.findAccount(viewer.subject)
  return account?.disabled === true ? undefined : account
}
