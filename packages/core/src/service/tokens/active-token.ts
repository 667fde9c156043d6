import type { Account } from '../../ports/account-directory.js'
import type { AccessTokenClaims } from '../../ports/token-issuer.js'
import type { Call } from '../call/call.js'
import { type FamilyContext, hasFamilies, type ServiceContext } from '../call/context.js'
import { activeAccount, type GrantBasis, isClientActive } from './active-grant.js'

/**
 * Returns whether a verified access token is active: its grant was not revoked, its account and its client are not
 * disabled, and the grants of neither were revoked since. Without families no grant can be revoked, so only the account
 * and the client count.
 */
export async function isTokenActive(context: ServiceContext, claims: AccessTokenClaims, call: Call): Promise<boolean> {
  const account = hasFamilies(context)
    ? await accountOfToken(context, claims, call)
    : await accountWithoutGrant(context, claims, call)
  return account !== undefined
}

/**
 * Returns the account of a verified access token if the token is active. For a token that names no grant only the
 * account and the client count, unless the host refuses such tokens.
 */
export async function accountOfToken(
  context: FamilyContext,
  claims: AccessTokenClaims,
  call: Call,
): Promise<Account | undefined> {
  const { grantId, subject, clientId } = claims
  if (grantId === undefined) {
    return context.tokensWithoutGrant === 'refuse' ? undefined : accountWithoutGrant(context, claims, call)
  }
  const family = (await context.families.find(call, grantId))?.family
  if (family?.status !== 'live') return undefined
  const { grantedAt, requester, startedFrom } = family
  const basis = { subject, clientId, grantedAt, requester, ...(startedFrom !== undefined && { startedFrom }) }
  return accountIfActive(context, basis, call)
}

// The grant is unknown. It cannot be older than the login, so the login time is used.
function accountWithoutGrant(
  context: ServiceContext,
  { subject, clientId, authenticatedAt }: AccessTokenClaims,
  call: Call,
): Promise<Account | undefined> {
  return accountIfActive(context, { subject, clientId, grantedAt: authenticatedAt }, call)
}

/** Returns the account of an active grant if its client is not disabled either. */
export async function accountIfActive(
  context: ServiceContext,
  basis: GrantBasis,
  call: Call,
): Promise<Account | undefined> {
  const [account, isActive] = await Promise.all([
    activeAccount(context, basis, call),
    isClientActive(context, basis.clientId, call),
  ])
  return isActive ? account : undefined
}
