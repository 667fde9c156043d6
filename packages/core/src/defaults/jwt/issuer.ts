import type { JWK } from 'jose'
import { type Duration, minute, second } from '../../machine/time.js'
import { checkOptionNames, type OptionNames } from '../../misuse/option-names.js'
import type { Clock, Random } from '../../ports/runtime.js'
import type { AccessTokenClaims, TokenIssuer, TokenIssuerFactory } from '../../ports/token-issuer.js'
import { toBase64url } from '../base64url.js'
import { secondsOf, systemClock } from '../clock.js'
import { checkSecretList, createOpaqueFormat } from '../opaque.js'
import { createSystemRandom } from '../random.js'
import type { SigningAlgorithm } from './algorithms.js'
import { accessTokenType, writeAccessTokenClaims, writeIdTokenClaims } from './claims.js'
import { type IssuerKeys, importIssuerKeys } from './issuer-keys.js'
import type { PublicJwk } from './keys.js'
import { type AccessTokenFormat, createAccessTokenReader } from './reader.js'
import { signClaims } from './sign-claims.js'

/** The options of `createJwtIssuer`. */
export interface JwtIssuerOptions {
  /** The `iss` of every token: the issuer identifier of the authorization server, RFC 8414 §2. */
  readonly issuer: string
  /**
   * Private keys (RFC 7517), at least one. The first key signs. All keys are published and verify. To rotate, add the
   * new key in second place until every resource server has fetched it. Then put it first, and remove the old key after
   * one token lifetime. The `kid` of a key without one is its RFC 7638 thumbprint.
   */
  readonly keys: readonly JWK[]
  /**
   * Private keys that sign ID tokens in place of `keys`, by the same rules. Pass an RSA key for clients that verify only
   * RS256, which OpenID Connect Core §15.1 requires of every provider.
   *
   * @defaultValue `keys`
   */
  readonly idTokenKeys?: readonly JWK[]
  /** The lifetime of a token in milliseconds. Must be whole seconds. @defaultValue 10 minutes */
  readonly lifetime?: Duration
  /** The audience of a token whose grant names no resource, RFC 9068 §3. @defaultValue the issuer */
  readonly audience?: string
  /**
   * Makes opaque access tokens, which clients cannot read. The first secret seals them, and all secrets open them. Each
   * secret must have at least 32 random characters. Only this issuer can verify opaque tokens. Other servers use
   * introspection (RFC 7662).
   *
   * @defaultValue none: access tokens are signed JWTs
   */
  readonly opaqueSecrets?: readonly string[]
  /** Returns the time in milliseconds. @defaultValue the clock of the device grant, or else of this machine */
  readonly clock?: Clock
}

/** The options of `createJwtIssuer` for a device grant, which knows its own issuer identifier. */
export type JwtIssuerFactoryOptions = Omit<JwtIssuerOptions, 'issuer'>

/**
 * JWT issuers for any issuer identifier, with the same keys: the option `tokens` of `createDeviceGrant`, which passes its
 * issuer and its clock.
 */
export interface JwtIssuerFactory extends TokenIssuerFactory {
  /**
   * Returns the JWT issuer of an issuer identifier.
   *
   * @param issuer - the `iss` of every token
   * @param clock - the clock, if the option `clock` is absent
   * @defaultValue the clock of this machine for `clock`
   * @throws `TypeError` when `issuer` is empty.
   */
  forIssuer(issuer: string, clock?: Clock): JwtIssuer
}

/** A token issuer that makes JWTs. Other servers verify them with its public keys. */
export interface JwtIssuer extends TokenIssuer {
  /**
   * Returns the claims of an access token of this issuer (RFC 9068 §4) that has not expired and is for one of
   * `audiences`. Returns `undefined` for every other token. Rejects only if something other than the token is at fault.
   *
   * @param accessToken - the token as the client sent it
   * @param audiences - the accepted audiences, such as the RFC 8707 identifier of a resource, or `any`
   * @defaultValue the option `audience` for `audiences`
   */
  verify(accessToken: string, audiences?: readonly string[] | 'any'): Promise<AccessTokenClaims | undefined>
  /** Returns the public half of every key, RFC 7517 §5. */
  jwks(): Promise<{ readonly keys: readonly PublicJwk[] }>
  /** The algorithms of the ID tokens. */
  readonly idTokenAlgorithms: readonly SigningAlgorithm[]
  /** The `iss` of every token: the option `issuer`. */
  readonly issuer: string
  /** The option `audience`, or else the issuer. */
  readonly audience: string
  /** Whether `generateSigningKey` made a signing key in this process. */
  readonly volatile: boolean
}

const optionNames: OptionNames<JwtIssuerOptions> = {
  issuer: true,
  keys: true,
  idTokenKeys: true,
  lifetime: true,
  audience: true,
  opaqueSecrets: true,
  clock: true,
}

const tokenIdSize = 16

/**
 * Returns an issuer of access tokens in the JWT profile of RFC 9068, signed with the first key. The tokens have the
 * claims of RFC 9068 §2.2 and nothing of the codes. If the scope contains `openid`, the issuer also makes an ID token.
 *
 * Without `issuer`, returns the option `tokens` of a device grant, which passes its own issuer. Pass `issuer` in a process
 * without a device grant, such as a resource server that verifies tokens.
 *
 * @throws `TypeError` or `RangeError` when the issuer, a key, a secret or the lifetime cannot be used.
 * @throws `ConfigurationError` for an unknown option.
 * @example
 * ```ts
 * const grant = createDeviceGrant({ ...options, tokens: createJwtIssuer({ keys: [privateJwk] }) })
 * const tokens = createJwtIssuer({ issuer: 'https://login.example.com', keys: [privateJwk] })
 * ```
 */
export function createJwtIssuer(options: JwtIssuerOptions): JwtIssuer
export function createJwtIssuer(options: JwtIssuerFactoryOptions): JwtIssuerFactory
export function createJwtIssuer(
  options: JwtIssuerFactoryOptions & Partial<JwtIssuerOptions>,
): JwtIssuer | JwtIssuerFactory {
  checkOptionNames('createJwtIssuer', options ?? null, optionNames)
  const keys = importIssuerKeys(options.keys, options.idTokenKeys)
  const { issuer, audience, lifetime = 10 * minute, opaqueSecrets } = options
  if (issuer === '' || audience === '') throw new TypeError('issuer and audience: must not be empty')
  checkLifetime(lifetime)
  if (opaqueSecrets !== undefined) checkSecretList('opaqueSecrets', opaqueSecrets)
  const parts = { ...options, ...keys, lifetime }
  if (issuer !== undefined) return issuerFrom(parts, issuer, systemClock)
  return { forIssuer: (named, clock = systemClock) => issuerFrom(parts, named, clock) }
}

/** The checked options of a JWT issuer. */
interface IssuerParts extends Omit<JwtIssuerFactoryOptions, 'keys' | 'idTokenKeys'>, IssuerKeys {
  readonly lifetime: Duration
}

function issuerFrom(parts: IssuerParts, issuer: string, usualClock: Clock): JwtIssuer {
  if (issuer === '') throw new TypeError('issuer: must not be empty')
  const { idTokenKey, published, volatile, audience: defaultAudience = issuer, clock = usualClock } = parts
  const format = formatOf(parts, issuer, clock)
  const random = createSystemRandom()
  return {
    issuer,
    audience: defaultAudience,
    idTokenAlgorithms: [idTokenKey.alg],
    volatile,
    async issue(grant) {
      const issuedAt = secondsOf(clock)
      const lifetime = Math.min(parts.lifetime, grant.longestLifetime ?? parts.lifetime)
      const facts = { issuer, issuedAt, expiresAt: issuedAt + lifetime / second }
      const audience = grant.resources.length > 0 ? grant.resources : [defaultAudience]
      const accessToken = await format.write(
        writeAccessTokenClaims(grant, { audience, tokenId: newTokenId(random), ...facts }),
      )
      const tokens = { accessToken, tokenType: grant.confirmation === undefined ? 'Bearer' : 'DPoP', lifetime }
      // OpenID Connect Core §3.1.2.1: a request without `openid` is no OpenID Connect request.
      if (!grant.scope.includes('openid')) return tokens
      return { ...tokens, idToken: await signClaims(idTokenKey, writeIdTokenClaims(grant, facts), 'JWT') }
    },
    async verify(accessToken, audiences = [defaultAudience]) {
      const claims = await format.read(accessToken)
      if (audiences === 'any') return claims
      return claims?.audience.some((audience) => audiences.includes(audience)) ? claims : undefined
    },
    async jwks() {
      return { keys: published.map((key) => ({ ...key.publicJwk })) }
    },
  }
}

function formatOf({ keys, opaqueSecrets }: IssuerParts, issuer: string, clock: Clock): AccessTokenFormat {
  if (opaqueSecrets !== undefined) return createOpaqueFormat(issuer, opaqueSecrets, clock)
  const read = createAccessTokenReader(issuer, keys, clock)
  return { write: (claims) => signClaims(keys[0], claims, accessTokenType), read }
}

function newTokenId(random: Random): string {
  const bytes = new Uint8Array(tokenIdSize)
  random.fill(bytes)
  return toBase64url(bytes)
}

// RFC 9068 §2.2 and RFC 6749 §5.1 count in whole seconds.
function checkLifetime(lifetime: Duration): void {
  if (!Number.isSafeInteger(lifetime) || lifetime < second || lifetime % second !== 0) {
    throw new RangeError('lifetime: must be whole seconds, in milliseconds (10 minutes are 600000)')
  }
}
