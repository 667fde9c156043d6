import type { TokenFamily } from '../../machine/families/token-family.js'
import type { GrantId } from '../../machine/names.js'
import type { Refusal, Viewer } from '../../protocol/interaction.js'
import type { Call } from '../call/call.js'
import type { FamilyContext } from '../call/context.js'
import { endGrant } from '../tokens/end-grant.js'
import { familyOf } from './linked-devices.js'
import { reportPhishing } from './phishing/report-phishing.js'
import { refusal } from './refusal.js'
import { viewerAccount } from './viewer-account.js'

/** Unlinks one device of the viewer's account: its grant ends. */
export async function unlinkDevice(
  context: FamilyContext,
  viewer: Viewer,
  grantId: GrantId,
  call: Call,
): Promise<'unlinked' | Refusal> {
  const ended = await endDevice(context, viewer, grantId, call)
  return 'kind' in ended ? ended : 'unlinked'
}

/** Unlinks one device of the viewer's account, because the person did not link it: its grant ends, and that is reported. */
export async function reportDevice(
  context: FamilyContext,
  viewer: Viewer,
  grantId: GrantId,
  call: Call,
): Promise<'unlinked' | Refusal> {
  const ended = await endDevice(context, viewer, grantId, call)
  if ('kind' in ended) return ended
  reportPhishing(context, 'grant', ended, call)
  return 'unlinked'
}

/** Ends the grant of one device of the viewer's account. Returns its family as it was. */
async function endDevice(
  context: FamilyContext,
  viewer: Viewer,
  grantId: GrantId,
  call: Call,
): Promise<TokenFamily | Refusal> {
  if ((await viewerAccount(context, viewer, call)) === undefined) return refusal('accountDisabled')
  const family = await familyOf(context, viewer, grantId, call)
  const isEnded = family !== undefined && (await endGrant(context, grantId, 'revokedByPerson', call))
  return isEnded ? family : refusal('unknownDevice')
}
