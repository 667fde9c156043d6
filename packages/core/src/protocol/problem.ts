import type { Duration } from '../machine/time.js'

/**
 * Every expected refusal, closed: each dialect spells all of them or does not compile. The section is where the
 * obligation to refuse comes from.
 */
export type ProblemCode =
  /** A parameter is missing, repeated or malformed. RFC 6749 §5.2 */
  | 'invalidRequest'
  /** The client is unknown, disabled, or did not prove who it is. RFC 6749 §5.2 */
  | 'invalidClient'
  /** A code is unknown, another client's, redeemed or forgotten; or a token is another client's. RFC 6749 §5.2 */
  | 'invalidGrant'
  /** A refresh token is unknown, another client's, spent, expired or of a grant that is over. RFC 6749 §5.2 */
  | 'invalidRefreshToken'
  /** Account or password is wrong; never which. RFC 6749 §4.3.2 and §5.2 */
  | 'invalidCredentials'
  /** The client may not use this grant. RFC 6749 §5.2 */
  | 'unauthorizedClient'
  /** The client may not ask what a token is good for. RFC 7662 §2.1 */
  | 'introspectionForbidden'
  /** No grant of that name is served here. RFC 6749 §5.2 */
  | 'unsupportedGrantType'
  /** A scope value is malformed, unknown or not allowed to this client. RFC 6749 §5.2 */
  | 'invalidScope'
  /** A resource is malformed, unknown or beyond what was authorized. RFC 8707 §2 */
  | 'invalidTarget'
  /** The person has not decided yet. RFC 8628 §3.5 */
  | 'authorizationPending'
  /** Pending, and polled too fast: the interval has grown. RFC 8628 §3.5 */
  | 'slowDown'
  /** The person said no. RFC 8628 §3.5 */
  | 'accessDenied'
  /** The codes' time is over. RFC 8628 §3.5 */
  | 'expiredToken'
  /** A browser says that a page of another origin has made the request. RFC 6749 §10.12 */
  | 'foreignOrigin'
  /** The path is served, but not by this method. RFC 9110 §15.5.6 */
  | 'methodNotAllowed'
  /** The body did not arrive in time. RFC 9110 §15.5.9 */
  | 'requestTimeout'
  /** The body is larger than any honest request. RFC 9110 §15.5.14 */
  | 'contentTooLarge'
  /** The body is in a media type, charset or encoding that is not read here. RFC 9110 §15.5.16 */
  | 'unsupportedMediaType'
  /** Something of ours or the host's failed. RFC 6749 §4.1.2.1 has the word */
  | 'serverError'
  /** Overloaded, or something we depend on is down; trying again later helps. RFC 9110 §15.6.4 */
  | 'temporarilyUnavailable'

/** What is wrong with one parameter, or with the whole body where there is no name. For dialects that tell it. */
export interface ParameterFault {
  readonly name?: string
  readonly fault: 'missing' | 'notText' | 'malformed' | 'notJson' | 'notAnObject'
}

/** A refusal as a value. What it says is for the client's developer; it never repeats what was sent. */
export interface Problem {
  readonly kind: 'problem'
  readonly code: ProblemCode
  /** One sentence, or two, the same for every request, of printable ASCII without `"` and `\` (RFC 6749 §5.2). */
  readonly description: string
  /** `slowDown`: the least time between two polls from now on. */
  readonly interval?: Duration
  /** How long to wait before the same request may succeed. */
  readonly retryAfter?: Duration
  /** `invalidRequest`: what is wrong with each parameter. */
  readonly faults?: readonly ParameterFault[]
}

/** Makes a problem value. `description` is a constant sentence that never repeats input. */
export function problem(
  code: ProblemCode,
  description: string,
  more: Pick<Problem, 'interval' | 'retryAfter' | 'faults'> = {},
): Problem {
  return { kind: 'problem', code, description, ...more }
}

/** Whether a value is a refusal. */
export function isProblem(value: object): value is Problem {
  return 'kind' in value && value.kind === 'problem'
}
