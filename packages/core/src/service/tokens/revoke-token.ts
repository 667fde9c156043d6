import type { Requester } from '../../machine/authorization.js'
import type { GrantId } from '../../machine/names.js'
import type { TokenFamilyStore } from '../../ports/token-family-store.js'
import type { RevokeToken } from '../../protocol/command.js'
import type { Outcome } from '../../protocol/outcome.js'
import { isProblem, problem } from '../../protocol/problem.js'
import type { ServiceContext } from '../call/context.js'
import { authenticateClient } from '../client/authenticate-client.js'
import { endGrant } from './end-grant.js'
import { readRefreshToken } from './refresh-token.js'

/**
 * Revokes a token (RFC 7009 §2.1) and its whole grant: a client that gives up one token no longer needs the others. An
 * unknown or invalid token gets the same response as a valid one (RFC 7009 §2.2). The type of a token is visible in it,
 * so `token_type_hint` is ignored.
 */
export async function revokeToken(
  context: ServiceContext,
  families: TokenFamilyStore,
  command: RevokeToken,
  requester: Requester,
): Promise<Outcome<'revokeToken'>> {
  const client = await authenticateClient(context, command.client, requester)
  if (isProblem(client)) return client
  const grantId = await grantOf(context, command.token)
  const found = grantId === undefined ? undefined : await families.find(grantId)
  if (grantId === undefined || found === undefined) return revoked
  if (found.family.clientId !== client.clientId) {
    return problem('invalidGrant', 'The token was issued to another client.')
  }
  await endGrant(context, families, grantId, 'revokedByClient', requester)
  return revoked
}

const revoked = { kind: 'tokenRevoked' } as const

async function grantOf(context: ServiceContext, token: string): Promise<GrantId | undefined> {
  const refreshToken = readRefreshToken(context.digester, token)
  if (refreshToken !== undefined) return refreshToken.grantId
  return (await context.tokens.verify?.(token, 'any'))?.grantId
}
