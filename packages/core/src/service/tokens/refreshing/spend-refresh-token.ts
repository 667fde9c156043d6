import { authenticationOf } from '../../../machine/authentication.js'
import { type RefreshableFamily, rotate, touch } from '../../../machine/families/token-family.js'
import type { Client } from '../../../ports/client-registry.js'
import type { VersionedFamily } from '../../../ports/token-family-store.js'
import type { DialectTerms, ExchangeRefreshToken } from '../../../protocol/command.js'
import type { TokensIssued } from '../../../protocol/outcome.js'
import { constantProblem, isProblem, type Problem } from '../../../protocol/problem.js'
import type { Call } from '../../call/call.js'
import type { FamilyContext } from '../../call/context.js'
import { writeOnce } from '../../call/write-once.js'
import { idTokenClaims } from '../../client/person-claims.js'
import type { ProofOfRequest } from '../../proofs/use-proof.js'
import { checkLifetime, longestLifetimeOf } from '../../risk/capped-lifetime.js'
import { makeToken } from '../../text/secrets.js'
import { endGrant } from '../end-grant.js'
import { refreshResponse, withoutOwnRefresh } from '../mint.js'
import { organizationsFor } from '../organizations.js'
import { digestRefreshToken, makeRefreshToken, type ReadRefreshToken, subjectToSeal } from '../refresh-token.js'
import { sealTokens, tokensIssued } from '../token-response.js'
import { grantedAtRefresh } from './granted-at-refresh.js'

const tokenSetIdBytes = 32

/** One refresh request, with everything that the functions below need. */
export interface Refresh {
  readonly context: FamilyContext
  readonly command: ExchangeRefreshToken
  readonly token: ReadRefreshToken
  readonly client: Client
  readonly terms: DialectTerms
  /** Uses up the proof of the request. Absent without a proof. */
  readonly prove: ProofOfRequest | undefined
  readonly call: Call
}

// One text for every reason: a holder of a token learns nothing about its family.
export const notGood: Problem = constantProblem('invalidRefreshToken', 'The refresh token is not valid.')

/** Ends the grant of the token, and returns the refusal. */
export async function end(refresh: Refresh, reason: 'refreshTokenReused' | 'inactive'): Promise<Problem> {
  const { context, token, call } = refresh
  await endGrant(context, token.grantId, reason, call)
  return notGood
}

/**
 * Uses the current token: makes the new tokens first, then stores them in one write. That write spends the token,
 * unless the response has no place for a new refresh token.
 */
export async function spend(
  refresh: Refresh,
  seen: VersionedFamily,
  family: RefreshableFamily,
): Promise<TokensIssued | Problem | 'elsewhere'> {
  const { context, command, token, client, terms, call } = refresh
  const granted = grantedAtRefresh(family, client, command)
  if (isProblem(granted)) return granted
  const { grantId, subject, clientId, organization } = family
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
    ...authenticationOf(family),
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
  const successor = makeRefreshToken(context, grantId, subjectToSeal(context, subject))
  const response = tokensIssued(tokens, details, refreshResponse(context, terms, successor, family))
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
  emitUse(refresh, 'tokensRefreshed', next)
  return response
}

/** Emits an event about the use of a refresh token. */
export function emitUse(
  { context, call }: Refresh,
  type: 'tokensRefreshed' | 'refreshReplayed',
  { clientId, subject, grantId }: RefreshableFamily,
): void {
  context.emit({ type, clientId, subject, grantId }, call)
}
