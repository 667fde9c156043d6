import type { Authentication } from '../machine/authentication.js'
import type { Confirmation, GrantOrigin } from '../machine/families/token-family.js'
import type { ClientId, GrantId, Subject } from '../machine/names.js'
import type { Duration, Instant } from '../machine/time.js'
import type { PersonClaims } from './account-directory.js'
import type { Found, MaybePromise } from './found.js'
import type { Clock } from './runtime.js'

/** The occasion for new tokens: a new grant, or a refresh. */
export type TokenOccasion = GrantOrigin | 'refreshToken'

/** The input of `TokenIssuer.issue`. */
export interface TokenRequest extends Authentication {
  /** Identifies the grant: the same at its start and at every refresh. Put it into the access token. */
  readonly grantId: GrantId
  /**
   * The same for every attempt to make one set of tokens, and different for every other set. An issuer with a database
   * can use it to return the same tokens when the library tries again after a lost reply.
   */
  readonly tokenSetId: string
  /** The occasion for these tokens. */
  readonly occasion: TokenOccasion
  readonly subject: Subject
  readonly clientId: ClientId
  readonly scope: readonly string[]
  /** The resources that the tokens are for (RFC 8707). If empty, use the default audience: `TokenIssuer.audience`. */
  readonly resources: readonly string[]
  /** The key of the organization that the person chose for the grant. */
  readonly organization?: string
  /** The claims about the person for the ID token, as `accounts.findClaims` returned them. */
  readonly claims?: PersonClaims
  /**
   * The key to bind the access token to: the claim `cnf` (RFC 9449 §6.1). With it, the token type must be `DPoP`: the library
   * refuses to hand out an unbound token.
   */
  readonly confirmation?: Confirmation
  /**
   * How long the access token may live at most, in whole seconds as milliseconds: the `riskPolicy` has capped this grant. An
   * issuer that makes longer tokens is reported to `onFault`.
   */
  readonly longestLifetime?: Duration
}

/** The result of `TokenIssuer.issue`. */
export interface IssuedTokens {
  readonly accessToken: string
  /** The token type (RFC 6749 §7.1): `Bearer`, or `DPoP` for tokens that are bound to a key (RFC 9449 §5). */
  readonly tokenType: string
  /** How long the access token lives, in milliseconds. */
  readonly lifetime: Duration
  /** A refresh token of the host's own. Used only without `stores.families`: with it, the library makes them. */
  readonly refreshToken?: string
  /** The ID token (OpenID Connect Core §2), for grants whose scope has `openid`. */
  readonly idToken?: string
}

/** The claims of a verified access token. Times are milliseconds since the Unix epoch. */
export interface AccessTokenClaims extends Authentication {
  readonly subject: Subject
  readonly clientId: ClientId
  readonly scope: readonly string[]
  readonly audience: readonly string[]
  /** `jti`: identifies this token. */
  readonly tokenId: string
  readonly expiresAt: Instant
  readonly issuedAt?: Instant
  /**
   * The grant that the token came from. Without it the library cannot see that this grant was revoked; the option
   * `tokensWithoutGrant` can refuse such tokens.
   */
  readonly grantId?: GrantId
  /** The key of the organization that the person chose for the grant. */
  readonly organization?: string
  /** The key that the token is bound to. Without a proof of this key the token is worth nothing (RFC 9449 §7.1). */
  readonly confirmation?: Confirmation
  /** The occasion for which the token was made. A person can decide with a token only if this is `'login'`. */
  readonly occasion?: TokenOccasion
}

/** Makes and verifies tokens: `createJwtIssuer` of `@devicegrant/core/jwt`, or the host's own. */
export interface TokenIssuer {
  /** Makes tokens. Must reject if it cannot: the library keeps the approval, and the device may try again. */
  issue(request: TokenRequest): Promise<IssuedTokens>
  /**
   * Returns the claims of an access token. Returns `undefined` or `null` if this issuer did not make it, if it has
   * expired, or if it is for none of these audiences. `'any'` accepts every audience. Must reject if it cannot find out. A
   * device grant compares the end and the audience of the claims again.
   *
   * Without this function, the verification interface accepts no Bearer tokens, and access tokens can be neither
   * revoked nor introspected.
   *
   * @param audiences A device grant always passes it. Default: the issuer's default audience, which a token has if its grant
   * names no resource.
   */
  verify?(accessToken: string, audiences?: readonly string[] | 'any'): MaybePromise<Found<AccessTokenClaims>>
  /** Returns the public keys as a JWK set (RFC 7517 §5), if the tokens are signed. Published at `/jwks`. */
  jwks?(): Promise<{ readonly keys: readonly Readonly<Record<string, unknown>>[] }>
  /**
   * The algorithms with which it signs ID tokens. The metadata lists them.
   *
   * @defaultValue none: it makes no ID tokens
   */
  readonly idTokenAlgorithms?: readonly string[]
  /** The `iss` claim of its tokens. `createDeviceGrant` throws if it is not the same text as the option `issuer`. */
  readonly issuer?: string
  /**
   * The audience of a token whose grant names no resource. If no other audience is named, the grant accepts only tokens for
   * this one, whatever `verify` returns.
   *
   * @defaultValue the option `issuer` of the grant
   */
  readonly audience?: string
  /**
   * Whether the issuer loses its signing key when this process ends. If it does, a warning says so at the start, with
   * `NODE_ENV=production`.
   *
   * @defaultValue `false`
   */
  readonly volatile?: boolean
}

/**
 * Makes a token issuer once the issuer identifier is known: what `createJwtIssuer` returns without the option `issuer`.
 * `createDeviceGrant` calls it once.
 */
export interface TokenIssuerFactory {
  /** Returns the token issuer for this issuer identifier. `clock` is the clock of the device grant. */
  forIssuer(issuer: string, clock?: Clock): TokenIssuer
}
