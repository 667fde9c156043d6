import type { Confirmation } from '../machine/authorization.js'
import type { ClientId, GrantId, Subject } from '../machine/names.js'
import type { Duration, Instant } from '../machine/time.js'
import type { GrantOrigin } from '../machine/token-family.js'

/** What tokens are given for: a grant when it is given, or a refresh token later on. */
export type TokenOccasion = GrantOrigin | 'refreshToken'

/** What tokens are asked for: who, for which client, to do what, where, and how it was established. */
export interface TokenGrant {
  /** Names the grant: the same at its beginning and at every refresh. Belongs into the access token. */
  readonly grantId: GrantId
  /**
   * The same for every attempt at the same set of tokens, different for any two sets. An issuer that keeps state can use
   * it to make a second attempt after a lost reply find the first one's tokens.
   */
  readonly tokenSetId: string
  readonly grant: TokenOccasion
  readonly subject: Subject
  readonly clientId: ClientId
  readonly scope: readonly string[]
  /** RFC 8707 resources the tokens are for; empty means the issuer's default audience. */
  readonly resources: readonly string[]
  /** When the person last proved who they are. */
  readonly authenticatedAt: Instant
  /** The key of the organisation that was chosen for the grant. */
  readonly organisation?: string
  /** The key that the tokens must be bound to (`cnf`). Nothing sets it yet. */
  readonly confirmation?: Confirmation
}

/** What an issuer made. */
export interface IssuedTokens {
  readonly accessToken: string
  /** RFC 6749 §7.1; `Bearer` for ours. */
  readonly tokenType: string
  /** How long the access token lives. */
  readonly lifetime: Duration
  /** A refresh token of the host's own. Only where no `families` are configured: with them, ours are given. */
  readonly refreshToken?: string
  /** OpenID Connect Core §2, for grants whose scope holds `openid`. */
  readonly idToken?: string
}

/** What an access token says about itself once its issuer has verified it. */
export interface AccessTokenClaims {
  readonly subject: Subject
  readonly clientId: ClientId
  readonly scope: readonly string[]
  readonly audience: readonly string[]
  /** Names this one token. */
  readonly tokenId: string
  readonly authenticatedAt: Instant
  readonly expiresAt: Instant
  readonly issuedAt?: Instant
  /**
   * The grant it came from. Absent: the end of that one grant cannot be noticed before the token expires; the option
   * `tokensWithoutGrant` refuses such tokens.
   */
  readonly grantId?: GrantId
  readonly organisation?: string
  /** What it was given for. Only a token of a first-party `login` lets a person decide; absent: it does not. */
  readonly grant?: TokenOccasion
}

/** The host's tokens, or ours (`createJwtIssuer` of `@devicegrant/core/jwt`). */
export interface TokenIssuer {
  /** Makes tokens. Rejects when it cannot: the approval is kept and the device may try again. */
  issue(grant: TokenGrant): Promise<IssuedTokens>
  /**
   * What a presented access token says, or `undefined` when it is not one of ours, has expired, or is for none of these
   * audiences. Without `audiences` it must be for the issuer's default audience, which a token has when its grant
   * names no resource; with `any`, whom it is for does not matter. Where this function is missing, the verification
   * interface takes no Bearer tokens, and access tokens are neither revoked nor introspected.
   */
  verify?(accessToken: string, audiences?: readonly string[] | 'any'): Promise<AccessTokenClaims | undefined>
  /** The public keys, RFC 7517 §5, when the tokens are signed. Published at `/jwks`. */
  jwks?(): Promise<{ readonly keys: readonly Readonly<Record<string, unknown>>[] }>
  /** The algorithms its ID tokens are signed with, for the metadata. Absent where it makes none. */
  readonly idTokenAlgorithms?: readonly string[]
  /** The `iss` of its tokens, where they have one. The grant refuses at the start to be another issuer. */
  readonly issuer?: string
  /**
   * Whether the key that it signs with is lost when this process ends. With `NODE_ENV=production` a warning at the start says so.
   *
   * @defaultValue `false`
   */
  readonly volatile?: boolean
}
