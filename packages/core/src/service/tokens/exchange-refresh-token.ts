import { judgeRefresh, type RefreshVerdict } from '../../machine/refresh.js'
import { type RefreshableFamily, rotate, touch } from '../../machine/token-family.js'
import type { Client } from '../../ports/client-registry.js'
import type { VersionedFamily } from '../../ports/token-family-store.js'
import type { DialectTerms, ExchangeRefreshToken } from '../../protocol/command.js'
import type { Outcome, TokensIssued } from '../../protocol/outcome.js'
import { constantProblem, isProblem, type Problem } from '../../protocol/problem.js'
import type { Call } from '../call/call.js'
import type { FamilyContext } from '../call/context.js'
import { valueIn } from '../call/settled.js'
import { writeOnce } from '../call/write-once.js'
import { authorizeClient } from '../client/authenticate-client.js'
import { idTokenClaims } from '../client/person-claims.js'
import { proofRequired, refuseUnproven } from '../proofs/refuse-unproven.js'
import { type ProofOfRequest, proofOfRequest } from '../proofs/use-proof.js'
import { checkLifetime, longestLifetimeOf } from '../risk/capped-lifetime.js'
import { makeToken } from '../text/secrets.js'
import { activeAccount, type EarlyState, readGrantState } from './active-grant.js'
import { endGrant } from './end-grant.js'
import { grantedAtRefresh } from './granted-at-refresh.js'
import { refreshResponse, withoutOwnRefresh } from './mint.js'
import { organizationsFor } from './organizations.js'
import {
  digestRefreshToken,
  makeRefreshToken,
  type ReadRefreshToken,
  readRefreshToken,
  subjectIn,
} from './refresh-token.js'
import { openTokens, sealTokens, tokensIssued } from './token-response.js'

// Every round but the last ends because another request spent this token. The limit matters only for a store that
// breaks its laws.
const rounds = 100
const tokenSetIdBytes = 32

/** One refresh request, with everything that the functions below need. */
interface Refresh {
  readonly context: FamilyContext
  readonly command: ExchangeRefreshToken
  readonly token: ReadRefreshToken
  readonly client: Client
  readonly terms: DialectTerms
  /** Uses up the proof of the request. Absent without a proof. */
  readonly prove: ProofOfRequest | undefined
  readonly call: Call
}

/**
 * Answers one refresh request (RFC 6749 §6). Each use spends the refresh token and gives a new one. The tokens are made
 * first, then one write stores the rotation with them. So after any failure either the old token or the new one is
 * valid.
 */
export async function exchangeRefreshToken(
  context: FamilyContext,
  command: ExchangeRefreshToken,
  terms: DialectTerms,
  call: Call,
): Promise<Outcome<'exchangeRefreshToken'>> {
  const client = await authorizeClient(context, command.client, 'refresh_token', call)
  if (isProblem(client)) return client
  const { key } = command
  if (key === undefined && client.dpop === 'required') return proofRequired
  const token = readRefreshToken(context.digester, command.refreshToken)
  if (token === undefined) return notGood
  const prove = proofOfRequest(context, key, client.clientId, call)
  const refresh = { context, command, token, client, terms, prove, call }
  const first = await context.rotations.once(token.digest, () => attempt(refresh), call.budget)
  if (first !== 'elsewhere') return first
  // A request that waited finds the response in the store. It does not wait again for the others, which find it there
  // too.
  for (let round = 0; round < rounds; round++) {
    const outcome = await attempt(refresh)
    if (outcome !== 'elsewhere') return outcome
  }
  throw new Error(
    `a rotation never settled in the store (${rounds} attempts): \`stores.families.replace\` breaks its laws`,
  )
}

// One text for every reason: a holder of a token learns nothing about its family.
const notGood = constantProblem('invalidRefreshToken', 'The refresh token is not valid.')

async function attempt(refresh: Refresh): Promise<TokensIssued | Problem | 'elsewhere'> {
  const { context, command, token, client, terms, prove, call } = refresh
  const { key } = command
  const presenter = { clientId: client.clientId, dialect: terms.dialect, ...(key && { jkt: key.jkt }) }
  // A failure to read the account matters only if the family is one that its account can end.
  const [found, early] = await Promise.allSettled([context.families.find(call, token.grantId), readEarly(refresh)])
  const seen = valueIn(found)
  const request = { family: seen?.family, token: token.digest, presenter, now: context.clock.now() }
  const verdict = judgeRefresh(request, context.policy)
  if (seen === undefined) return notGood
  switch (verdict.verdict) {
    case 'unknown':
    case 'foreign':
    case 'ended':
    case 'expired':
      return notGood
    case 'keyMissing':
    case 'otherKey':
      return refuseWithoutKey(refresh, verdict)
    case 'reused':
      return end(refresh, 'refreshTokenReused')
    case 'replayable':
      if (!(await activeAccount(context, verdict.family, call, valueIn(early)))) return end(refresh, 'inactive')
      return (
        (await prove?.()) ??
        replayed(refresh, verdict.family, openTokens(context, token.token, command, verdict.response))
      )
    case 'current':
      if (!(await activeAccount(context, verdict.family, call, valueIn(early)))) return end(refresh, 'inactive')
      return (await prove?.()) ?? spend(refresh, seen, verdict.family)
  }
}

// A token with the wrong key is an invalid token (RFC 9449 §5), and one without a proof lacks the proof.
function refuseWithoutKey(
  { context, client, call }: Refresh,
  { verdict, family }: Extract<RefreshVerdict, { readonly verdict: 'keyMissing' | 'otherKey' }>,
): Problem {
  const { clientId } = client
  const { subject, grantId } = family
  const reason = verdict === 'keyMissing' ? 'missing' : 'otherKey'
  const refusal = refuseUnproven(context, { reason, clientId, subject, grantId }, call)
  return verdict === 'keyMissing' ? refusal : notGood
}

async function readEarly({ context, token, client, call }: Refresh): Promise<EarlyState | undefined> {
  const subject = subjectIn(context, token)
  if (subject === undefined) return undefined
  return { subject, ...(await readGrantState(context, { subject, clientId: client.clientId }, call)) }
}

async function end(refresh: Refresh, reason: 'refreshTokenReused' | 'inactive'): Promise<Problem> {
  const { context, token, call } = refresh
  await endGrant(context, token.grantId, reason, call)
  return notGood
}

// A response without a new refresh token has none when it is given again either.
function replayed(
  refresh: Refresh,
  family: RefreshableFamily,
  response: TokensIssued | Problem,
): TokensIssued | Problem {
  if (isProblem(response)) return response
  emit(refresh, 'refreshReplayed', family)
  if (refresh.command.keepsToken !== true) return response
  const { refreshToken: _token, refreshLifetime: _lifetime, ...kept } = response
  return kept
}

/**
 * Uses the current token: makes the new tokens first, then stores them in one write. That write spends the token,
 * unless the response has no place for a new refresh token.
 */
async function spend(
  refresh: Refresh,
  seen: VersionedFamily,
  family: RefreshableFamily,
): Promise<TokensIssued | Problem | 'elsewhere'> {
  const { context, command, token, client, terms, call } = refresh
  const granted = grantedAtRefresh(family, client, command)
  if (isProblem(granted)) return granted
  const { grantId, subject, clientId, authenticatedAt, organization } = family
  const confirmation = command.key && { jkt: command.key.jkt }
  const organizations = await organizationsFor(context, terms, family, call)
  if (organizations === 'left') return end(refresh, 'inactive')
  const issued = await context.tokens.issue(call, {
    grantId,
    tokenSetId: command.keepsToken === true ? makeToken(context.random, tokenSetIdBytes) : token.digest,
    occasion: 'refreshToken',
    subject,
    clientId,
    ...granted,
    authenticatedAt,
    ...(organization !== undefined && { organization }),
    ...(await idTokenClaims(context, { ...family, ...granted }, call)),
    ...(confirmation && { confirmation }),
    ...longestLifetimeOf(family),
  })
  checkLifetime(context, issued, family)
  const tokens = withoutOwnRefresh(issued)
  const now = context.clock.now()
  const details = { issuedAt: now, scope: granted.scope, ...(organizations && { organizations }) }
  if (command.keepsToken === true) {
    const next = touch(family, issued.lifetime, now)
    return store(refresh, seen, next, tokensIssued(tokens, details))
  }
  const successor = makeRefreshToken(context, grantId, subject)
  const response = tokensIssued(tokens, { ...details, ...refreshResponse(context, terms, successor, family) })
  const sealed = sealTokens(context, token.token, command, response)
  const next = digestRefreshToken(context.digester, successor)
  const made = { next, response: sealed, accessLifetime: issued.lifetime }
  return store(refresh, seen, rotate(family, made, context.policy, now), response)
}

async function store(
  refresh: Refresh,
  seen: VersionedFamily,
  next: RefreshableFamily,
  response: TokensIssued,
): Promise<TokensIssued | 'elsewhere'> {
  const { context, call } = refresh
  const { families } = context
  const done = await writeOnce({
    write: () => families.replace(call, seen, next),
    async isStored() {
      const found = await families.find(call, next.grantId)
      const current = found?.family.status === 'live' ? found.family.rotation?.current : undefined
      return current === next.rotation.current && found?.revision === seen.revision + 1
    },
  })
  if (!done) return 'elsewhere'
  emit(refresh, 'tokensRefreshed', next)
  return response
}

function emit(
  { context, call }: Refresh,
  type: 'tokensRefreshed' | 'refreshReplayed',
  { clientId, subject, grantId }: RefreshableFamily,
): void {
  context.emit({ type, clientId, subject, grantId }, call)
}
