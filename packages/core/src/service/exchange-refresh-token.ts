import type { Requester } from '../machine/authorization.js'
import type { Presenter } from '../machine/poll.js'
import { isWithin } from '../machine/scope.js'
import { judgeRefresh, type RefreshableFamily, rotate } from '../machine/token-family.js'
import type { Client } from '../ports/client-registry.js'
import type { TokenFamilyStore, VersionedFamily } from '../ports/token-family-store.js'
import type { ExchangeRefreshToken, Terms } from '../protocol/command.js'
import type { Outcome, TokensIssued } from '../protocol/outcome.js'
import { isProblem, type Problem, problem } from '../protocol/problem.js'
import { authorizeClient } from './authenticate-client.js'
import type { ServiceContext } from './context.js'
import { endGrant } from './end-grant.js'
import { withoutOwnRefresh } from './mint.js'
import { digestRefreshToken, makeRefreshToken, type ReadRefreshToken, readRefreshToken } from './refresh-token.js'
import { grantedResources } from './request-scope.js'
import type { SingleFlight } from './single-flight.js'
import { standingAccount } from './standing.js'
import { readTokens, tokensIssued, writeTokens } from './token-answer.js'
import { writeOnce } from './write-once.js'

// Every round but the last ends because somebody else spent this very token: this bounds only a store that breaks its
// laws.
const rounds = 100

/** What answering one refresh request needs beside the context. */
interface Refresh {
  readonly context: ServiceContext
  readonly families: TokenFamilyStore
  readonly command: ExchangeRefreshToken
  readonly token: ReadRefreshToken
  readonly client: Client
  readonly presenter: Presenter
  readonly requester: Requester
}

/**
 * Answers one refresh request, RFC 6749 §6. Each use spends the refresh token and gives a new one. The tokens are made
 * first and stored with the rotation in one write, so that whatever fails leaves the old token good or the new one.
 */
export async function exchangeRefreshToken(
  context: ServiceContext,
  families: TokenFamilyStore,
  rotations: SingleFlight,
  command: ExchangeRefreshToken,
  terms: Terms,
  requester: Requester,
): Promise<Outcome<'exchangeRefreshToken'>> {
  const client = await authorizeClient(context, command.client, 'refreshToken', requester)
  if (isProblem(client)) return client
  const token = readRefreshToken(context.digester, command.refreshToken)
  if (token === undefined) return notGood
  const presenter = { clientId: client.clientId, dialect: terms.dialect }
  const refresh = { context, families, command, token, client, presenter, requester }
  const first = await rotations.once(token.digest, () => attempt(refresh))
  if (first !== 'elsewhere') return first
  // Whoever had to wait finds the answer in the store, and need not wait for others who find it there too.
  for (let round = 0; round < rounds; round++) {
    const outcome = await attempt(refresh)
    if (outcome !== 'elsewhere') return outcome
  }
  throw new Error('a rotation never settled in the store')
}

// One text for every reason: whoever holds a token learns nothing of its family.
const notGood = problem('invalidGrant', 'The refresh token is not valid.')

async function attempt(refresh: Refresh): Promise<TokensIssued | Problem | 'elsewhere'> {
  const { context, families, token, presenter } = refresh
  const seen = await families.find(token.grantId)
  const request = { family: seen?.family, token: token.digest, presenter, now: context.clock.now() }
  const verdict = judgeRefresh(request, context.policy)
  if (seen === undefined) return notGood
  switch (verdict.verdict) {
    case 'unknown':
    case 'foreign':
    case 'ended':
    case 'expired':
      return notGood
    case 'reused':
      return end(refresh, 'refreshTokenReused')
    case 'replayable':
      if (!(await stands(refresh, verdict.family))) return end(refresh, 'standingLost')
      tell(refresh, 'refreshReplayed', verdict.family)
      return readTokens(context.sealer.open(refresh.command.refreshToken, verdict.answer))
    case 'current':
      if (!(await stands(refresh, verdict.family))) return end(refresh, 'standingLost')
      return spend(refresh, seen, verdict.family)
  }
}

async function stands({ context }: Refresh, family: RefreshableFamily): Promise<boolean> {
  return (await standingAccount(context, family)) !== undefined
}

async function end(refresh: Refresh, reason: 'refreshTokenReused' | 'standingLost'): Promise<Problem> {
  const { context, families, token, requester } = refresh
  await endGrant(context, families, token.grantId, reason, requester)
  return notGood
}

/** Spends the current token: the new tokens first, then one write that makes them the ones that count. */
async function spend(
  refresh: Refresh,
  seen: VersionedFamily,
  family: RefreshableFamily,
): Promise<TokensIssued | Problem | 'elsewhere'> {
  const { context, families, command, token, client } = refresh
  const granted = grantedNow(family, client, command)
  if (isProblem(granted)) return granted
  const { grantId, subject, clientId, authenticatedAt, confirmation } = family
  const issued = await context.tokens.issue({
    grantId,
    tokenSetId: token.digest,
    grant: 'refreshToken',
    subject,
    clientId,
    ...granted,
    authenticatedAt,
    ...(confirmation && { confirmation }),
  })
  const successor = makeRefreshToken(context, grantId)
  const answer = tokensIssued(withoutOwnRefresh(issued), granted.scope, successor)
  const next = digestRefreshToken(context.digester, successor)
  const sealed = context.sealer.seal(command.refreshToken, writeTokens(answer))
  const made = { next, answer: sealed, accessLifetime: issued.lifetime }
  const rotated = rotate(family, made, context.policy, context.clock.now())
  const done = await writeOnce({
    write: () => families.replace(seen, rotated),
    async isStored() {
      const found = await families.find(grantId)
      return found?.family.status === 'live' && found.family.rotation?.current === next
    },
  })
  if (!done) return 'elsewhere'
  tell(refresh, 'tokensRefreshed', family)
  return answer
}

/** What a refresh is for: as much of the grant as was asked for, bounded by what the client may have today. */
function grantedNow(
  family: RefreshableFamily,
  client: Client,
  { scope, resources }: ExchangeRefreshToken,
): { readonly scope: readonly string[]; readonly resources: readonly string[] } | Problem {
  // RFC 6749 §6: never a scope that was not granted; left out, it means all of them. RFC 8628 §3.1: empty is left out.
  const wanted = scope === undefined || scope.length === 0 ? family.scope : scope
  if (!isWithin(wanted, family.scope)) return problem('invalidScope', 'A requested scope was not granted.')
  const allowed = grantedResources(resources, family.resources, client)
  if (isProblem(allowed)) return allowed
  return { scope: wanted.filter((value) => client.scopes.includes(value)), resources: allowed }
}

function tell(
  { context, requester }: Refresh,
  type: 'tokensRefreshed' | 'refreshReplayed',
  { clientId, subject, grantId }: RefreshableFamily,
): void {
  context.tell({ type, clientId, subject, grantId }, requester)
}
