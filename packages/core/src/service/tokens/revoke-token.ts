import type { GrantId } from '../../machine/names.js'
import type { RevokeToken } from '../../protocol/command.js'
import type { Outcome } from '../../protocol/outcome.js'
import { isProblem, problem } from '../../protocol/problem.js'
import type { Call } from '../call/call.js'
import type { FamilyContext, ServiceContext } from '../call/context.js'
import { authenticateClient } from '../client/authenticate-client.js'
import { endGrant } from './end-grant.js'
import { readRefreshToken } from './refresh-token.js'

/**
 * Revokes a token (RFC 7009 §2.1) and its whole grant: a client that gives up one token no longer needs the others. An
 * unknown or invalid token gets the same response as a valid one (RFC 7009 §2.2). The type of a token is visible in it,
 * so `token_type_hint` is ignored.
 */
export async function revokeToken(
  context: FamilyContext,
  command: RevokeToken,
  call: Call,
): Promise<Outcome<'revokeToken'>> {
  const client = await authenticateClient(context, command.client, call)
  if (isProblem(client)) return client
  const grantId = await grantOf(context, command.token, call)
  const found = grantId === undefined ? undefined : await context.families.find(call, grantId)
  if (grantId === undefined || found === undefined) return revoked
  if (found.family.clientId !== client.clientId) {
    return problem('invalidGrant', 'The token was issued to another client.')
  }
  await endGrant(context, grantId, 'revokedByClient', call)
  return revoked
}

const revoked = { kind: 'tokenRevoked' } as const

async function grantOf(context: ServiceContext, token: string, call: Call): Promise<GrantId | undefined> {
  const refreshToken = readRefreshToken(context.digester, token)
  if (refreshToken !== undefined) return refreshToken.grantId
  return (await context.tokens.verify?.(call, token, 'any'))?.grantId
}
