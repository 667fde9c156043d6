import { encodeBase64urlNoPadding } from '@oslojs/encoding'
import { type JWK, type JWTPayload, SignJWT } from 'jose'
import { type Duration, minute, second } from '../machine/time.js'
import { checkOptionNames, type OptionNames } from '../misuse/option-names.js'
import type { Clock } from '../ports/ambient.js'
import type { AccessTokenClaims, TokenIssuer } from '../ports/token-issuer.js'
import { systemClock } from './clock.js'
import type { SigningAlgorithm } from './jwt-algorithms.js'
import { accessTokenType, writeAccessTokenClaims, writeIdTokenClaims } from './jwt-claims.js'
import { importSigningKey, type PublicJwk, type SigningKey, wasMadeHere } from './jwt-keys.js'
import { type AccessTokenFormat, createAccessTokenReader } from './jwt-reader.js'
import { createOpaqueFormat } from './opaque.js'
import { createSystemRandom } from './random.js'

/** How access tokens are made. */
export interface JwtIssuerOptions {
  /** The `iss` of every token: the issuer identifier of the authorization server, RFC 8414 §2. */
  readonly issuer: string
  /**
   * Private keys (RFC 7517), at least one. The first signs; all are published and verify. To rotate, put the new key
   * second until every resource server has fetched it, then first, and drop the old one a token lifetime later.
   * A key without `kid` is named by its RFC 7638 thumbprint.
   */
  readonly keys: readonly JWK[]
  /** How long a token lives, in milliseconds that make whole seconds. 10 minutes unless told. */
  readonly lifetime?: Duration
  /** Whom a token is for when its grant names no resource, RFC 9068 §3. The issuer unless told. */
  readonly audience?: string
  /**
   * Makes access tokens that say nothing to whoever holds them: sealed under the first of these secrets, and opened with
   * any of them. 32 random characters or more each. Only this issuer can verify such tokens; others ask by introspection
   * (RFC 7662). Unless given, access tokens are signed.
   */
  readonly opaqueSecrets?: readonly string[]
  /** The clock of this machine unless told. */
  readonly clock?: Clock
}

/** A token issuer whose tokens anybody can check with its public keys. */
export interface JwtIssuer extends TokenIssuer {
  /**
   * What an access token says, RFC 9068 §4: signed by one of the keys, by this issuer, not expired, and for one of
   * `audiences`, or for anybody with `any`. Without them the token must be for the issuer's default audience; the bearer
   * check of a resource with its own RFC 8707 identifier names that. `undefined` for every other token; rejects only when
   * something other than the token is at fault.
   */
  verify(accessToken: string, audiences?: readonly string[] | 'any'): Promise<AccessTokenClaims | undefined>
  /** The public half of every key, RFC 7517 §5. */
  jwks(): Promise<{ readonly keys: readonly PublicJwk[] }>
  readonly idTokenAlgorithms: readonly SigningAlgorithm[]
  /** The `iss` of every token, as it was given. */
  readonly issuer: string
  /** Whether the key that signs was made by `generateSigningKey` in this process. */
  readonly volatile: boolean
}

const optionNames: OptionNames<JwtIssuerOptions> = {
  issuer: true,
  keys: true,
  lifetime: true,
  audience: true,
  opaqueSecrets: true,
  clock: true,
}

const tokenIdSize = 16

/**
 * Makes access tokens in the JWT profile of RFC 9068, signed with the first key. They carry the claims of RFC 9068
 * §2.2 and nothing of the codes they came from. Where the scope holds `openid` there is an ID token beside them.
 *
 * Throws a `TypeError` or `RangeError` when the issuer, a key or the lifetime cannot be used, and a `ConfigurationError`
 * for an option that there is not.
 */
export function createJwtIssuer(options: JwtIssuerOptions): JwtIssuer {
  checkOptionNames('createJwtIssuer', options, optionNames)
  const {
    issuer,
    audience: defaultAudience = issuer,
    lifetime = 10 * minute,
    opaqueSecrets,
    clock = systemClock,
  } = options
  if (issuer === '' || defaultAudience === '') throw new TypeError('issuer and audience: must not be empty')
  checkLifetime(lifetime)
  const keys = importKeys(options.keys)
  const [signingKey] = keys
  const random = createSystemRandom()
  const newTokenId = (): string => {
    const bytes = new Uint8Array(tokenIdSize)
    random.fill(bytes)
    return encodeBase64urlNoPadding(bytes)
  }
  const sign = (claims: JWTPayload, typ: string): Promise<string> => {
    const { alg, kid, privateJwk } = signingKey
    return new SignJWT(claims).setProtectedHeader({ typ, alg, kid }).sign(privateJwk)
  }
  const format = opaqueSecrets === undefined ? signedFormat() : createOpaqueFormat(issuer, opaqueSecrets, clock)

  function signedFormat(): AccessTokenFormat {
    const read = createAccessTokenReader(issuer, keys, clock)
    return { write: (claims) => sign(claims, accessTokenType), read }
  }

  return {
    issuer,
    idTokenAlgorithms: [signingKey.alg],
    volatile: options.keys.slice(0, 1).some(wasMadeHere),
    async issue(grant) {
      const issuedAt = Math.floor(clock.now() / second)
      const facts = { issuer, issuedAt, expiresAt: issuedAt + lifetime / second }
      const audience = grant.resources.length > 0 ? grant.resources : [defaultAudience]
      const accessToken = await format.write(
        writeAccessTokenClaims(grant, { ...facts, audience, tokenId: newTokenId() }),
      )
      const tokens = { accessToken, tokenType: 'Bearer', lifetime }
      // OpenID Connect Core §3.1.2.1: without `openid` nobody asked who it is.
      if (!grant.scope.includes('openid')) return tokens
      return { ...tokens, idToken: await sign(writeIdTokenClaims(grant, facts), 'JWT') }
    },
    async verify(accessToken, audiences = [defaultAudience]) {
      const claims = await format.read(accessToken)
      if (audiences === 'any') return claims
      return claims?.audience.some((audience) => audiences.includes(audience)) ? claims : undefined
    },
    async jwks() {
      return { keys: keys.map((key) => ({ ...key.publicJwk })) }
    },
  }
}

function importKeys(jwks: readonly JWK[]): readonly [SigningKey, ...SigningKey[]] {
  const [first, ...others] = jwks.map(importSigningKey)
  if (first === undefined) throw new TypeError('keys: at least one private JWK is needed; generateSigningKey makes one')
  const names = new Set([first, ...others].map((key) => key.kid))
  if (names.size !== jwks.length) throw new TypeError('keys: two of them have the same kid')
  return [first, ...others]
}

// RFC 9068 §2.2 and RFC 6749 §5.1 count in seconds, so a fraction could not be told.
function checkLifetime(lifetime: Duration): void {
  if (!Number.isSafeInteger(lifetime) || lifetime < second || lifetime % second !== 0) {
    throw new RangeError('lifetime: whole seconds are needed, in milliseconds (10 minutes are 600000)')
  }
}
