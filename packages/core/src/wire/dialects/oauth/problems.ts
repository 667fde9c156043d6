import { second } from '../../../machine/time.js'
import type { ProblemCode } from '../../../protocol/problem.js'
import type { Endpoint, ErrorSpelling } from '../../endpoint.js'
import { pureEnvelope } from '../../writing/pure-envelope.js'
import { intervalOf } from './fields.js'

/**
 * The status and the error code of each problem, as the OAuth RFCs write them. It is total, so a dialect that spreads it is
 * total too, and names only what its own documents change.
 */
export const oauthProblems: Readonly<Record<ProblemCode, ErrorSpelling>> = {
  invalidRequest: { status: 400, word: 'invalid_request' },
  // RFC 6749 §5.2: 401, with a challenge.
  invalidClient: { status: 401, word: 'invalid_client' },
  invalidGrant: { status: 400, word: 'invalid_grant' },
  unknownDeviceCode: { status: 400, word: 'invalid_grant' },
  usedDeviceCode: { status: 400, word: 'invalid_grant' },
  invalidRefreshToken: { status: 400, word: 'invalid_grant' },
  invalidCredentials: { status: 400, word: 'invalid_grant' },
  // RFC 6749 §5.2: the grant of the resource owner does not work. A login says more, see `loginProblems`.
  secondFactorRequired: { status: 400, word: 'invalid_grant' },
  wrongSecondFactor: { status: 400, word: 'invalid_grant' },
  invalidFactorTicket: { status: 400, word: 'invalid_grant' },
  unauthorizedClient: { status: 400, word: 'unauthorized_client' },
  // RFC 7662 §2.3 does not name an error code. 403 means that the caller is known and may not introspect tokens.
  introspectionForbidden: { status: 403, word: 'unauthorized_client' },
  unsupportedGrantType: { status: 400, word: 'unsupported_grant_type' },
  invalidScope: { status: 400, word: 'invalid_scope' },
  invalidTarget: { status: 400, word: 'invalid_target' },
  invalidClientMetadata: { status: 400, word: 'invalid_client_metadata' },
  invalidRedirectUri: { status: 400, word: 'invalid_redirect_uri' },
  // RFC 9449 §5 and §8.
  invalidProof: { status: 400, word: 'invalid_dpop_proof' },
  useNonce: { status: 400, word: 'use_dpop_nonce' },
  authorizationPending: { status: 400, word: 'authorization_pending' },
  slowDown: { status: 400, word: 'slow_down' },
  accessDenied: { status: 400, word: 'access_denied' },
  expiredToken: { status: 400, word: 'expired_token' },
  foreignOrigin: { status: 403, word: 'invalid_request' },
  methodNotAllowed: { status: 405, word: 'invalid_request' },
  requestTimeout: { status: 408, word: 'invalid_request' },
  // No RFC has an error code for it. RFC 8628 §3.5 has `slow_down` for pending codes only, and those never get this.
  tooManyRequests: { status: 429, word: 'temporarily_unavailable' },
  contentTooLarge: { status: 413, word: 'invalid_request' },
  unsupportedMediaType: { status: 415, word: 'invalid_request' },
  serverError: { status: 500, word: 'server_error' },
  temporarilyUnavailable: { status: 503, word: 'temporarily_unavailable' },
}

/** What a first-party login says about second factors. RFC 6749 has no words for it. */
export const loginProblems: NonNullable<Endpoint['problems']> = {
  secondFactorRequired: { status: 403, word: 'second_factor_required' },
  wrongSecondFactor: { status: 400, word: 'invalid_second_factor' },
  invalidFactorTicket: { status: 403, word: 'invalid_ticket' },
}

/** Returns the body of a problem (RFC 6749 §5.2), with what a second factor needs, and with the new interval of a `slow_down` in seconds. */
export const oauthEnvelope = pureEnvelope((problem) => {
  const { word, description, secondFactor } = problem
  return {
    error: word,
    error_description: description,
    interval: intervalOf(problem),
    // Our own members: for polls that must have the number that the page shows, and for logins with a second factor.
    verification_required: problem.verificationRequired,
    ...(secondFactor && {
      ticket: secondFactor.ticket,
      methods: secondFactor.methods,
      expires_in: Math.floor(secondFactor.lifetime / second),
    }),
  }
})
