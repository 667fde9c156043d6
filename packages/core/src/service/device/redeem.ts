import type { ApprovedAuthorization, RedeemedAuthorization } from '../../machine/authorization.js'
import { hasExpired } from '../../machine/authorization.js'
import { withdraw } from '../../machine/decision.js'
import type { SealedResponse } from '../../machine/names.js'
import { claim, complete, release } from '../../machine/redemption.js'
import type { Versioned } from '../../ports/authorization-store.js'
import type { Client } from '../../ports/client-registry.js'
import type { DialectTerms, ExchangeDeviceCode } from '../../protocol/command.js'
import type { TokensIssued } from '../../protocol/outcome.js'
import { isProblem, type Problem, problem } from '../../protocol/problem.js'
import type { Call } from '../call/call.js'
import type { Claimed } from '../call/claims.js'
import type { ServiceContext } from '../call/context.js'
import { writeOnce } from '../call/write-once.js'
import { grantedResources } from '../client/request-scope.js'
import { makeToken } from '../text/secrets.js'
import { activeAccount } from '../tokens/active-grant.js'
import { mintTokens } from '../tokens/mint.js'
import { openTokens, sealTokens } from '../tokens/token-response.js'

const attemptBytes = 16

/** An approved record and the revision at which it was read. */
export interface Approved extends Versioned {
  readonly authorization: ApprovedAuthorization
}

/**
 * Redeems an approval exactly once: claims it, makes the tokens, stores the sealed response with the claim. If a step
 * after the claim fails, the claim is released, or the next poll releases it. Returns `elsewhere` if another request or
 * the expiry won the race: the caller must read the record again.
 */
export async function redeem(
  context: ServiceContext,
  seen: Approved,
  client: Client,
  command: ExchangeDeviceCode,
  terms: DialectTerms,
  call: Call,
): Promise<TokensIssued | Problem | 'elsewhere'> {
  const { authorization } = seen
  const { clientId, subject, grantId } = authorization
  const resources = grantedResources(command.resources, authorization.resources, client)
  if (isProblem(resources)) return resources
  const now = context.clock.now()
  // Another poll may already have been answered with `expired_token`.
  if (hasExpired(authorization, now)) return 'elsewhere'
  const claimed = claim(authorization, makeToken(context.random, attemptBytes), context.policy, now)
  if (!(await take(context, seen, claimed, call))) return 'elsewhere'
  const owned = { authorization: claimed, revision: seen.revision + 1 }
  // The scope that the person granted is limited to what the client may have now.
  const scope = authorization.grantedScope.filter((value) => client.scopes.includes(value))
  const response = await mint(context, owned, client, { scope, resources }, terms, call)
  if (response === 'ended') return takeBack(context, owned, call)
  await keepResponse(context, owned, response, command, call)
  context.emit({ type: 'authorizationRedeemed', clientId, subject, grantId, scope }, call)
  return response
}

/**
 * Gives the stored response again to a device that may have lost it: the same tokens, byte for byte, if it asks for the
 * same. Returns `ended` if those tokens are no longer active.
 */
export async function replay(
  context: ServiceContext,
  redeemed: { readonly authorization: RedeemedAuthorization; readonly response: SealedResponse },
  command: ExchangeDeviceCode,
  call: Call,
): Promise<TokensIssued | Problem | 'ended'> {
  const { clientId, subject, grantId, decidedAt } = redeemed.authorization
  const family = await context.families?.find(call, grantId)
  const account = await activeAccount(context, { clientId, subject, grantedAt: decidedAt }, call)
  if (family?.family.status === 'ended' || account === undefined) return 'ended'
  const response = openTokens(context, command.deviceCode, command, redeemed.response)
  context.emit({ type: 'deviceCodeReplayed', answered: !isProblem(response), clientId, subject, grantId }, call)
  return response
}

/** Stores the claim. Returns whether the stored claim is ours: `attempt` identifies it. */
async function take(
  { store, abandoned }: ServiceContext,
  seen: Approved,
  claimed: RedeemedAuthorization,
  call: Call,
): Promise<boolean> {
  try {
    return await writeOnce({
      write: () => store.replace(call, seen, claimed),
      async isStored() {
        const found = await store.find(call, claimed.userCode)
        return found?.authorization.status === 'redeemed' && found.authorization.attempt === claimed.attempt
      },
    })
  } catch (fault) {
    // The claim may be in the store now, or arrive there later.
    abandoned.add(claimed)
    throw fault
  }
}

/** Makes the tokens if the grant is still active. Releases the claim if anything fails. */
async function mint(
  context: ServiceContext,
  owned: Claimed,
  client: Client,
  granted: { readonly scope: readonly string[]; readonly resources: readonly string[] },
  terms: DialectTerms,
  call: Call,
): Promise<TokensIssued | 'ended'> {
  const { grantId, dialect, subject, clientId, authenticatedAt, decidedAt, organization, confirmation } =
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
    requester: { ...call.requester, ...(label !== undefined && { label }) },
    authenticatedAt,
    grantedAt: decidedAt,
    ...(organization !== undefined && { organization }),
    ...(confirmation && { confirmation }),
  } as const
  try {
    if ((await activeAccount(context, grant, call)) === undefined) return 'ended'
    return await mintTokens(context, grant, client, terms, granted.resources, call)
  } catch (fault) {
    await giveBack(context, owned, call)
    throw fault
  }
}

async function giveBack(context: ServiceContext, owned: Claimed, call: Call): Promise<void> {
  try {
    if (await context.store.replace(call, owned, release(owned.authorization))) return
  } catch (fault) {
    context.report(fault, 'releasing the claim of an approval after its tokens could not be made')
  }
  context.abandoned.add(owned.authorization)
}

// The tokens exist now. If the copy cannot be stored, the device must still get them, so the failure is only reported.
async function keepResponse(
  context: ServiceContext,
  owned: Claimed,
  response: TokensIssued,
  command: ExchangeDeviceCode,
  call: Call,
): Promise<void> {
  if (context.policy.replayWindow === 0) return
  try {
    const sealed = sealTokens(context, command.deviceCode, command, response)
    await context.store.replace(call, owned, complete(owned.authorization, sealed))
  } catch (fault) {
    context.report(fault, 'storing the response of a redemption, which the device gets again if it loses the reply')
  }
}

async function takeBack(context: ServiceContext, owned: Claimed, call: Call): Promise<Problem | 'elsewhere'> {
  const { clientId, subject, grantId } = owned.authorization
  const withdrawn = withdraw(release(owned.authorization), context.policy, context.clock.now())
  try {
    if (!(await context.store.replace(call, owned, withdrawn))) return 'elsewhere'
  } catch (fault) {
    // No device received tokens for this claim: the next poll checks the account again.
    context.abandoned.add(owned.authorization)
    throw fault
  }
  context.emit({ type: 'approvalWithdrawn', clientId, subject, grantId }, call)
  return problem('accessDenied', 'The authorization was denied.')
}
