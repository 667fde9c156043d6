import { second } from '../machine/time.js'
import type { IssuedTokens } from '../ports/token-issuer.js'
import type { TokensIssued } from '../protocol/outcome.js'

/** What an answer tells beside what the issuer made. */
export type Told = Pick<TokensIssued, 'scope' | 'refreshToken' | 'refreshLifetime' | 'organisations'>

/**
 * The answer that tells a client of its tokens and of the scope they really have. Throws when the issuer made something
 * that no client could use.
 */
export function tokensIssued(issued: IssuedTokens, told: Told): TokensIssued {
  const { accessToken, tokenType, lifetime, idToken } = issued
  if (!isText(accessToken) || !isText(tokenType) || !(Number.isFinite(lifetime) && lifetime >= second)) {
    throw new TypeError('the token issuer made no access token, or one without a type or a lifetime in milliseconds')
  }
  return { kind: 'tokensIssued', accessToken, tokenType, lifetime, ...told, ...(idToken && { idToken }) }
}

// The issuer is the host's own code, which nothing but its good will holds to the types.
function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

/** A token answer as text, to be sealed. */
export function writeTokens(answer: TokensIssued): string {
  return JSON.stringify(answer)
}

/** The token answer in text that `writeTokens` made. Throws on anything else. */
export function readTokens(text: string): TokensIssued {
  const value: unknown = JSON.parse(text)
  if (!isTokensIssued(value)) throw new Error('a sealed answer opened to something that is not a token answer')
  return value
}

function isTokensIssued(value: unknown): value is TokensIssued {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'tokensIssued'
}
