import type { RedeemedAuthorization } from '../../machine/authorization.js'
import { beginFamily, type LiveFamily } from '../../machine/families/token-family.js'
import type { SealedResponse } from '../../machine/names.js'
import { settle } from '../../machine/redemption.js'
import type { ExchangeDeviceCode } from '../../protocol/command.js'
import type { TokensIssued } from '../../protocol/outcome.js'
import { isProblem, type Problem } from '../../protocol/problem.js'
import type { Call } from '../call/call.js'
import type { Claimed } from '../call/claims.js'
import { hasFamilies, type ServiceContext } from '../call/context.js'
import { activeAccount, type GrantBasis } from '../tokens/active-grant.js'
import { openFamily } from '../tokens/open-family.js'
import { type FamilyBeginning, openFirstTokens } from '../tokens/token-response.js'
import { emitRedeemed } from './emit-redeemed.js'
import { grantOf } from './grant-of.js'

/** A redeemed record with its sealed response, and the revision at which it was read. */
export interface Redeemed extends Claimed {
  readonly response: SealedResponse
}

/**
 * Gives the stored response again to a device that may have lost it: the same tokens, byte for byte, if it asks for the
 * same. Returns `ended` if those tokens are no longer active, and `elsewhere` if the record has changed.
 *
 * Another process that made the response may have died before it stored the family, or may still be at work, fail and
 * release its claim. So the first replay stores the family, if it is not stored, and settles the redemption.
 */
export async function replay(
  context: ServiceContext,
  redeemed: Redeemed,
  command: ExchangeDeviceCode,
  call: Call,
): Promise<TokensIssued | Problem | 'ended' | 'elsewhere'> {
  const { authorization } = redeemed
  const { clientId, subject, grantId } = authorization
  const [found, account] = await Promise.all([
    context.families?.find(call, grantId),
    activeAccount(context, basisOf(authorization, call), call),
  ])
  if (found?.family.status === 'ended' || account === undefined) return 'ended'
  const kept = openFirstTokens(context, command.deviceCode, command, redeemed.response)
  const response = isProblem(kept) ? kept : kept.response
  if (!isProblem(kept) && !isSettled(context, authorization)) {
    const { beginning } = kept
    const family = beginning && familyOf(context, authorization, kept.response, beginning)
    if (family !== undefined && hasFamilies(context) && !(await openFamily(context, family, call))) return 'ended'
    if (!(await context.store.replace(call, redeemed, settle(authorization)))) return 'elsewhere'
    // This process has made these tokens and could not give them: this is no replay, but the redemption.
    if (context.abandoned.forget(authorization.attempt)) {
      emitRedeemed(context.emit, authorization, call)
      return response
    }
  }
  context.emit({ type: 'deviceCodeReplayed', answered: !isProblem(response), clientId, subject, grantId }, call)
  return response
}

// A device that fetches a lost response counts as the one that fetched it first.
function basisOf({ clientId, subject, decidedAt, requester }: RedeemedAuthorization, call: Call): GrantBasis {
  const { ip } = call.requester
  return { clientId, subject, grantedAt: decidedAt, requester, ...(ip !== undefined && { startedFrom: ip }) }
}

/** Returns whether the claim can no longer be released, and its family is stored. */
export function isSettled({ delivered }: ServiceContext, { attempt, settled }: RedeemedAuthorization): boolean {
  return settled === true || delivered.has(attempt)
}

/** Returns the family of a response as it was made, before any use. */
function familyOf(
  { policy }: ServiceContext,
  authorization: RedeemedAuthorization,
  { scope, lifetime }: TokensIssued,
  { at, requester, refreshToken, confirmation }: FamilyBeginning,
): LiveFamily {
  const tokens = { accessLifetime: lifetime, ...(refreshToken !== undefined && { refreshToken }) }
  const grant = { ...grantOf(authorization, scope, requester), ...(confirmation && { confirmation }) }
  return beginFamily(grant, tokens, policy, at)
}
