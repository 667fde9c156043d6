import type { Account } from '../../ports/account-directory.js'
import type { TokenFamilyStore } from '../../ports/token-family-store.js'
import type { AccessTokenClaims } from '../../ports/token-issuer.js'
import type { ServiceContext } from '../call/context.js'
import { activeAccount, type GrantBasis, isClientActive } from './active-grant.js'

/**
 * Returns whether a verified access token is active: its grant was not revoked, its account and its client are not
 * disabled, and the grants of neither were revoked since.
 */
export async function isTokenActive(context: ServiceContext, claims: AccessTokenClaims): Promise<boolean> {
  if (context.families === undefined) return true
  return (await accountOfToken(context, context.families, claims)) !== undefined
}

/**
 * Returns the account of a verified access token if the token is active. For a token that names no grant only the
 * account and the client count, unless the host refuses such tokens.
 */
export async function accountOfToken(
  context: ServiceContext,
  families: TokenFamilyStore,
  { grantId, subject, clientId, authenticatedAt }: AccessTokenClaims,
): Promise<Account | undefined> {
  if (grantId === undefined) {
    if (context.tokensWithoutGrant === 'refuse') return undefined
    // The grant is unknown. It cannot be older than the login, so the login time is used.
    return accountIfActive(context, { subject, clientId, grantedAt: authenticatedAt })
  }
  const family = (await families.find(grantId))?.family
  if (family?.status !== 'live') return undefined
  return accountIfActive(context, { subject, clientId, grantedAt: family.grantedAt })
}

/** Returns the account of an active grant if its client is not disabled either. */
export async function accountIfActive(context: ServiceContext, basis: GrantBasis): Promise<Account | undefined> {
  const [account, isActive] = await Promise.all([
    activeAccount(context, basis),
    isClientActive(context, basis.clientId),
  ])
  return isActive ? account : undefined
}
