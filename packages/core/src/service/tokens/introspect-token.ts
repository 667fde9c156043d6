import { authenticationOf } from '../../machine/authentication.js'
import { isRefreshable, refreshEndOf } from '../../machine/families/token-family.js'
import type { Client } from '../../ports/client-registry.js'
import type { IntrospectToken } from '../../protocol/command.js'
import type { ActiveToken, Outcome } from '../../protocol/outcome.js'
import { isProblem, problem } from '../../protocol/problem.js'
import type { Call } from '../call/call.js'
import type { FamilyContext } from '../call/context.js'
import { authenticateClient } from '../client/authenticate-client.js'
import { countUnknownToken } from '../limits/unknown-limits.js'
import { accountIfActive, accountOfToken } from './active-token.js'
import { type ReadRefreshToken, readRefreshToken } from './refresh-token.js'

/**
 * Describes a token as it is at this moment (RFC 7662 §2). For a token that is not active, unknown, or not for this
 * caller the response is the same and gives no reason.
 */
export async function introspectToken(
  context: FamilyContext,
  command: IntrospectToken,
  call: Call,
): Promise<Outcome<'introspectToken'>> {
  // RFC 7662 §2.1: the caller must authenticate, so that an attacker cannot test tokens here.
  if (command.client.method === 'none') return problem('invalidClient', 'Client authentication failed.')
  const caller = await authenticateClient(context, command.client, call)
  if (isProblem(caller)) return caller
  if (caller.introspects === undefined) {
    return problem('introspectionForbidden', 'This client may not ask what tokens are good for.')
  }
  const refreshToken = readRefreshToken(context.digester, command.token)
  const found = await (refreshToken === undefined
    ? describeAccessToken(context, command.token, call)
    : describeRefreshToken(context, refreshToken, call))
  if (found !== undefined && mayKnow(caller, found)) return { kind: 'tokenIntrospected', ...found }
  return (await countUnknownToken(context, caller.clientId, call)) ?? inactive
}

const inactive = { kind: 'tokenIntrospected', active: false } as const

function mayKnow({ introspects, clientId }: Client, token: ActiveToken): boolean {
  switch (introspects) {
    case undefined:
      return false
    case 'every':
      return true
    case 'own':
      return token.clientId === clientId
    default:
      return isForOneOf([introspects.audience].flat(), token)
  }
}

// RFC 7662 §4: a resource server learns only about tokens that it must accept. A refresh token is never one of these.
function isForOneOf(audiences: readonly string[], { use, audience }: ActiveToken): boolean {
  return use === 'accessToken' && audiences.some((own) => audience.some((named) => named === own))
}

async function describeAccessToken(
  context: FamilyContext,
  token: string,
  call: Call,
): Promise<ActiveToken | undefined> {
  const claims = await context.tokens.verify?.(call, token, 'any')
  if (claims === undefined) return undefined
  const { subject, clientId, scope, audience, expiresAt, issuedAt, tokenId, confirmation } = claims
  const account = await accountOfToken(context, claims, call)
  if (account === undefined) return undefined
  return {
    active: true,
    use: 'accessToken',
    clientId,
    subject,
    username: account.username,
    scope,
    audience,
    expiresAt,
    ...(issuedAt !== undefined && { issuedAt }),
    tokenId,
    ...authenticationOf(claims),
    ...(confirmation && { confirmation }),
  }
}

async function describeRefreshToken(
  context: FamilyContext,
  { grantId, digest }: ReadRefreshToken,
  call: Call,
): Promise<ActiveToken | undefined> {
  const family = (await context.families.find(call, grantId))?.family
  if (family?.status !== 'live' || !isRefreshable(family) || family.rotation.current !== digest) return undefined
  const expiresAt = refreshEndOf(family, context.policy)
  if (context.clock.now() >= expiresAt) return undefined
  const account = await accountIfActive(context, family, call)
  if (account === undefined) return undefined
  const { username } = account
  const { clientId, subject, scope, lastUsedAt: issuedAt, confirmation } = family
  const more = { ...authenticationOf(family), ...(confirmation && { confirmation }) }
  const facts = { clientId, subject, username, scope, audience: [], expiresAt, issuedAt, ...more }
  return { active: true, use: 'refreshToken', ...facts }
}
