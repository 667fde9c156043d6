import { DeviceLoginError } from '../failures/device-login-error.js'
import type { Connection } from '../server/connection.js'
import { nameOf } from '../server/name-of.js'
import type { Instant } from '../time/time.js'
import { isObject } from '../tokens/is-object.js'
import type { StoredTokens, TokenOwner } from '../tokens/token-store.js'

/** The account that is signed in. */
export interface Identity {
  readonly issuer: string
  readonly subject?: string
  /** A name for people. */
  readonly name?: string
  readonly scope: string
  /** When the access token ends. Being signed in ends later, if there is a refresh token. */
  readonly expiresAt?: Instant
  /** Whether the tokens are bound to a key of this device (RFC 9449). */
  readonly isBound: boolean
}

/** What the kept tokens say. */
export function identityOf(tokens: StoredTokens): Identity {
  const { issuer, subject, name, scope, expiresAt, tokenType } = tokens
  return {
    issuer,
    ...(subject !== undefined && { subject }),
    ...(name !== undefined && { name }),
    scope,
    ...(expiresAt !== undefined && { expiresAt }),
    isBound: tokenType === 'dpop',
  }
}

/** What can be said of an access token that came from elsewhere. Only the server knows more. */
export function unknownTokens(owner: TokenOwner, accessToken: string): StoredTokens {
  return { ...owner, version: 1, scope: 'openid', tokenType: 'bearer', accessToken, receivedAt: 0 }
}

/** What the server says now, if it has a userinfo endpoint for these tokens (OpenID Connect Core §5.3). */
export async function askWho(
  connection: Connection,
  tokens: StoredTokens,
  fetch: (address: string) => Promise<Response>,
): Promise<Identity> {
  const known = identityOf(tokens)
  const { userinfo_endpoint: address } = connection.metadata
  if (address === undefined || !tokens.scope.split(' ').includes('openid')) return known
  const response = await fetch(address)
  if (!response.ok) {
    const description = `GET ${address} returned ${response.status}`
    throw new DeviceLoginError({ code: 'refused', error: `status_${response.status}`, description })
  }
  // An error of the parser would quote the response. No JSON names no account.
  const claims: unknown = await response.json().catch(() => undefined)
  if (!isObject(claims) || typeof claims['sub'] !== 'string') {
    throw new DeviceLoginError({
      code: 'refused',
      error: 'invalid_response',
      description: `${address} names no account`,
    })
  }
  if (tokens.subject !== undefined && claims['sub'] !== tokens.subject) {
    const description = `${address} names another account than the ID token`
    throw new DeviceLoginError({ code: 'refused', error: 'invalid_response', description })
  }
  const name = nameOf(claims) ?? known.name
  return { ...known, subject: claims['sub'], ...(name !== undefined && { name }) }
}
