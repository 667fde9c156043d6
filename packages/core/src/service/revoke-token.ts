import type { Requester } from '../machine/authorization.js'
import type { GrantId } from '../machine/names.js'
import type { TokenFamilyStore } from '../ports/token-family-store.js'
import type { RevokeToken } from '../protocol/command.js'
import type { Outcome } from '../protocol/outcome.js'
import { isProblem, problem } from '../protocol/problem.js'
import { authenticateClient } from './authenticate-client.js'
import type { ServiceContext } from './context.js'
import { endGrant } from './end-grant.js'
import { readRefreshToken } from './refresh-token.js'

/**
 * Throws a token away, RFC 7009 §2.1, and with it the whole grant: who gives up one of its tokens is done with all of
 * them. A token that is unknown or good no more is answered like one that was (RFC 7009 §2.2). What kind of token it is
 * can be seen, so a hint decides nothing.
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
