import type { AccessTokenClaims } from '../ports/token-issuer.js'
import type { ServiceContext } from './context.js'
import { standingAccount } from './standing.js'

/**
 * Whether the grant of a verified access token still stands: nobody revoked it, its account may sign in, and neither
 * account nor client was cut off since. A token that names no grant stands until it expires.
 */
export async function isTokenStanding(context: ServiceContext, claims: AccessTokenClaims): Promise<boolean> {
  const { grantId, subject, clientId } = claims
  if (context.families === undefined || grantId === undefined) return true
  const family = (await context.families.find(grantId))?.family
  if (family?.status !== 'live') return false
  return (await standingAccount(context, { subject, clientId, grantedAt: family.grantedAt })) !== undefined
}
