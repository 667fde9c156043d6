import type { DeviceCode, UserCode } from '../machine/names.js'
import type { Duration } from '../machine/time.js'
import type { Operation } from './command.js'
import type { Problem } from './problem.js'

/** The two codes, RFC 8628 §3.2. */
export interface AuthorizationStarted {
  readonly kind: 'authorizationStarted'
  readonly deviceCode: DeviceCode
  /** Canonical, without separators. */
  readonly userCode: UserCode
  readonly lifetime: Duration
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
}

/** What each operation answers when it succeeds. */
export interface Answers {
  readonly startAuthorization: AuthorizationStarted
  readonly exchangeDeviceCode: TokensIssued
  readonly logIn: TokensIssued
}

/** A success. */
export type Answer = Answers[Operation]

/** The names of the successes: what a dialect has fields for. */
export type AnswerKind = Answer['kind']

/** The success of one kind. */
export type AnswerOf<K extends AnswerKind> = Extract<Answer, { readonly kind: K }>

/** What came of a command: an answer, or an expected refusal. */
export type Outcome<O extends Operation = Operation> = Answers[O] | Problem
