import type { Authentication } from '../machine/authentication.js'
import type { Confirmation } from '../machine/families/token-family.js'
import type { ClientId, DeviceCode, GrantId, LinkProof, Subject, UserCode } from '../machine/names.js'
import type { Duration, Instant } from '../machine/time.js'
import type { GrantType, Operation, RegistrableAuthMethod } from './command.js'
import type { Organizations } from './organization.js'
import type { Problem } from './problem.js'

/** The two codes, RFC 8628 §3.2. */
export interface AuthorizationStarted {
  readonly kind: 'authorizationStarted'
  readonly deviceCode: DeviceCode
  /** Canonical, without separators. */
  readonly userCode: UserCode
  /**
   * The value of the query parameter `k` in a link with the user code. It shows that the person followed the link and did
   * not guess the code. Absent: the client gets no such link.
   */
  readonly linkProof?: LinkProof
  readonly grantId: GrantId
  /** How long both codes live, in milliseconds. */
  readonly lifetime: Duration
  readonly expiresAt: Instant
  /** The least time between two polls, in milliseconds. */
  readonly interval: Duration
  /** Present if the device must send the number that the page shows after the approval. */
  readonly verificationRequired?: true
}

/** Tokens, RFC 6749 §5.1. */
export interface TokensIssued {
  readonly kind: 'tokensIssued'
  readonly accessToken: string
  readonly tokenType: string
  /** When the tokens were made. A repeated response has the same time. */
  readonly issuedAt: Instant
  /** How long the access token lives, in milliseconds. */
  readonly lifetime: Duration
  /** The granted scope, which may be less than the requested one. */
  readonly scope: readonly string[]
  readonly refreshToken?: string
  /** The longest time that the refresh token lives, in milliseconds. */
  readonly refreshLifetime?: Duration
  readonly idToken?: string
  /** The organizations of the account, in dialects that have them. */
  readonly organizations?: Organizations
  /** What the app keeps for its next login. Present if the login had a `known`. */
  readonly known?: string
}

/** The token is not valid, RFC 7009 §2.2: it was revoked now, or it was not valid before. */
export interface TokenRevoked {
  readonly kind: 'tokenRevoked'
}

/** The state of an active token, RFC 7662 §2.2. */
export interface ActiveToken extends Authentication {
  readonly active: true
  readonly use: 'accessToken' | 'refreshToken'
  readonly clientId: ClientId
  readonly subject: Subject
  readonly username: string
  readonly scope: readonly string[]
  /** The audience of an access token. Empty for a refresh token, which only this server accepts. */
  readonly audience: readonly string[]
  readonly expiresAt: Instant
  readonly issuedAt?: Instant
  /** Identifies an access token (`jti`). */
  readonly tokenId?: string
  /** The key that the token is bound to. */
  readonly confirmation?: Confirmation
}

/** The result of an introspection: the state of an active token, or only that it is not active. */
export type TokenIntrospected = { readonly kind: 'tokenIntrospected' } & (ActiveToken | { readonly active: false })

/** A program is a client now, RFC 7591 §3.2.1. */
export interface ClientRegistered {
  readonly kind: 'clientRegistered'
  readonly clientId: ClientId
  /** Absent for a public client. */
  readonly clientSecret?: string
  readonly issuedAt: Instant
  /** When the registration ends. Absent: never. */
  readonly expiresAt?: Instant
  readonly name: string
  readonly authMethod: RegistrableAuthMethod
  readonly grantTypes: readonly GrantType[]
  readonly scope: readonly string[]
}

/** The successful response of each operation. */
export interface Successes {
  readonly startAuthorization: AuthorizationStarted
  readonly exchangeDeviceCode: TokensIssued
  readonly exchangeRefreshToken: TokensIssued
  readonly exchangePassword: TokensIssued
  readonly logIn: TokensIssued
  readonly completeLogIn: TokensIssued
  readonly revokeToken: TokenRevoked
  readonly introspectToken: TokenIntrospected
  readonly registerClient: ClientRegistered
}

/** A successful response. */
export type Success = Successes[Operation]

/** The names of the successful responses. A dialect has fields for each of them. */
export type SuccessKind = Success['kind']

/** The successful response of one kind. */
export type SuccessOf<K extends SuccessKind> = Extract<Success, { readonly kind: K }>

/** The result of a command: a successful response, or an expected refusal. */
export type Outcome<O extends Operation = Operation> = Successes[O] | Problem
