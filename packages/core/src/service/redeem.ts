import type { ApprovedAuthorization, RedeemedAuthorization, Requester } from '../machine/authorization.js'
import { hasExpired } from '../machine/authorization.js'
import { withdraw } from '../machine/decision.js'
import type { SealedAnswer } from '../machine/names.js'
import { claim, complete, release } from '../machine/redemption.js'
import type { Versioned } from '../ports/authorization-store.js'
import type { Client } from '../ports/client-registry.js'
import type { ExchangeDeviceCode, Terms } from '../protocol/command.js'
import type { TokensIssued } from '../protocol/outcome.js'
import { isProblem, type Problem, problem } from '../protocol/problem.js'
import { makeToken } from './codes.js'
import type { ServiceContext } from './context.js'
import { mintTokens } from './mint.js'
import { grantedResources } from './request-scope.js'
import { standingAccount } from './standing.js'
import { openTokens, sealTokens } from './token-answer.js'
import { writeOnce } from './write-once.js'

const attemptBytes = 16

/** An approved record and the revision it was read at. */
export interface Approved extends Versioned {
  readonly authorization: ApprovedAuthorization
}

/**
 * Redeems an approval exactly once: claim it, make the tokens, put the sealed answer beside the claim. Whatever can
 * fail comes between claim and answer and gives the claim back, or leaves that to the next poll. `elsewhere`: somebody
 * or the code's end was faster, so the record has to be read again.
 */
export async function redeem(
  context: ServiceContext,
  seen: Approved,
  client: Client,
  command: ExchangeDeviceCode,
  terms: Terms,
  requester: Requester,
): Promise<TokensIssued | Problem | 'elsewhere'> {
  const { authorization } = seen
  const { clientId, subject, grantId } = authorization
  const resources = grantedResources(command.resources, authorization.resources, client)
  if (isProblem(resources)) return resources
  const now = context.clock.now()
  // Another poll may have been told by now that the code has expired.
  if (hasExpired(authorization, now)) return 'elsewhere'
  const claimed = claim(authorization, makeToken(context.random, attemptBytes), context.policy, now)
  if (!(await take(context, seen, claimed))) return 'elsewhere'
  const owned = { authorization: claimed, revision: seen.revision + 1 }
  // What the client may have today bounds what the person granted it then.
  const scope = authorization.grantedScope.filter((value) => client.scopes.includes(value))
  const answer = await mint(context, owned, client, { scope, resources }, terms, requester)
  if (answer === 'ended') return takeBack(context, owned, requester)
  await keepAnswer(context, owned, answer, command)
  context.tell({ type: 'authorizationRedeemed', clientId, subject, grantId, scope }, requester)
  return answer
}

/**
 * Gives the one answer again to a device that may have lost it: the same tokens, to the byte, if it asks for the same.
 * `ended`: they are good no more, so there is nothing to give.
 */
export async function replay(
  context: ServiceContext,
  redeemed: { readonly authorization: RedeemedAuthorization; readonly answer: SealedAnswer },
  command: ExchangeDeviceCode,
  requester: Requester,
): Promise<TokensIssued | Problem | 'ended'> {
  const { clientId, subject, grantId, decidedAt } = redeemed.authorization
  const family = await context.families?.find(grantId)
  const account = await standingAccount(context, { clientId, subject, grantedAt: decidedAt })
  if (family?.family.status === 'ended' || account === undefined) return 'ended'
  const answer = openTokens(context, command.deviceCode, command, redeemed.answer)
  context.tell({ type: 'deviceCodeReplayed', answered: !isProblem(answer), clientId, subject, grantId }, requester)
  return answer
}

/** A claimed record and the revision it was read or written at. */
export interface Claimed extends Versioned {
  readonly authorization: RedeemedAuthorization
}

/**
 * Gives a claim back that this process took and that no tokens came of; `false` if it is not one of those. Whatever the
 * store says to it, the record has to be read again.
 */
export async function releaseAbandoned({ abandoned, store }: ServiceContext, seen: Claimed): Promise<boolean> {
  const { attempt } = seen.authorization
  if (!abandoned.has(attempt)) return false
  // The revision is the one that this very attempt was read at, so no other claim can be given back by it.
  if (await store.replace(seen, release(seen.authorization))) abandoned.forget(attempt)
  return true
}

/** Stores the claim, and says whether it is ours: the attempt in it tells whose claim it is. */
async function take(
  { store, abandon }: ServiceContext,
  seen: Approved,
  claimed: RedeemedAuthorization,
): Promise<boolean> {
  try {
    return await writeOnce({
      write: () => store.replace(seen, claimed),
      async isStored() {
        const found = await store.findByUserCode(claimed.userCode)
        return found?.authorization.status === 'redeemed' && found.authorization.attempt === claimed.attempt
      },
    })
  } catch (fault) {
    // The claim may stand in the store, or come to stand there late.
    abandon(claimed)
    throw fault
  }
}

/** Makes the tokens, if the grant still stands; gives the claim back if anything fails. */
async function mint(
  context: ServiceContext,
  owned: Claimed,
  client: Client,
  granted: { readonly scope: readonly string[]; readonly resources: readonly string[] },
  terms: Terms,
  requester: Requester,
): Promise<TokensIssued | 'ended'> {
  const { grantId, dialect, subject, clientId, authenticatedAt, decidedAt, organisation, confirmation } =
    owned.authorization
  const { label } = owned.authorization.requester
  const grant = {
    grantId,
    origin: 'deviceCode',
    dialect,
    clientId,
    subject,
    scope: granted.scope,
    resources: owned.authorization.resources,
    requester: { ...requester, ...(label !== undefined && { label }) },
    authenticatedAt,
    grantedAt: decidedAt,
    ...(organisation !== undefined && { organisation }),
    ...(confirmation && { confirmation }),
  } as const
  try {
    if ((await standingAccount(context, grant)) === undefined) return 'ended'
    return await mintTokens(context, grant, client, terms, granted.resources)
  } catch (fault) {
    await giveBack(context, owned)
    throw fault
  }
}

async function giveBack(context: ServiceContext, owned: Claimed): Promise<void> {
  try {
    if (await context.store.replace(owned, release(owned.authorization))) return
  } catch (fault) {
    context.report(fault, 'giving an approval back after its tokens could not be made')
  }
  context.abandon(owned.authorization)
}

// The tokens exist now. Failing to keep a copy must not keep them from the device, so it is reported and no more.
async function keepAnswer(
  context: ServiceContext,
  owned: Claimed,
  answer: TokensIssued,
  command: ExchangeDeviceCode,
): Promise<void> {
  if (context.policy.replayWindow === 0) return
  try {
    const sealed = sealTokens(context, command.deviceCode, command, answer)
    await context.store.replace(owned, complete(owned.authorization, sealed))
  } catch (fault) {
    context.report(fault, 'keeping the answer of a redemption for a lost reply')
  }
}

async function takeBack(context: ServiceContext, owned: Claimed, requester: Requester): Promise<Problem | 'elsewhere'> {
  const { clientId, subject, grantId } = owned.authorization
  const withdrawn = withdraw(release(owned.authorization), context.policy, context.clock.now())
  try {
    if (!(await context.store.replace(owned, withdrawn))) return 'elsewhere'
  } catch (fault) {
    // Nobody got tokens of this claim either: the next poll judges the account again.
    context.abandon(owned.authorization)
    throw fault
  }
  context.tell({ type: 'approvalWithdrawn', clientId, subject, grantId }, requester)
  return problem('accessDenied', 'The authorization was denied.')
}
