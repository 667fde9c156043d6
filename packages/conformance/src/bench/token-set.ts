import { type Exchange, objectIn } from '../http/exchange.js'

/** The tokens of a response. RFC 6749 §5.1 */
export interface TokenSet {
  readonly exchange: Exchange
  readonly accessToken: string
  readonly tokenType: unknown
  readonly refreshToken: string | undefined
  readonly scope: unknown
}

/** Reads the tokens of a response, or returns `undefined` if it has none. */
export function readTokens(exchange: Exchange): TokenSet | undefined {
  const body = objectIn(exchange)
  if (body === undefined) return undefined
  const { access_token: accessToken, refresh_token: refreshToken, token_type: tokenType, scope } = body
  if (typeof accessToken !== 'string' || accessToken === '') return undefined
  const refresh = typeof refreshToken === 'string' && refreshToken !== '' ? refreshToken : undefined
  return { exchange, accessToken, tokenType, refreshToken: refresh, scope }
}
