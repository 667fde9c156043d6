import type { ProblemCode } from '../../../protocol/problem.js'
import type { ResponseContext, SpelledProblem } from '../../dialect.js'
import type { JsonObject } from '../../json-value.js'

// Documented: the members, and the meaning of each number but one. Microsoft says that programs must not depend on the
// numbers. Our choice: which number a problem has. Only those of a poll, a scope and a grant type are beyond doubt.
const numbers: Readonly<Record<ProblemCode, number>> = {
  authorizationPending: 70016,
  slowDown: 70016,
  unknownDeviceCode: 70018,
  usedDeviceCode: 70018,
  // The person declined.
  accessDenied: 65004,
  // Not documented. Microsoft's servers send it.
  expiredToken: 70020,
  invalidRefreshToken: 70000,
  invalidGrant: 70000,
  invalidCredentials: 50126,
  // Documented: a person must use a second factor.
  secondFactorRequired: 50076,
  wrongSecondFactor: 50076,
  invalidFactorTicket: 50076,
  invalidClient: 70002,
  unauthorizedClient: 70001,
  introspectionForbidden: 70001,
  unsupportedGrantType: 70003,
  invalidScope: 70011,
  invalidTarget: 50001,
  invalidRequest: 9002313,
  invalidClientMetadata: 9002313,
  invalidRedirectUri: 9002313,
  invalidProof: 9002313,
  useNonce: 9002313,
  foreignOrigin: 9002313,
  contentTooLarge: 9002313,
  unsupportedMediaType: 9002313,
  methodNotAllowed: 900561,
  requestTimeout: 90012,
  tooManyRequests: 90055,
  serverError: 50000,
  temporarilyUnavailable: 90006,
}

/**
 * Returns the body of a problem. Our choice: the text has one line, because RFC 6749 §5.2 has no line breaks in it.
 * Microsoft's servers break it before each name.
 */
export function envelope({ code, word, description }: SpelledProblem, context: ResponseContext): JsonObject {
  const number = numbers[code]
  const timestamp = timestampOf(context)
  const correlationId = correlationIdOf(context)
  const ids = `Trace ID: ${context.requestId} Correlation ID: ${correlationId}`
  return {
    error: word,
    error_description: `AADSTS${number}: ${description} ${ids} Timestamp: ${timestamp}`,
    error_codes: [number],
    timestamp,
    trace_id: context.requestId,
    correlation_id: correlationId,
    error_uri: `https://login.microsoftonline.com/error?code=${number}`,
  }
}

// `2021-05-03 15:01:36Z`
function timestampOf({ now }: ResponseContext): string {
  return `${new Date(now).toISOString().slice(0, 19).replace('T', ' ')}Z`
}

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

// MSAL Python sends the identifier in the header, MSAL Node in the URL of the token endpoint.
function correlationIdOf({ header, query, requestId }: ResponseContext): string {
  const sent = header('client-request-id') ?? query('client-request-id')
  return sent !== undefined && uuid.test(sent) ? sent : requestId
}
