import { minute, second } from '../../../machine/time.js'
import { base20x8 } from '../../../machine/user-code.js'
import type { Dialect, ResponseField } from '../../dialect.js'
import { pureEnvelope } from '../../writing/pure-envelope.js'
import { formBodies, jsonBodies } from '../../writing/representations.js'
import { deviceMembers, inOrder, intervalOf, tokenMembers } from '../oauth/fields.js'
import { oauthProblems } from '../oauth/problems.js'
import { formsAndJson, pollSpec, refreshSpec, scopeIn } from '../oauth/request-specs.js'
import { clientMembers, deviceCodeGrant } from '../oauth/requests.js'
import { deviceAuthorizationRequest, deviceAuthorizationResponse, errorResponse, tokenResponse } from './schemas.js'

// Documented: the device flow of GitHub's OAuth apps, the user access tokens of its GitHub Apps, and the errors of both.
// "Our choice" marks what the documents leave open. docs/dialects/github.md has the reasons.

// Never sent: no path here revokes or introspects tokens, or takes a password.
const unsaid = { status: 200, word: 'invalid_request' }

/** The dialect of GitHub. */
export const github: Dialect = {
  name: 'github',
  endpoints: [
    {
      method: 'POST',
      path: '/login/device/code',
      media: formsAndJson,
      reads: {
        operation: 'startAuthorization',
        parameters: deviceAuthorizationRequest
          .omit(clientMembers)
          .transform(({ scope }) => ({ scope: scopeIn(scope), resources: [] })),
      },
      // Our choice, from what GitHub's command line does here. It takes 404, 400 with this error code, and 200 without codes
      // for a server that has no device flow. It shows any other error.
      problems: {
        invalidRequest: { status: 400, word: 'invalid_request' },
        invalidScope: { status: 400, word: 'invalid_scope' },
        invalidClient: { status: 404, word: 'incorrect_client_credentials' },
        unauthorizedClient: { status: 400, word: 'device_flow_disabled' },
      },
    },
    {
      method: 'POST',
      path: '/login/oauth/access_token',
      media: formsAndJson,
      reads: { byGrantType: { [deviceCodeGrant]: pollSpec, refresh_token: refreshSpec } },
    },
  ],
  // The query parameter is our choice: the documents have no complete verification address.
  verification: { path: '/login/device', codeIn: { query: 'user_code' } },
  // Documented: eight characters with a hyphen in the middle. The alphabet, and ten characters while many codes live, are
  // our choice.
  userCode: base20x8,
  lifetime: 15 * minute,
  responses: {
    // The order is that of the samples in JSON.
    authorizationStarted: inOrder(
      deviceMembers,
      'device_code',
      'user_code',
      'verification_uri',
      'expires_in',
      'interval',
    ),
    tokensIssued: [
      ['access_token', tokenMembers.access_token],
      // Documented: always in lower case.
      ['token_type', ({ tokenType }) => tokenType.toLowerCase()],
      // Documented: with commas in responses, although requests have spaces.
      ['scope', ({ scope }) => scope.join(',')],
      ['expires_in', ifRefreshable(tokenMembers.expires_in)],
      ['refresh_token', tokenMembers.refresh_token],
      [
        'refresh_token_expires_in',
        ({ refreshLifetime }) => (refreshLifetime === undefined ? undefined : Math.floor(refreshLifetime / second)),
      ],
    ],
  },
  // Documented: the error codes of a poll. 200 for the documented error codes is what every client expects. The status of
  // the others is our choice: 200 for what is wrong with a request, and that of HTTP for everything else.
  problems: {
    ...oauthProblems,
    // Our choice of the error code.
    invalidRequest: { status: 200, word: 'invalid_request' },
    invalidClient: { status: 200, word: 'incorrect_client_credentials' },
    unknownDeviceCode: { status: 200, word: 'incorrect_device_code' },
    // Our choice: the documents do not say what a used code gets.
    usedDeviceCode: { status: 200, word: 'incorrect_device_code' },
    // Our choice, from what clients of GitHub Apps look for.
    invalidRefreshToken: { status: 200, word: 'bad_refresh_token' },
    unauthorizedClient: { status: 200, word: 'device_flow_disabled' },
    unsupportedGrantType: { status: 200, word: 'unsupported_grant_type' },
    // Our choice: the documents do not say that a scope or a resource can be refused.
    invalidScope: { status: 200, word: 'invalid_scope' },
    invalidTarget: { status: 200, word: 'invalid_request' },
    invalidClientMetadata: { status: 200, word: 'invalid_request' },
    invalidRedirectUri: { status: 200, word: 'invalid_request' },
    invalidProof: unsaid,
    useNonce: unsaid,
    authorizationPending: { status: 200, word: 'authorization_pending' },
    slowDown: { status: 200, word: 'slow_down' },
    accessDenied: { status: 200, word: 'access_denied' },
    // The table of error codes has this one. The text beside it says `token_expired`, which no client looks for.
    expiredToken: { status: 200, word: 'expired_token' },
    invalidGrant: unsaid,
    invalidCredentials: unsaid,
    secondFactorRequired: unsaid,
    wrongSecondFactor: unsaid,
    invalidFactorTicket: unsaid,
    introspectionForbidden: unsaid,
  },
  envelope: pureEnvelope((problem) => ({
    error: problem.word,
    error_description: problem.description,
    // Documented as a member. That it always has the page of the error codes is our choice.
    error_uri: 'https://docs.github.com/developers/apps/authorizing-oauth-apps#error-codes-for-the-device-flow',
    interval: intervalOf(problem),
  })),
  // Documented: a form, unless the request accepts JSON. The documented XML is not served.
  representations: [formBodies, jsonBodies],
  schemas: {
    authorizationStarted: deviceAuthorizationResponse,
    tokensIssued: tokenResponse,
    problem: errorResponse,
  },
}

type TokenValue = ResponseField<'tokensIssued'>[1]

// Documented: a token of an OAuth app does not expire, and has no `expires_in`.
function ifRefreshable(value: TokenValue): TokenValue {
  return (tokens, context) => (tokens.refreshToken === undefined ? undefined : value(tokens, context))
}
