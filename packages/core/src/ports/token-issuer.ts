import type { ClientId, GrantId, Subject } from '../machine/names.js'
import type { Duration, Instant } from '../machine/time.js'

/** What tokens are asked for: who, for which client, to do what, where, and how it was established. */
export interface TokenGrant {
  /**
   * The same for every attempt at the same grant, different for any two grants. An issuer that keeps state can use it
   * to make a second attempt after a lost reply find the first one's tokens.
   */
  readonly grantId: GrantId
  readonly grant: 'deviceCode' | 'login'
  readonly subject: Subject
  readonly clientId: ClientId
  readonly scope: readonly string[]
  /** RFC 8707 resources the tokens are for; empty means the issuer's default audience. */
  readonly resources: readonly string[]
  /** When the person last proved who they are. */
  readonly authenticatedAt: Instant
}

/** What an issuer made. */
export interface IssuedTokens {
  readonly accessToken: string
  /** RFC 6749 §7.1; `Bearer` for ours. */
  readonly tokenType: string
  /** How long the access token lives. */
  readonly lifetime: Duration
  readonly refreshToken?: string
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
}

/** The host's tokens, or ours (`createJwtIssuer` of `@devicegrant/core/jwt`). */
export interface TokenIssuer {
  /** Makes tokens. Rejects when it cannot: the approval is kept and the device may try again. */
  issue(grant: TokenGrant): Promise<IssuedTokens>
  /**
   * What a presented access token says, or `undefined` when it is not one of ours, has expired, or is for none of these
   * audiences. Without `audiences` it must be for the issuer's default audience, which a token has when its grant
   * names no resource. Where this function is missing, the verification interface takes no Bearer tokens.
   */
  verify?(accessToken: string, audiences?: readonly string[]): Promise<AccessTokenClaims | undefined>
  /** The public keys, RFC 7517 §5, when the tokens are signed. Published at `/jwks`. */
  jwks?(): Promise<{ readonly keys: readonly Readonly<Record<string, unknown>>[] }>
}
