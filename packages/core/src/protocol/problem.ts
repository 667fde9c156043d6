import type { Duration } from '../machine/time.js'

/**
 * Every expected refusal. The list is closed: a dialect that does not spell all of them does not compile. Each section
 * requires the server to refuse.
 */
export type ProblemCode =
  /** A parameter is missing, repeated or malformed. RFC 6749 §5.2 */
  | 'invalidRequest'
  /** The client is unknown or disabled, or did not authenticate. RFC 6749 §5.2 */
  | 'invalidClient'
  /** A token is of another client, or a poll has not the code verifier of its code. RFC 6749 §5.2 and RFC 7636 §4.6 */
  | 'invalidGrant'
  /** A device code is unknown or of another client. RFC 6749 §5.2 */
  | 'unknownDeviceCode'
  /** The client has redeemed the device code before. Only the client of the code gets it. RFC 6749 §5.2 */
  | 'usedDeviceCode'
  /** A refresh token is unknown, spent, expired or of another client, or its grant has ended. RFC 6749 §5.2 */
  | 'invalidRefreshToken'
  /** The username or the password is wrong; the response never says which. RFC 6749 §4.3.2 and §5.2 */
  | 'invalidCredentials'
  /** The password was right, and the account needs a second factor. RFC 6749 §4.3.2 and §5.2 */
  | 'secondFactorRequired'
  /** The code of the second factor is wrong, or was used before. RFC 6238 §5.2 */
  | 'wrongSecondFactor'
  /** The ticket of a second factor has expired, was used, or is of another client or browser. RFC 6749 §5.2 */
  | 'invalidFactorTicket'
  /** The client may not use this grant type. RFC 6749 §5.2 */
  | 'unauthorizedClient'
  /** The client may not introspect tokens. RFC 7662 §2.1 */
  | 'introspectionForbidden'
  /** The server does not serve this grant type. RFC 6749 §5.2 */
  | 'unsupportedGrantType'
  /** A scope value is malformed, unknown or not allowed for this client. RFC 6749 §5.2 */
  | 'invalidScope'
  /** A resource is malformed, unknown or not authorized. RFC 8707 §2 */
  | 'invalidTarget'
  /** A DPoP proof is missing, malformed, used before, or of another key. RFC 9449 §5 */
  | 'invalidProof'
  /** The DPoP proof needs the nonce of the header `DPoP-Nonce`. RFC 9449 §8 */
  | 'useNonce'
  /** The host registers no client with these metadata. RFC 7591 §3.2.2 */
  | 'invalidClientMetadata'
  /** A redirect URI of a registration is malformed or not allowed. RFC 7591 §3.2.2 */
  | 'invalidRedirectUri'
  /** The person has not decided yet. RFC 8628 §3.5 */
  | 'authorizationPending'
  /** The authorization is pending, and the device polled too fast: the interval grows. RFC 8628 §3.5 */
  | 'slowDown'
  /** The person denied the request. RFC 8628 §3.5 */
  | 'accessDenied'
  /** The codes have expired. RFC 8628 §3.5 */
  | 'expiredToken'
  /** A page of another origin made the request, as the browser reports. RFC 6749 §10.12 */
  | 'foreignOrigin'
  /** The path is served, but not with this method. RFC 9110 §15.5.6 */
  | 'methodNotAllowed'
  /** The requester has tried too often. It can try again after `retryAfter`. RFC 6585 §4 */
  | 'tooManyRequests'
  /** The body did not arrive in time. RFC 9110 §15.5.9 */
  | 'requestTimeout'
  /** The body is too large. RFC 9110 §15.5.14 */
  | 'contentTooLarge'
  /** The server does not read this media type, charset or encoding. RFC 9110 §15.5.16 */
  | 'unsupportedMediaType'
  /** The library or the host failed. RFC 6749 §4.1.2.1 defines the error code */
  | 'serverError'
  /** The server is overloaded, or a port is down. The client can try again later. RFC 9110 §15.6.4 */
  | 'temporarilyUnavailable'

/** The fault of one parameter, or of the whole body if there is no name. For dialects whose responses have it. */
export interface ParameterFault {
  readonly name?: string
  readonly fault: 'missing' | 'notText' | 'malformed' | 'notJson' | 'notAnObject'
}

/** What a program needs to present the second factor of an account whose password was right. */
export interface FactorRequest {
  /** Opaque. It is presented with the code. It is valid for one sign-in. */
  readonly ticket: string
  /** The names of the methods that the account can use, the best one first. */
  readonly methods: readonly string[]
  /** How long the ticket lives, in milliseconds. */
  readonly lifetime: Duration
}

/** An expected refusal. Its text is for the developer of the client, and never repeats a part of the request. */
export interface Problem {
  readonly kind: 'problem'
  readonly code: ProblemCode
  /** One or two constant sentences, in printable ASCII without `"` and `\` (RFC 6749 §5.2). */
  readonly description: string
  /** `authorizationPending` and `slowDown`: the least time between two polls from now on, in milliseconds. */
  readonly interval?: Duration
  /** `authorizationPending`: the person has approved, and the device must send the number that the page shows. */
  readonly verificationRequired?: true
  /** How long the client should wait before it tries again, in milliseconds. */
  readonly retryAfter?: Duration
  /** `tooManyRequests`: the URL of a page of the host. Who passes the challenge there need not wait. */
  readonly challengeUri?: string
  /** `secondFactorRequired`: how to go on. Absent if the endpoint takes no second factor. */
  readonly secondFactor?: FactorRequest
  /** `invalidRequest`: what is wrong with each parameter. */
  readonly faults?: readonly ParameterFault[]
}

/** Makes a problem. `description` must be a constant text, never a part of the request. */
export function problem(
  code: ProblemCode,
  description: string,
  more: Pick<
    Problem,
    'interval' | 'verificationRequired' | 'retryAfter' | 'challengeUri' | 'secondFactor' | 'faults'
  > = {},
): Problem {
  return { kind: 'problem', code, description, ...more }
}

/** Makes a problem that is always the same. It is frozen, so its response is made once for each endpoint. */
export function constantProblem(
  code: ProblemCode,
  description: string,
  more?: Pick<Problem, 'interval' | 'verificationRequired'>,
): Problem {
  return Object.freeze(problem(code, description, more))
}

/**
 * Returns whether a value is a refusal.
 *
 * @example
 * ```ts
 * const call = grant.service.startCall({ ip })
 * const account = await grant.service.passwordLogin?.checkPassword({ username, password }, call)
 * if (account !== undefined && isProblem(account)) console.log(account.code)
 * ```
 */
export function isProblem(value: object): value is Problem {
  return 'kind' in value && value.kind === 'problem'
}
