import type { SealedAnswer } from '../machine/names.js'
import { sameScope } from '../machine/scope.js'
import type { IssuedTokens } from '../ports/token-issuer.js'
import type { TokensIssued } from '../protocol/outcome.js'
import { type Problem, problem } from '../protocol/problem.js'
import type { ServiceContext } from './context.js'

/** What an answer tells beside what the issuer made. */
export type Told = Pick<TokensIssued, 'scope' | 'refreshToken' | 'refreshLifetime' | 'organisations'>

/** The answer that tells a client of its tokens and of the scope they really have. */
export function tokensIssued(issued: IssuedTokens, told: Told): TokensIssued {
  const { accessToken, tokenType, lifetime, idToken } = issued
  return { kind: 'tokensIssued', accessToken, tokenType, lifetime, ...told, ...(idToken && { idToken }) }
}

/** What a token request asks for. Nothing named means everything there is. */
export interface Asked {
  readonly scope?: readonly string[] | undefined
  readonly resources: readonly string[]
}

/** A token answer that only `secret` opens, to be given again to whoever asks for the same. */
export function sealTokens({ sealer }: Sealing, secret: string, asked: Asked, answer: TokensIssued): SealedAnswer {
  const { scope = [], resources } = asked
  return sealer.seal(secret, JSON.stringify({ asked: { scope, resources }, answer }))
}

/**
 * The answer that `sealTokens` sealed. A request for something else is refused: tokens for one resource must never be
 * taken for those of another (RFC 8707 §3). Throws on anything that `sealTokens` did not make.
 */
export function openTokens(
  { sealer }: Sealing,
  secret: string,
  { scope = [], resources }: Asked,
  sealed: SealedAnswer,
): TokensIssued | Problem {
  const kept: unknown = JSON.parse(sealer.open(secret, sealed))
  if (!isKept(kept)) throw new Error('a sealed answer opened to something that is not a token answer')
  if (!sameScope(scope, kept.asked.scope)) return problem('invalidScope', 'The tokens were given for another scope.')
  if (!sameScope(resources, kept.asked.resources)) {
    return problem('invalidTarget', 'The tokens were given for other resources.')
  }
  return kept.answer
}

type Sealing = Pick<ServiceContext, 'sealer'>

interface Kept {
  readonly asked: { readonly scope: readonly string[]; readonly resources: readonly string[] }
  readonly answer: TokensIssued
}

// Nobody else can seal, so its parts are as they were written.
function isKept(value: unknown): value is Kept {
  return typeof value === 'object' && value !== null && 'asked' in value && 'answer' in value
}
