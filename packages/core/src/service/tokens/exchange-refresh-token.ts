import { judgeRefresh, type RefreshVerdict } from '../../machine/families/refresh.js'
import type { RefreshableFamily } from '../../machine/families/token-family.js'
import type { DialectTerms, ExchangeRefreshToken } from '../../protocol/command.js'
import type { Outcome, TokensIssued } from '../../protocol/outcome.js'
import { isProblem, type Problem } from '../../protocol/problem.js'
import type { Call } from '../call/call.js'
import type { FamilyContext } from '../call/context.js'
import { valueIn } from '../call/settled.js'
import { authorizeClient } from '../client/authenticate-client.js'
import { proofRequired, refuseUnproven } from '../proofs/refuse-unproven.js'
import { proofOfRequest } from '../proofs/use-proof.js'
import { activeAccount, type EarlyState, readGrantState } from './active-grant.js'
import { readRefreshToken, subjectIn } from './refresh-token.js'
import { emitUse, end, notGood, type Refresh, spend } from './refreshing/spend-refresh-token.js'
import { openTokens } from './token-response.js'

// Every round but the last ends because another request spent this token. The limit matters only for a store that
// breaks its laws.
const rounds = 100

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
      // Somebody who saw an old request has its proof, not the key: a used proof ends no grant.
      return (await prove?.()) ?? end(refresh, 'refreshTokenReused')
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

// A response without a new refresh token has none when it is given again either.
function replayed(
  refresh: Refresh,
  family: RefreshableFamily,
  response: TokensIssued | Problem,
): TokensIssued | Problem {
  if (isProblem(response)) return response
  emitUse(refresh, 'refreshReplayed', family)
  if (refresh.command.keepsToken !== true) return response
  const { refreshToken: _token, refreshLifetime: _lifetime, ...kept } = response
  return kept
}
