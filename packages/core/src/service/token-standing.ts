import type { AccessTokenClaims } from '../ports/token-issuer.js'
import type { ServiceContext } from './context.js'
import { isClientActive, standingAccount } from './standing.js'

/**
 * Whether the grant of a verified access token still stands: nobody revoked it, its account may sign in, its client is not
 * disabled, and neither was cut off since. A token that names no grant stands until it expires.
 */
export async function isTokenStanding(context: ServiceContext, claims: AccessTokenClaims): Promise<boolean> {
  const { grantId, subject, clientId } = claims
  if (context.families === undefined || grantId === undefined) return true
  const family = (await context.families.find(grantId))?.family
  if (family?.status !== 'live') return false
  const [account, client] = await Promise.all([
    standingAccount(context, { subject, clientId, grantedAt: family.grantedAt }),
    isClientActive(context, clientId),
  ])
  return account !== undefined && client
}
