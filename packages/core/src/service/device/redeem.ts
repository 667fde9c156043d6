import type { ApprovedAuthorization, RedeemedAuthorization } from '../../machine/authorization.js'
import { hasExpired } from '../../machine/authorization.js'
import type { GrantFacts } from '../../machine/families/token-family.js'
import { claim, complete } from '../../machine/redemption.js'
import type { Versioned } from '../../ports/authorization-store.js'
import type { Client } from '../../ports/client-registry.js'
import type { DialectTerms, ExchangeDeviceCode } from '../../protocol/command.js'
import type { TokensIssued } from '../../protocol/outcome.js'
import { isProblem, type Problem } from '../../protocol/problem.js'
import type { Call } from '../call/call.js'
import type { Claimed } from '../call/claims.js'
import { hasFamilies, type ServiceContext } from '../call/context.js'
import { valueIn } from '../call/settled.js'
import { writeOnce } from '../call/write-once.js'
import { grantedResources } from '../client/request-scope.js'
import { makeToken } from '../text/secrets.js'
import { accountIn, type GrantState, readGrantState } from '../tokens/active-grant.js'
import { type FirstTokens, makeFirstTokens } from '../tokens/mint.js'
import { openFamily } from '../tokens/open-family.js'
import { type FamilyBeginning, sealTokens } from '../tokens/token-response.js'
import { emitRedeemed } from './emit-redeemed.js'
import { grantOf } from './grant-of.js'
import { endFamilyOf, giveBack, takeBack } from './undo-claim.js'

const attemptBytes = 16

/** An approved record and the revision at which it was read. */
export interface Approved extends Versioned {
  readonly authorization: ApprovedAuthorization
}

/** One attempt to redeem an approval, with everything that the functions below need. */
interface Attempt {
  readonly context: ServiceContext
  readonly owned: Claimed
  readonly grant: GrantFacts
  readonly client: Client
  readonly command: ExchangeDeviceCode
  readonly terms: DialectTerms
  readonly resources: readonly string[]
  readonly call: Call
}

/**
 * Redeems an approval exactly once, with two waits for the stores after the poll: it claims the approval, makes the
 * tokens, and stores their family beside the sealed response. It checks the account and the revocations twice, beside
 * both (docs/decisions/0044). If a step after the claim fails, the claim is released, or the next poll releases it.
 * Returns `elsewhere` if another request or the expiry won the race: the caller must read the record again.
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
  const resources = grantedResources(command.resources, authorization.resources, client)
  if (isProblem(resources)) return resources
  const now = context.clock.now()
  // Another poll may already have been answered with `expired_token`.
  if (hasExpired(authorization, now)) return 'elsewhere'
  const claimed = claim(authorization, makeToken(context.random, attemptBytes), context.policy, now)
  const [taken, early] = await Promise.allSettled([
    take(context, seen, claimed, call),
    // Without families nothing checks these tokens later. So the account is then read after the claim.
    hasFamilies(context) ? readGrantState(context, claimed, call) : undefined,
  ])
  if (!valueIn(taken)) return 'elsewhere'
  const owned = { authorization: claimed, revision: seen.revision + 1 }
  // The scope that the person granted is limited to what the client may have now.
  const scope = authorization.grantedScope.filter((value) => client.scopes.includes(value))
  const grant = grantOf(claimed, scope, call.requester)
  return deliver({ context, owned, grant, client, command, terms, resources, call }, early)
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

/** Makes and stores the tokens if the grant is still active. Releases the claim if anything fails. */
async function deliver(
  attempt: Attempt,
  early: PromiseSettledResult<GrantState | undefined>,
): Promise<TokensIssued | Problem | 'elsewhere'> {
  const { context, owned, grant, call } = attempt
  let made: FirstTokens | 'ended'
  let isActive = false
  try {
    made = await makeTokens(attempt, valueIn(early))
    if (made !== 'ended') isActive = await storeTokens(attempt, made)
  } catch (fault) {
    await giveBack(context, owned, call)
    throw fault
  }
  if (made === 'ended') return takeBack(context, owned, call)
  if (!isActive) {
    const refused = await takeBack(context, owned, call)
    // Another request has given the response of this attempt.
    if (refused === 'elsewhere') emitRedeemed(context.emit, owned.authorization, call, grant.scope)
    else await endFamilyOf(context, owned, call)
    return refused
  }
  context.delivered.add(owned.authorization.attempt)
  emitRedeemed(context.emit, owned.authorization, call, grant.scope)
  return made.response
}

async function makeTokens(
  { context, grant, client, command, terms, resources, call }: Attempt,
  early: GrantState | undefined,
): Promise<FirstTokens | 'ended'> {
  const state = early ?? (await readGrantState(context, grant, call))
  if (accountIn(state, grant) === undefined) return 'ended'
  const made = await makeFirstTokens(context, { grant, rules: client, terms, resources, key: command.key }, call)
  return made === 'left' ? 'ended' : made
}

/** Stores new tokens. Returns whether they may be delivered: their grant is stored, and is still active. */
async function storeTokens(attempt: Attempt, { response, family }: FirstTokens): Promise<boolean> {
  const { context, grant, call } = attempt
  if (family === undefined || !hasFamilies(context)) {
    await keepResponse(attempt, response)
    return true
  }
  const { lastUsedAt: at, requester, rotation, confirmation } = family
  const beginning = {
    at,
    requester,
    ...(rotation && { refreshToken: rotation.current }),
    ...(confirmation && { confirmation }),
  }
  const [opened, late] = await Promise.allSettled([
    openFamily(context, family, call),
    // A revocation from after the first check is seen here, up to this moment.
    readGrantState(context, grant, call),
    keepResponse(attempt, response, beginning),
  ])
  return valueIn(opened) && accountIn(valueIn(late), grant) !== undefined
}

// The tokens exist now. If the copy cannot be stored, the device must still get them, so the failure is only reported.
async function keepResponse(
  { context, owned, command, call }: Attempt,
  response: TokensIssued,
  beginning?: FamilyBeginning,
): Promise<void> {
  if (context.policy.replayWindow === 0) return
  try {
    const sealed = sealTokens(context, command.deviceCode, command, response, beginning)
    await context.store.replace(call, owned, complete(owned.authorization, sealed))
  } catch (fault) {
    context.report(fault, 'storing the response of a redemption, which the device gets again if it loses the reply')
  }
}
