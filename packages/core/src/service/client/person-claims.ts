import type { PersonClaims } from '../../ports/account-directory.js'
import type { AccessTokenClaims, TokenRequest } from '../../ports/token-issuer.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'

/** The grant whose client asks for claims. */
type ClaimedGrant = Pick<AccessTokenClaims, 'subject' | 'clientId' | 'scope' | 'organization'>

/** Returns the UserInfo response for a verified access token. OpenID Connect Core §5.3.2 requires `sub`. */
export async function findUserInfo(context: ServiceContext, token: AccessTokenClaims, call: Call): Promise<object> {
  // A function toJSON of the host's object would replace the whole response.
  return { ...(await claimsFor(context, token, call)), sub: token.subject, toJSON: undefined }
}

/** Returns the claims for an ID token, as a member of the request to the token issuer. Empty if it will make none. */
export async function idTokenClaims(
  context: ServiceContext,
  grant: ClaimedGrant,
  call: Call,
): Promise<Pick<TokenRequest, 'claims'>> {
  const { idTokenAlgorithms = [] } = context.tokens
  if (idTokenAlgorithms.length === 0 || !grant.scope.includes('openid')) return {}
  const claims = await claimsFor(context, grant, call)
  return claims === undefined ? {} : { claims }
}

async function claimsFor(
  { accounts }: ServiceContext,
  { subject, clientId, scope, organization }: ClaimedGrant,
  call: Call,
): Promise<PersonClaims | undefined> {
  const request = { clientId, scope, ...(organization !== undefined && { organization }) }
  return accounts.findClaims?.(call, subject, request)
}
