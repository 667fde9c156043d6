import type { Requester } from '../machine/authorization.js'
import type { GrantId } from '../machine/names.js'
import { isCutOff, isInUse, isRefreshable, type LiveFamily, refreshEndOf } from '../machine/token-family.js'
import type { Client } from '../ports/client-registry.js'
import type { TokenFamilyStore } from '../ports/token-family-store.js'
import type { LinkedDevice, LinkedDevices, Refusal, Viewer } from '../protocol/interaction.js'
import { activeAccount } from './active-account.js'
import type { ServiceContext } from './context.js'
import { endGrant } from './end-grant.js'
import { endGrants } from './end-grants.js'
import { refusal } from './refusal.js'
import { isCutOffInStore } from './standing.js'

const grantName = /^[\w-]{43}$/

/** Everything that is signed in to the viewer's account now, the latest used first. */
export async function listLinkedDevices(
  context: ServiceContext,
  families: TokenFamilyStore,
  viewer: Viewer,
): Promise<LinkedDevices | Refusal> {
  const account = await activeAccount(context, viewer)
  if (account === undefined) return refusal('accountDisabled')
  const now = context.clock.now()
  const found = (await families.findBySubject(viewer.subject)).map(({ family }) => family)
  const live = found.filter((family) => isInUse(family, context.policy, now))
  const standing = live.filter((family) => !isCutOff(family, account.signedOutAt))
  const described = await Promise.all(standing.map((family) => describe(context, family)))
  const devices = described.filter((device) => device !== undefined)
  return { kind: 'linkedDevices', devices: devices.sort((one, other) => other.lastUsedAt - one.lastUsedAt) }
}

/** Ends one of the viewer's own grants. */
export async function unlinkDevice(
  context: ServiceContext,
  families: TokenFamilyStore,
  viewer: Viewer,
  grantId: GrantId,
  requester: Requester,
): Promise<'unlinked' | Refusal> {
  if ((await activeAccount(context, viewer)) === undefined) return refusal('accountDisabled')
  // No grant is called otherwise, and some databases refuse the question.
  const found = grantName.test(grantId) ? await families.find(grantId) : undefined
  if (found === undefined || found.family.subject !== viewer.subject) return refusal('unknownDevice')
  const ended = await endGrant(context, families, grantId, 'revokedByPerson', requester)
  return ended ? 'unlinked' : refusal('unknownDevice')
}

/** Ends everything that the viewer's account was granted up to now, the viewer's own sign-in included. */
export async function unlinkEverything(
  context: ServiceContext,
  families: TokenFamilyStore,
  viewer: Viewer,
  requester: Requester,
): Promise<'unlinked' | Refusal> {
  if ((await activeAccount(context, viewer)) === undefined) return refusal('accountDisabled')
  await endGrants(context, families, { subject: viewer.subject }, requester)
  return 'unlinked'
}

async function describe(context: ServiceContext, family: LiveFamily): Promise<LinkedDevice | undefined> {
  const [client, cutOff] = await Promise.all([
    context.clients.findClient(family.clientId),
    isCutOffInStore(context, family),
  ])
  if (cutOff || client === undefined || client.disabled === true) return undefined
  const { grantId, scope, requester, grantedAt, lastUsedAt, accessUntil } = family
  return {
    grantId,
    client: nameOf(client),
    scope,
    requester,
    linkedAt: grantedAt,
    lastUsedAt,
    expiresAt: isRefreshable(family) ? refreshEndOf(family, context.policy) : accessUntil,
  }
}

function nameOf({ clientId, name, verified = false }: Client): LinkedDevice['client'] {
  return { clientId, name, verified }
}
