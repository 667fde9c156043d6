import { minute } from '../../../machine/time.js'
import { base20x8 } from '../../../machine/user-code.js'
import type { ProblemCode } from '../../../protocol/problem.js'
import type { Dialect } from '../../dialect.js'
import type { OperationSpec } from '../../endpoint.js'
import { pureEnvelope } from '../../writing/pure-envelope.js'
import { deviceMembers, inOrder, intervalOf, tokenMembers, verificationAddress } from '../oauth/fields.js'
import { oauthProblems } from '../oauth/problems.js'
import { formsAndJson, pollSpec, refreshSpec, scopeIn } from '../oauth/request-specs.js'
import { clientMembers, deviceCodeGrant } from '../oauth/requests.js'
import {
  deviceAuthorizationRequest,
  deviceAuthorizationResponse,
  errorResponse,
  oldPollRequest,
  tokenResponse,
} from './schemas.js'

// Documented: `POST /device/code` and `POST /token` of Google, for televisions and devices with limited input. "Our
// choice" marks what the documents leave open.

const oldPollSpec: OperationSpec<'exchangeDeviceCode'> = {
  operation: 'exchangeDeviceCode',
  parameters: oldPollRequest
    .omit({ grant_type: true, ...clientMembers })
    .transform(({ code }) => ({ deviceCode: code, resources: [] })),
}

// Our choice: the word and the status are said to be Google's, and no document that we have read has them.
const tooMany = 'rate_limit_exceeded'

// The documents have these descriptions. All others are ours.
const descriptions: Partial<Readonly<Record<ProblemCode, string>>> = {
  authorizationPending: 'Precondition Required',
  slowDown: 'Forbidden',
  accessDenied: 'Forbidden',
}

/** The dialect of Google's OAuth 2.0 for televisions and devices with limited input. */
export const google: Dialect = {
  name: 'google',
  endpoints: [
    {
      method: 'POST',
      path: '/device/code',
      media: formsAndJson,
      metadataName: 'device_authorization_endpoint',
      problems: { tooManyRequests: { status: 403, word: tooMany } },
      reads: {
        operation: 'startAuthorization',
        parameters: deviceAuthorizationRequest
          .omit(clientMembers)
          .transform(({ scope }) => ({ scope: scopeIn(scope), resources: [] })),
      },
    },
    {
      method: 'POST',
      path: '/token',
      media: formsAndJson,
      metadataName: 'token_endpoint',
      reads: {
        byGrantType: {
          [deviceCodeGrant]: pollSpec,
          [oldPollRequest.shape.grant_type.value]: oldPollSpec,
          refresh_token: refreshSpec,
        },
      },
    },
  ],
  // The query parameter is our choice: the documents have no complete verification address.
  verification: { path: '/device', codeIn: { query: 'user_code' } },
  userCode: base20x8,
  lifetime: 30 * minute,
  responses: {
    authorizationStarted: [
      ...inOrder(deviceMembers, 'device_code', 'user_code'),
      ['verification_url', (_, context) => verificationAddress(context)],
      // Our choice: clients of RFC 8628 need `verification_uri`, and clients that know both names prefer it.
      ...inOrder(deviceMembers, 'verification_uri', 'expires_in', 'interval'),
    ],
    tokensIssued: inOrder(
      tokenMembers,
      'access_token',
      'expires_in',
      'scope',
      'token_type',
      'refresh_token',
      'id_token',
    ),
  },
  problems: {
    ...oauthProblems,
    authorizationPending: { status: 428, word: 'authorization_pending' },
    slowDown: { status: 403, word: 'slow_down' },
    accessDenied: { status: 403, word: 'access_denied' },
    // Our choice: the documents have `invalid_grant` for a bad or used code, and no word of its own for an expired one.
    expiredToken: { status: 400, word: 'expired_token' },
  },
  envelope: pureEnvelope((problem) => {
    const { code, word, description } = problem
    return {
      error: word,
      // Our choice: Google is said to send `error_code` in place of `error`.
      error_code: word === tooMany ? word : undefined,
      error_description: descriptions[code] ?? description,
      // Our choice: clients that read the new interval need it.
      interval: intervalOf(problem),
    }
  }),
  schemas: {
    authorizationStarted: deviceAuthorizationResponse,
    tokensIssued: tokenResponse,
    problem: errorResponse,
  },
}
