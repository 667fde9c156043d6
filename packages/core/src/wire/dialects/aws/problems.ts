import type { ProblemCode } from '../../../protocol/problem.js'
import type { ErrorSpelling } from '../../endpoint.js'
import { pureEnvelope } from '../../writing/pure-envelope.js'
import { oauthProblems } from '../oauth/problems.js'

// Documented: the error words of OAuth, each with an exception. Our choice: the statuses of HTTP for what the model does not
// have. The clients read no status.

/** The status and the error code of each problem. */
export const problems: Readonly<Record<ProblemCode, ErrorSpelling>> = {
  ...oauthProblems,
  // Our choice of these error words: the service has neither introspection nor resources.
  introspectionForbidden: { status: 400, word: 'unauthorized_client' },
  invalidTarget: { status: 400, word: 'invalid_request' },
  // No client of the service sends a proof.
  invalidProof: { status: 400, word: 'invalid_request' },
  useNonce: { status: 400, word: 'invalid_request' },
  // Documented: the exception for too many requests. Our choice: 429, at which the clients try again later.
  tooManyRequests: { status: 429, word: 'slow_down' },
  temporarilyUnavailable: { status: 503, word: 'server_error' },
}

// The clients find the exception in `__type`, or in a header (REST-JSON errors of Smithy).
const exceptions: Readonly<Record<ProblemCode, string>> = {
  invalidRequest: 'InvalidRequestException',
  invalidClient: 'InvalidClientException',
  invalidGrant: 'InvalidGrantException',
  // Our choice: the documents do not say what an unknown or a used device code gets.
  unknownDeviceCode: 'InvalidGrantException',
  usedDeviceCode: 'InvalidGrantException',
  invalidRefreshToken: 'InvalidGrantException',
  invalidCredentials: 'InvalidGrantException',
  secondFactorRequired: 'InvalidGrantException',
  wrongSecondFactor: 'InvalidGrantException',
  invalidFactorTicket: 'InvalidGrantException',
  unauthorizedClient: 'UnauthorizedClientException',
  introspectionForbidden: 'UnauthorizedClientException',
  unsupportedGrantType: 'UnsupportedGrantTypeException',
  invalidScope: 'InvalidScopeException',
  invalidTarget: 'InvalidRequestException',
  invalidClientMetadata: 'InvalidClientMetadataException',
  invalidRedirectUri: 'InvalidRedirectUriException',
  invalidProof: 'InvalidRequestException',
  useNonce: 'InvalidRequestException',
  authorizationPending: 'AuthorizationPendingException',
  slowDown: 'SlowDownException',
  accessDenied: 'AccessDeniedException',
  expiredToken: 'ExpiredTokenException',
  foreignOrigin: 'InvalidRequestException',
  methodNotAllowed: 'InvalidRequestException',
  requestTimeout: 'InvalidRequestException',
  tooManyRequests: 'SlowDownException',
  contentTooLarge: 'InvalidRequestException',
  unsupportedMediaType: 'InvalidRequestException',
  serverError: 'InternalServerException',
  temporarilyUnavailable: 'InternalServerException',
}

/** Returns the body of a problem. */
export const envelope = pureEnvelope(({ code, word, description }) => ({
  __type: exceptions[code],
  error: word,
  error_description: description,
}))
