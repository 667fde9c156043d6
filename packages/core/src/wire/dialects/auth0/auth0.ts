import { minute } from '../../../machine/time.js'
import { base20x8 } from '../../../machine/user-code.js'
import type { Dialect, SpelledProblem } from '../../dialect.js'
import type { JsonObject } from '../../json-value.js'
import { pureEnvelope } from '../../writing/pure-envelope.js'
import { deviceFields, inOrder, intervalOf, introspectionFields, tokenMembers } from '../oauth/fields.js'
import { oauthProblems } from '../oauth/problems.js'
import { formsAndJson, resourcesIn, revocationSpec, scopeIn, tokenSpecs } from '../oauth/request-specs.js'
import { clientMembers } from '../oauth/requests.js'
import { introspectionResponse } from '../oauth/responses.js'
import { deviceAuthorizationRequest, deviceAuthorizationResponse, errorResponse, tokenResponse } from './schemas.js'

// Documented: `POST /oauth/device/code` and `POST /oauth/token` of Auth0, as Yoto publishes them for its own tenant.
// "Our choice" marks what the documents leave open.

/** The dialect of Auth0. */
export const auth0: Dialect = {
  name: 'auth0',
  dpop: true,
  endpoints: [
    {
      method: 'POST',
      path: '/oauth/device/code',
      media: formsAndJson,
      // Yoto's generated samples send one.
      ignoresBearer: true,
      reads: {
        operation: 'startAuthorization',
        parameters: deviceAuthorizationRequest
          .omit(clientMembers)
          .transform(({ scope, audience }) => ({ scope: scopeIn(scope), resources: resourcesIn(audience) })),
      },
    },
    // Yoto's sample sends an `audience` with a poll. It is not a parameter here, so it is ignored.
    { method: 'POST', path: '/oauth/token', media: formsAndJson, reads: tokenSpecs },
    {
      method: 'POST',
      path: '/oauth/revoke',
      media: formsAndJson,
      reads: revocationSpec,
    },
  ],
  verification: { path: '/activate', codeIn: { query: 'user_code' } },
  userCode: base20x8,
  lifetime: 5 * minute,
  responses: {
    authorizationStarted: deviceFields,
    tokensIssued: inOrder(
      tokenMembers,
      'access_token',
      'refresh_token',
      'id_token',
      'scope',
      'expires_in',
      'token_type',
    ),
    // Documented: 200 without a body.
    tokenRevoked: 'noBody',
    tokenIntrospected: introspectionFields,
  },
  problems: {
    ...oauthProblems,
    // Our choice for a device code: the documents have the error code, and 403 for every other end of the polling.
    invalidGrant: { status: 403, word: 'invalid_grant' },
    unknownDeviceCode: { status: 403, word: 'invalid_grant' },
    usedDeviceCode: { status: 403, word: 'invalid_grant' },
    invalidRefreshToken: { status: 403, word: 'invalid_grant' },
    invalidCredentials: { status: 403, word: 'invalid_grant' },
    // Documented: `mfa_required` with an `mfa_token` for grants of Auth0's own, which are not served here: no `mfa_token`.
    secondFactorRequired: { status: 403, word: 'mfa_required' },
    unauthorizedClient: { status: 403, word: 'unauthorized_client' },
    // Our choice of 400: the table of errors has no status for this error code.
    unsupportedGrantType: { status: 400, word: 'unsupported_grant_type' },
    // Our choice: an unknown audience is an invalid request, because Auth0 has no `invalid_target`.
    invalidTarget: { status: 400, word: 'invalid_request' },
    authorizationPending: { status: 403, word: 'authorization_pending' },
    slowDown: { status: 429, word: 'slow_down' },
    accessDenied: { status: 403, word: 'access_denied' },
    // Auth0 sends it once and then `invalid_grant`. A response can be lost, so here every poll gets it until the code
    // is forgotten.
    expiredToken: { status: 403, word: 'expired_token' },
    tooManyRequests: { status: 429, word: 'too_many_requests' },
  },
  envelope: pureEnvelope(envelope),
  schemas: {
    authorizationStarted: deviceAuthorizationResponse,
    tokensIssued: tokenResponse,
    tokenIntrospected: introspectionResponse,
    problem: errorResponse,
  },
}

/**
 * The dialect of Yoto: Auth0 with status 403 for `slow_down`. Clients that follow Yoto's published sample expect 403
 * and stop polling at the 429 of Auth0.
 */
export const yoto: Dialect = {
  ...auth0,
  problems: { ...auth0.problems, slowDown: { status: 403, word: 'slow_down' } },
}

// Yoto's documents have the texts for `authorization_pending` and `slow_down`. The new interval is our addition.
function envelope(problem: SpelledProblem): JsonObject {
  const { code, word, description } = problem
  const interval = intervalOf(problem)
  if (code === 'secondFactorRequired') return { error: word, error_description: 'Multifactor authentication required' }
  if (code === 'authorizationPending')
    return { error: word, error_description: 'User has yet to authorize device code.' }
  if (interval === undefined) return { error: word, error_description: description }
  const text = `You are polling faster than the specified interval of ${interval} seconds.`
  return { error: word, error_description: text, interval }
}
