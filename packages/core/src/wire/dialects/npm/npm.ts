import { base20x8 } from '../../../machine/user-code.js'
import type { Dialect } from '../../dialect.js'
import { retryAfterHeader, standardHeaders } from '../../writing/standard-headers.js'
import { completeAddress } from '../oauth/fields.js'
import { oauthEnvelope } from '../oauth/problems.js'
import {
  deviceAuthorizationRequest,
  deviceAuthorizationResponse,
  errorResponse,
  pollRequest,
  tokenResponse,
} from './schemas.js'

// Documented: the web login of npm, in the source of npm-profile. "Our choice" marks what that source leaves open.

// Our choice: npm follows `doneUrl` as it is.
const donePath = '/-/v1/done'
const session = 'sessionId'

/** The web login of npm's command line. Needs a registered client with the id `npm`. */
export const npm: Dialect = {
  name: 'npm',
  endpoints: [
    {
      method: 'POST',
      path: '/-/v1/login',
      media: ['application/json'],
      body: 'ignored',
      reads: {
        operation: 'startAuthorization',
        parameters: deviceAuthorizationRequest.transform(() => ({ resources: [] })),
      },
    },
    {
      method: 'GET',
      path: donePath,
      media: [],
      query: [session],
      reads: {
        operation: 'exchangeDeviceCode',
        parameters: pollRequest.transform(({ sessionId }) => ({ deviceCode: sessionId, resources: [] })),
      },
    },
  ],
  // Our choice: npm opens `loginUrl` as it is.
  verification: { path: '/login/cli', codeIn: { query: 'user_code' } },
  userCode: base20x8,
  anonymousClient: 'npm',
  // Documented: npm prints the address, and no code.
  needsCompleteAddress: true,
  responses: {
    authorizationStarted: [
      ['loginUrl', completeAddress],
      ['doneUrl', ({ deviceCode }, { baseUrl }) => `${baseUrl}${donePath}?${session}=${deviceCode}`],
    ],
    tokensIssued: [['token', ({ accessToken }) => accessToken]],
  },
  // Documented: npm takes a status from 400 to 499, and 500, as "no web login here", and asks for a name and a password. So no
  // problem has one of them. After a 200 without a token or addresses, and after any other status, npm stops. Which problem has
  // which of these is our choice.
  problems: {
    authorizationPending: { status: 202, word: 'authorization_pending' },
    slowDown: { status: 202, word: 'slow_down' },
    accessDenied: { status: 200, word: 'access_denied' },
    expiredToken: { status: 200, word: 'expired_token' },
    unknownDeviceCode: { status: 200, word: 'invalid_grant' },
    usedDeviceCode: { status: 200, word: 'invalid_grant' },
    invalidGrant: { status: 200, word: 'invalid_grant' },
    invalidRefreshToken: { status: 200, word: 'invalid_grant' },
    invalidCredentials: { status: 200, word: 'invalid_grant' },
    secondFactorRequired: { status: 200, word: 'invalid_grant' },
    wrongSecondFactor: { status: 200, word: 'invalid_grant' },
    invalidFactorTicket: { status: 200, word: 'invalid_grant' },
    invalidRequest: { status: 200, word: 'invalid_request' },
    invalidClientMetadata: { status: 200, word: 'invalid_request' },
    invalidRedirectUri: { status: 200, word: 'invalid_request' },
    invalidScope: { status: 200, word: 'invalid_scope' },
    invalidTarget: { status: 200, word: 'invalid_target' },
    invalidProof: { status: 200, word: 'invalid_dpop_proof' },
    useNonce: { status: 200, word: 'use_dpop_nonce' },
    unsupportedGrantType: { status: 200, word: 'unsupported_grant_type' },
    // npm names no client, so these are faults of the host's registration. npm shows the error code of a 503 only.
    invalidClient: { status: 503, word: 'invalid_client' },
    unauthorizedClient: { status: 503, word: 'unauthorized_client' },
    introspectionForbidden: { status: 503, word: 'unauthorized_client' },
    foreignOrigin: { status: 503, word: 'invalid_request' },
    methodNotAllowed: { status: 501, word: 'invalid_request' },
    requestTimeout: { status: 503, word: 'invalid_request' },
    tooManyRequests: { status: 503, word: 'temporarily_unavailable' },
    contentTooLarge: { status: 503, word: 'invalid_request' },
    unsupportedMediaType: { status: 503, word: 'invalid_request' },
    serverError: { status: 503, word: 'server_error' },
    temporarilyUnavailable: { status: 503, word: 'temporarily_unavailable' },
  },
  // Documented: a response is JSON. Its members are our choice.
  envelope: oauthEnvelope,
  // Documented: without `Retry-After`, npm polls again at once.
  headers: (response) =>
    response.kind === 'problem' && response.code === 'authorizationPending' && response.interval !== undefined
      ? retryAfterHeader(response.interval)
      : standardHeaders(response),
  schemas: {
    authorizationStarted: deviceAuthorizationResponse,
    tokensIssued: tokenResponse,
    problem: errorResponse,
  },
}
