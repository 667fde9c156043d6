import {
  type FamilyPosition,
  isInUse,
  isRefreshable,
  isRevoked,
  type LiveFamily,
  refreshEndOf,
  type TokenFamily,
} from '../../machine/families/token-family.js'
import type { ClientId, GrantId } from '../../machine/names.js'
import { isRevokedBy, type Revocation } from '../../machine/revocation.js'
import type { Instant } from '../../machine/time.js'
import type { Account } from '../../ports/account-directory.js'
import type { Client } from '../../ports/client-registry.js'
import type { FamilyPage } from '../../ports/token-family-store.js'
import type { LinkedDevice, LinkedDevices, Refusal, Viewer } from '../../protocol/interaction.js'
import type { Call } from '../call/call.js'
import type { FamilyContext, ServiceContext } from '../call/context.js'
import { inParallel, mostCalls } from '../call/in-parallel.js'
import { markOfAccount, markOfClient } from '../tokens/active-grant.js'
import { revokeGrants } from '../tokens/revoke-grants.js'
import { refusal } from './refusal.js'
import { viewerAccount } from './viewer-account.js'

const grantName = /^[\w-]{43}$/
const pageSize = 50
const callsPerClient = 2

/** Returns one page of the devices that are linked to the viewer's account now, last used first. */
export async function listLinkedDevices(
  context: FamilyContext,
  viewer: Viewer,
  after: FamilyPosition | undefined,
  call: Call,
): Promise<LinkedDevices | Refusal> {
  const account = await viewerAccount(context, viewer, call)
  if (account === undefined) return refusal('accountDisabled')
  const listing = { limit: pageSize, ...(after && { after }) }
  const [page, revokedBefore] = await Promise.all([
    context.families.listBySubject(call, viewer.subject, listing),
    context.families.findRevokedBefore(call, markOfAccount(viewer.subject)),
  ])
  const signedOut = latest(account, revokedBefore)
  const families = page.families.map(({ family }) => family)
  const devices = await linkedNow(context, families, signedOut, call)
  return { kind: 'linkedDevices', username: account.username, devices, ...nextOf(page, signedOut) }
}

/** Returns one device of the viewer's account, as the list has it. */
export async function findLinkedDevice(
  context: FamilyContext,
  viewer: Viewer,
  grantId: GrantId,
  call: Call,
): Promise<LinkedDevice | Refusal> {
  const account = await viewerAccount(context, viewer, call)
  if (account === undefined) return refusal('accountDisabled')
  const [family, revokedBefore] = await Promise.all([
    familyOf(context, viewer, grantId, call),
    context.families.findRevokedBefore(call, markOfAccount(viewer.subject)),
  ])
  const families = family === undefined ? [] : [family]
  const [device] = await linkedNow(context, families, latest(account, revokedBefore), call)
  return device ?? refusal('unknownDevice')
}

/** Returns a family of the viewer's account, live or ended. */
export async function familyOf(
  { families }: FamilyContext,
  { subject }: Viewer,
  grantId: GrantId,
  call: Call,
): Promise<TokenFamily | undefined> {
  // Every grant id has this form, and some databases reject a query with other characters.
  const found = grantName.test(grantId) ? await families.find(call, grantId) : undefined
  return found?.family.subject === subject ? found.family : undefined
}

/** Unlinks every device that the viewer's account has now. The sign-in of the viewer ends too. */
export async function unlinkEverything(
  context: FamilyContext,
  viewer: Viewer,
  call: Call,
): Promise<'unlinked' | Refusal> {
  if ((await viewerAccount(context, viewer, call)) === undefined) return refusal('accountDisabled')
  await revokeGrants(context, { subject: viewer.subject }, call)
  return 'unlinked'
}

/** Returns the devices behind those of an account's families that are linked now. */
async function linkedNow(
  context: FamilyContext,
  families: readonly TokenFamily[],
  signedOut: Instant | undefined,
  call: Call,
): Promise<readonly LinkedDevice[]> {
  const now = context.clock.now()
  const candidates = families
    .filter((family) => isInUse(family, context.policy, now))
    .filter((family) => !isRevoked(family, signedOut))
  const clients = await activeClients(context, candidates, call)
  return candidates.flatMap((family) => describe(context, family, clients.get(family.clientId)))
}

/** A client that exists and is not disabled, and what is revoked of it. */
interface ActiveClient {
  readonly client: Client
  readonly revocation: Revocation | undefined
}

/** Returns the active clients of these families. Each client is looked up once, also if it has several families. */
async function activeClients(
  context: FamilyContext,
  of: readonly LiveFamily[],
  call: Call,
): Promise<ReadonlyMap<ClientId, ActiveClient>> {
  // All families of the list have the same account.
  const subject = of[0]?.subject ?? ''
  const clientIds = [...new Set(of.map(({ clientId }) => clientId))]
  const found = await inParallel(clientIds, mostCalls / callsPerClient, (clientId) =>
    Promise.all([
      context.clients.findClient(call, clientId),
      context.families.findRevocation(call, markOfClient(clientId, subject)),
    ]),
  )
  return new Map(
    found.flatMap(([client, revocation], nth) => {
      const clientId = clientIds[nth]
      const isGone = clientId === undefined || client === undefined || client.disabled === true
      return isGone ? [] : [[clientId, { client, revocation }]]
    }),
  )
}

function describe(
  { policy }: ServiceContext,
  family: LiveFamily,
  active: ActiveClient | undefined,
): readonly LinkedDevice[] {
  if (active === undefined || isRevokedBy(family, active.revocation)) return []
  const { grantId, scope, requester, grantedAt, lastUsedAt, accessUntil, confirmation } = family
  const device = {
    grantId,
    client: nameOf(active.client),
    scope,
    requester,
    linkedAt: grantedAt,
    lastUsedAt,
    expiresAt: isRefreshable(family) ? refreshEndOf(family, policy) : accessUntil,
    ...(confirmation && { isBound: true as const }),
  }
  return [device]
}

function nameOf({ clientId, name, verified = false }: Client): LinkedDevice['client'] {
  return { clientId, name, verified }
}

// A grant is never used before it is given. So after a last use that is revoked, every later entry of the list is
// revoked.
function nextOf({ next }: FamilyPage, signedOut: Instant | undefined): Pick<LinkedDevices, 'next'> {
  return next === undefined || (signedOut !== undefined && next.lastUsedAt <= signedOut) ? {} : { next }
}

function latest({ signedOutAt }: Account, revokedBefore: Instant | undefined): Instant | undefined {
  if (signedOutAt === undefined || revokedBefore === undefined) return signedOutAt ?? revokedBefore
  return Math.max(signedOutAt, revokedBefore)
}
