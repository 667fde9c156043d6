import type { ClientId, DeviceCode, GrantId, Subject, UserCode } from '../machine/names.js'
import type { Duration, Instant } from '../machine/time.js'
import type { Operation } from './command.js'
import type { Organisations } from './organisation.js'
import type { Problem } from './problem.js'

/** The two codes, RFC 8628 §3.2. */
export interface AuthorizationStarted {
  readonly kind: 'authorizationStarted'
  readonly deviceCode: DeviceCode
  /** Canonical, without separators. */
  readonly userCode: UserCode
  readonly grantId: GrantId
  readonly lifetime: Duration
  readonly expiresAt: Instant
  readonly interval: Duration
}

/** Tokens, RFC 6749 §5.1. */
export interface TokensIssued {
  readonly kind: 'tokensIssued'
  readonly accessToken: string
  readonly tokenType: string
  readonly lifetime: Duration
  /** What was granted, which may be less than what was asked for. */
  readonly scope: readonly string[]
  readonly refreshToken?: string
  /** How long the refresh token lives at most. */
  readonly refreshLifetime?: Duration
  readonly idToken?: string
  /** In dialects that tell them. */
  readonly organisations?: Organisations
}

/** The token is good no more, or never was, RFC 7009 §2.2. */
export interface TokenRevoked {
  readonly kind: 'tokenRevoked'
}

/** What a token is good for, RFC 7662 §2.2. */
export interface ActiveToken {
  readonly active: true
  readonly use: 'accessToken' | 'refreshToken'
  readonly clientId: ClientId
  readonly subject: Subject
  readonly username: string
  readonly scope: readonly string[]
  /** Whom an access token is for. Empty for a refresh token, which is for us. */
  readonly audience: readonly string[]
  readonly expiresAt: Instant
  readonly issuedAt?: Instant
  /** Names an access token. */
  readonly tokenId?: string
}

/** What a caller is told of a token: everything, or nothing but that it is not active. */
export type TokenIntrospected = { readonly kind: 'tokenIntrospected' } & (ActiveToken | { readonly active: false })

/** What each operation answers when it succeeds. */
export interface Answers {
  readonly startAuthorization: AuthorizationStarted
  readonly exchangeDeviceCode: TokensIssued
  readonly exchangeRefreshToken: TokensIssued
  readonly exchangePassword: TokensIssued
  readonly logIn: TokensIssued
  readonly revokeToken: TokenRevoked
  readonly introspectToken: TokenIntrospected
}

/** A success. */
export type Answer = Answers[Operation]

/** The names of the successes: what a dialect has fields for. */
export type AnswerKind = Answer['kind']

/** The success of one kind. */
export type AnswerOf<K extends AnswerKind> = Extract<Answer, { readonly kind: K }>

/** What came of a command: an answer, or an expected refusal. */
export type Outcome<O extends Operation = Operation> = Answers[O] | Problem
