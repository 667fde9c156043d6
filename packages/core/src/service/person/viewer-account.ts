import type { Account } from '../../ports/account-directory.js'
import type { Viewer } from '../../protocol/interaction.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'

/** Returns the viewer's account, or `undefined` if it is gone or disabled. Looked up for each action of the viewer. */
export async function viewerAccount(
  { accounts }: ServiceContext,
  viewer: Viewer,
  call: Call,
): Promise<Account | undefined> {
  const account = await accounts.findAccount(call, viewer.subject)
  return account?.disabled === true ? undefined : account
}
