import type { AccessTokenClaims } from '../../ports/token-issuer.js'
import type { Call } from '../../service/call/call.js'
import type { InternalService } from '../../service/internal-service.js'

/**
 * Returns the claims of an access token of the grant that is active, and is for one of these audiences, or for the
 * default audience of the token issuer.
 */
export async function findActiveClaims(
  service: Pick<InternalService, 'verifyToken' | 'isTokenActive'>,
  accessToken: string,
  audiences: readonly string[] | undefined,
  call: Call,
): Promise<AccessTokenClaims | undefined> {
  const claims = await service.verifyToken?.(accessToken, audiences, call)
  return claims !== undefined && (await service.isTokenActive(claims, call)) ? claims : undefined
}
