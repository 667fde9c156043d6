import type {
  ApprovedAuthorization,
  DeviceAuthorization,
  RedeemedAuthorization,
} from '../../../machine/authorization.js'
import { withdraw } from '../../../machine/decision.js'
import { beginFamily, type LiveFamily } from '../../../machine/families/token-family.js'
import type { Versioned } from '../../../ports/authorization-store.js'
import type { NoticedGrant, Refusal } from '../../../protocol/interaction.js'
import type { Call } from '../../call/call.js'
import type { FamilyContext } from '../../call/context.js'
import { writeOnce } from '../../call/write-once.js'
import { grantOf } from '../../device/grant-of.js'
import { capsOf } from '../../tokens/displaced-grants.js'
import { endGrant } from '../../tokens/end-grant.js'
import { refusal } from '../refusal.js'
import { type NotMeLink, readNotMeToken } from './not-me-link.js'
import { reportPhishing } from './report-phishing.js'

// The steps of one redemption can win the race against a withdrawal.
const rounds = 10

/** Why a link ends nothing: the grant has ended or never led to tokens, or the device got a newer grant in its place. */
type Gone = { readonly is: 'over' | 'replaced' }

/** What a link can end. */
type Endable =
  | { readonly is: 'live'; readonly family: LiveFamily }
  | { readonly is: 'approved'; readonly seen: Versioned & { readonly authorization: ApprovedAuthorization } }
  /** A request has claimed the approval and stored no family yet. */
  | { readonly is: 'claimed'; readonly authorization: RedeemedAuthorization }

/** What stands behind a link now. */
type Behind = Endable | Gone

/** Shows the grant behind the link of an approval notice. It changes nothing: mail servers follow links. */
export async function findNoticedGrant(
  context: FamilyContext,
  token: string,
  call: Call,
): Promise<NoticedGrant | Gone['is'] | Refusal> {
  const link = readNotMeToken(context, token, context.clock.now())
  if (link === undefined) return refusal('invalidLink')
  const behind = await find(context, link, call)
  if (isGone(behind)) return behind.is
  const { clientId, requester, approvedAt } = factsOf(behind)
  const client = await context.clients.findClient(call, clientId)
  const { name = clientId, verified = false } = client ?? {}
  return { kind: 'noticedGrant', client: { clientId, name, verified }, requester, approvedAt }
}

/** Ends the grant behind the link of an approval notice: its person did not approve it. No sign-in is needed for that. */
export async function endNoticedGrant(
  context: FamilyContext,
  token: string,
  call: Call,
): Promise<'ended' | Gone['is'] | Refusal> {
  const link = readNotMeToken(context, token, context.clock.now())
  if (link === undefined) return refusal('invalidLink')
  for (let round = 0; round < rounds; round++) {
    const behind = await find(context, link, call)
    if (isGone(behind)) return behind.is
    if (!(await end(context, behind, call))) continue
    const { requestedAt, approvedAt: grantedAt, ...facts } = factsOf(behind)
    const times = { grantedAt, ...(requestedAt !== undefined && { requestedAt }) }
    reportPhishing(context, 'grant', { ...facts, ...times }, call)
    return 'ended'
  }
  throw new Error('the stores refused every attempt to end a grant: `replace` of one of them breaks its laws')
}

async function find(context: FamilyContext, { grantId, userCode }: NotMeLink, call: Call): Promise<Behind> {
  // The approval is read first: a redemption stores the family before its response, so one of the two is found.
  const approval = await context.store.find(call, userCode)
  const family = (await context.families.find(call, grantId))?.family
  if (family?.status === 'live') return { is: 'live', family }
  // The person approved the newer grant in a decision of its own, whose notice has a link of its own.
  if (family !== undefined) return { is: family.reason === 'replaced' ? 'replaced' : 'over' }
  if (approval === undefined || approval.authorization.grantId !== grantId) return { is: 'over' }
  const { authorization } = approval
  if (authorization.status === 'approved') return { is: 'approved', seen: { ...approval, authorization } }
  return authorization.status === 'redeemed' ? { is: 'claimed', authorization } : { is: 'over' }
}

function isGone(behind: Behind): behind is Gone {
  return behind.is === 'over' || behind.is === 'replaced'
}

// Returns `false` if something else has changed the grant meanwhile: the caller must look again.
async function end(context: FamilyContext, behind: Endable, call: Call): Promise<boolean> {
  switch (behind.is) {
    case 'live':
      return endGrant(context, behind.family.grantId, 'revokedByPerson', call)
    case 'approved':
      await endEarlierGrant(context, behind.seen.authorization, call)
      return withdrawApproval(context, behind.seen, call)
    case 'claimed':
      await endEarlierGrant(context, behind.authorization, call)
      return endBeforeItBegins(context, behind.authorization, call)
  }
}

// The device has the grant that the approval replaces until it fetches the new one. It ends first: after a failure in
// between, the link still finds the approval.
async function endEarlierGrant(
  context: FamilyContext,
  { replaces }: Pick<DeviceAuthorization, 'replaces'>,
  call: Call,
): Promise<void> {
  if (replaces !== undefined) await endGrant(context, replaces.grantId, 'revokedByPerson', call)
}

async function withdrawApproval(
  context: FamilyContext,
  seen: Versioned & { readonly authorization: ApprovedAuthorization },
  call: Call,
): Promise<boolean> {
  const { store, policy, clock, emit } = context
  const withdrawn = withdraw(seen.authorization, policy, clock.now())
  const isDone = await writeOnce({
    write: () => store.replace(call, seen, withdrawn),
    async isStored() {
      const found = await store.find(call, withdrawn.userCode)
      return found?.authorization.status === 'denied' && found.authorization.decidedAt === withdrawn.decidedAt
    },
  })
  const { clientId, subject, grantId } = seen.authorization
  if (isDone) emit({ type: 'approvalWithdrawn', clientId, subject, grantId }, call)
  return isDone
}

// The request that has claimed the approval finds an ended family in its place, and delivers no tokens. If its family is stored
// by now, that one ends.
async function endBeforeItBegins(
  context: FamilyContext,
  authorization: RedeemedAuthorization,
  call: Call,
): Promise<boolean> {
  const { policy, clock, families } = context
  const now = clock.now()
  const grant = grantOf(authorization, authorization.grantedScope, authorization.requester)
  const accessLifetime = Math.max(authorization.forgetAt - now, 0)
  await families.create(call, beginFamily(grant, { accessLifetime }, policy, now), capsOf(policy, grant))
  return endGrant(context, authorization.grantId, 'revokedByPerson', call)
}

function factsOf(behind: Endable) {
  if (behind.is === 'live') {
    const { clientId, grantId, subject, requester, grantedAt } = behind.family
    return { clientId, grantId, subject, requester, approvedAt: grantedAt, requestedAt: undefined }
  }
  const authorization = behind.is === 'approved' ? behind.seen.authorization : behind.authorization
  const { clientId, grantId, subject, requester, decidedAt, issuedAt } = authorization
  return { clientId, grantId, subject, requester, approvedAt: decidedAt, requestedAt: issuedAt }
}
