import { type Exchange, objectIn } from '../http/exchange.js'
import type { Secrets } from '../http/secrets.js'

/** The tokens of a response. RFC 6749 §5.1 */
export interface TokenSet {
  readonly exchange: Exchange
  readonly accessToken: string
  readonly tokenType: unknown
  readonly refreshToken: string | undefined
  readonly scope: unknown
}

/** Reads the tokens of a response and keeps them as secrets, or returns `undefined` if it has none. */
export function readTokens(exchange: Exchange, secrets: Secrets): TokenSet | undefined {
  const body = objectIn(exchange)
  if (body === undefined) return undefined
  const { access_token: accessToken, refresh_token: refreshToken, id_token: idToken, token_type: tokenType } = body
  if (typeof idToken === 'string') secrets.add('ID_TOKEN', idToken)
  if (typeof refreshToken === 'string') secrets.add('REFRESH_TOKEN', refreshToken)
  if (typeof accessToken !== 'string' || accessToken === '') return undefined
  secrets.add('ACCESS_TOKEN', accessToken)
  const refresh = typeof refreshToken === 'string' ? refreshToken : undefined
  return { exchange, accessToken, tokenType, refreshToken: refresh, scope: body['scope'] }
}
