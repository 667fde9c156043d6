import { minute } from '../../../machine/time.js'
import type { Dialect } from '../../dialect.js'
import type { MediaType } from '../../endpoint.js'
import { pureEnvelope } from '../../writing/pure-envelope.js'
import { deviceMembers, inOrder, secondsOf, tokenMembers, verificationAddress } from '../oauth/fields.js'
import { oauthProblems } from '../oauth/problems.js'
import { revocationSpec } from '../oauth/request-specs.js'
import { clientMembers } from '../oauth/requests.js'
import {
  deviceAuthorizationRequest,
  deviceAuthorizationResponse,
  errorResponse,
  pollRequest,
  refreshRequest,
  tokenResponse,
} from './schemas.js'

// Documented: the device authentication of the Trakt API. "Our choice" marks what its documents leave open.

const json: readonly MediaType[] = ['application/json']

/**
 * The dialect of Trakt. A poll that comes too fast gets the 400 of a pending one, because Trakt's clients stop at the
 * documented 429.
 */
export const trakt: Dialect = {
  name: 'trakt',
  endpoints: [
    {
      method: 'POST',
      path: '/oauth/device/code',
      media: json,
      reads: {
        operation: 'startAuthorization',
        parameters: deviceAuthorizationRequest.omit(clientMembers).transform(() => ({ resources: [] })),
      },
    },
    {
      method: 'POST',
      path: '/oauth/device/token',
      media: json,
      reads: {
        operation: 'exchangeDeviceCode',
        parameters: pollRequest
          .omit(clientMembers)
          .transform(({ code: deviceCode }) => ({ deviceCode, resources: [] })),
      },
      // Documented: here 400 means that the person has not decided, and clients poll again. So no other problem is a 400. 422
      // is our choice, as for malformed requests to the rest of the API.
      problems: {
        invalidRequest: { status: 422, word: 'invalid_request' },
        invalidTarget: { status: 422, word: 'invalid_target' },
        invalidScope: { status: 422, word: 'invalid_scope' },
        unauthorizedClient: { status: 403, word: 'unauthorized_client' },
      },
    },
    {
      method: 'POST',
      path: '/oauth/token',
      media: json,
      reads: {
        byGrantType: {
          refresh_token: {
            operation: 'exchangeRefreshToken',
            parameters: refreshRequest
              .omit({ grant_type: true, ...clientMembers })
              .transform(({ refresh_token: refreshToken }) => ({ refreshToken, resources: [] })),
          },
        },
      },
    },
    { method: 'POST', path: '/oauth/revoke', media: json, reads: revocationSpec },
  ],
  verification: { path: '/activate', codeIn: 'path' },
  // Documented: eight hexadecimal capitals. Twelve while many codes live are our choice: strangers could guess shorter ones.
  userCode: {
    alphabet: '0123456789ABCDEF',
    length: 8,
    groupSize: 8,
    separator: '',
    longer: { length: 12, groupSize: 12 },
  },
  lifetime: 10 * minute,
  responses: {
    authorizationStarted: [
      ...inOrder(deviceMembers, 'device_code', 'user_code'),
      ['verification_url', (_, context) => verificationAddress(context)],
      ...inOrder(deviceMembers, 'expires_in', 'interval'),
    ],
    tokensIssued: [
      ...inOrder(tokenMembers, 'access_token'),
      // Documented: lower case.
      ['token_type', ({ tokenType }) => tokenType.toLowerCase()],
      ...inOrder(tokenMembers, 'expires_in', 'refresh_token', 'scope'),
      // Our choice: the time of the response. The token is made for it, and no client needs it to the second.
      ['created_at', ({ issuedAt }) => secondsOf(issuedAt)],
    ],
    // Documented: 200 without a body.
    tokenRevoked: 'noBody',
  },
  problems: {
    ...oauthProblems,
    // Documented: the status of a poll says everything.
    authorizationPending: { status: 400, word: '' },
    slowDown: { status: 400, word: '' },
    accessDenied: { status: 418, word: '' },
    expiredToken: { status: 410, word: '' },
    unknownDeviceCode: { status: 404, word: '' },
    usedDeviceCode: { status: 409, word: '' },
  },
  envelope: pureEnvelope(({ word, description }) => ({ error: word, error_description: description })),
  schemas: {
    authorizationStarted: deviceAuthorizationResponse,
    tokensIssued: tokenResponse,
    problem: errorResponse,
  },
}

/** The dialect of Trakt with the documented status 429 for a poll that comes too fast. */
export const traktDocumented: Dialect = {
  ...trakt,
  problems: { ...trakt.problems, slowDown: { status: 429, word: '' } },
}
