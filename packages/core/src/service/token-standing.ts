import type { Account } from '../ports/account-directory.js'
import type { TokenFamilyStore } from '../ports/token-family-store.js'
import type { AccessTokenClaims } from '../ports/token-issuer.js'
import type { ServiceContext } from './context.js'
import { isClientActive, type Standing, standingAccount } from './standing.js'

/**
 * Whether the grant of a verified access token still stands: nobody revoked it, its account may sign in, its client is not
 * disabled, and neither was cut off since.
 */
export async function isTokenStanding(context: ServiceContext, claims: AccessTokenClaims): Promise<boolean> {
  if (context.families === undefined) return true
  return (await accountOfToken(context, context.families, claims)) !== undefined
}

/**
 * The account of a verified access token, if the token still stands. A token that names no grant stands on its account and
 * its client alone, unless the host refuses such tokens.
 */
export async function accountOfToken(
  context: ServiceContext,
  families: TokenFamilyStore,
  { grantId, subject, clientId, authenticatedAt }: AccessTokenClaims,
): Promise<Account | undefined> {
  if (grantId === undefined) {
    if (context.tokensWithoutGrant === 'refuse') return undefined
    // Nothing is known of a grant, so the login is the earliest moment that it can be of.
    return accountIfActive(context, { subject, clientId, grantedAt: authenticatedAt })
  }
  const family = (await families.find(grantId))?.family
  if (family?.status !== 'live') return undefined
  return accountIfActive(context, { subject, clientId, grantedAt: family.grantedAt })
}

/** The account that a grant stands on, if its client is not disabled either. */
export async function accountIfActive(context: ServiceContext, standing: Standing): Promise<Account | undefined> {
  const [account, isActive] = await Promise.all([
    standingAccount(context, standing),
    isClientActive(context, standing.clientId),
  ])
  return isActive ? account : undefined
}
