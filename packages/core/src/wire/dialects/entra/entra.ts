import { minute } from '../../../machine/time.js'
import { base20x8, formatUserCode, type UserCodeFormat } from '../../../machine/user-code.js'
import type { Dialect, ResponseField } from '../../dialect.js'
import { writeMetadata } from '../../documents/metadata.js'
import { standardHeaders } from '../../writing/standard-headers.js'
import { deviceMembers, inOrder, tokenMembers, verificationAddress } from '../oauth/fields.js'
import { oauthProblems } from '../oauth/problems.js'
import { formsAndJson, pollSpec, resourcesIn, scopeIn, tokenSpecs } from '../oauth/request-specs.js'
import { clientMembers } from '../oauth/requests.js'
import { envelope } from './envelope.js'
import { deviceAuthorizationRequest, deviceAuthorizationResponse, errorResponse, tokenResponse } from './schemas.js'

// Documented: `v2-oauth2-device-code` and `reference-error-codes` of Microsoft's identity platform. "Our choice" marks what
// the documents leave open. "Its clients" are MSAL Node, MSAL Python and `@azure/identity`.

// Nine characters without a dash, as in Microsoft's samples. The alphabet is our choice: the twenty letters of RFC 8628
// §6.1. So are eleven letters while many codes live.
const userCode: UserCodeFormat = {
  ...base20x8,
  length: 9,
  groupSize: 9,
  separator: '',
  longer: { length: 11, groupSize: 11 },
}

// Many programs show this text and nothing else. Our choice: it is always English, and `mkt` is ignored.
const message: ResponseField<'authorizationStarted'> = [
  'message',
  (response, context) =>
    `To sign in, use a web browser to open the page ${verificationAddress(context)} and enter the code ` +
    `${formatUserCode(response.userCode, context.userCode)} to authenticate.`,
]

const tokens = {
  ...tokenMembers,
  // Our choice: no token is valid for longer during an outage, so both lifetimes are the same.
  ext_expires_in: tokenMembers.expires_in,
}

/**
 * The dialect of the Microsoft identity platform, version 2.0: Microsoft Entra ID. For a tenant, the `baseUrl` of the grant
 * is `https://example.com/{tenant}`, and its issuer is `https://example.com/{tenant}/v2.0`.
 */
export const entra: Dialect = {
  name: 'entra',
  endpoints: [
    {
      method: 'POST',
      path: '/oauth2/v2.0/devicecode',
      media: formsAndJson,
      metadataName: 'device_authorization_endpoint',
      reads: {
        operation: 'startAuthorization',
        parameters: deviceAuthorizationRequest
          .omit(clientMembers)
          .transform(({ scope, resource }) => ({ scope: scopeIn(scope), resources: resourcesIn(resource) })),
      },
    },
    {
      method: 'POST',
      path: '/oauth2/v2.0/token',
      media: formsAndJson,
      metadataName: 'token_endpoint',
      // Not documented: MSAL Node sends this word for the grant type.
      reads: { byGrantType: { ...tokenSpecs.byGrantType, device_code: pollSpec } },
    },
  ],
  // Its clients look for this document below the tenant. They do not ask for RFC 8414 metadata.
  documents: [{ path: '/v2.0/.well-known/openid-configuration', write: writeMetadata }],
  // The path is that of `https://microsoft.com/devicelogin`. The documents have no complete address.
  verification: { path: '/devicelogin', codeIn: { query: 'user_code' } },
  userCode,
  lifetime: 15 * minute,
  responses: {
    authorizationStarted: [
      ...inOrder(deviceMembers, 'user_code', 'device_code', 'verification_uri', 'expires_in', 'interval'),
      message,
    ],
    tokensIssued: inOrder(
      tokens,
      'token_type',
      'scope',
      'expires_in',
      'ext_expires_in',
      'access_token',
      'refresh_token',
      'id_token',
    ),
  },
  problems: {
    ...oauthProblems,
    unknownDeviceCode: { status: 400, word: 'bad_verification_code' },
    // Our choice: a redeemed code is not recognized any more.
    usedDeviceCode: { status: 400, word: 'bad_verification_code' },
    accessDenied: { status: 400, word: 'authorization_declined' },
    // Our choice: the documents have no error for it, and its clients end the login at any other word.
    slowDown: { status: 400, word: 'authorization_pending' },
    invalidTarget: { status: 400, word: 'invalid_resource' },
  },
  envelope,
  // Its clients end a login when a pending response has `Retry-After`. After a 429 or an outage they wait as long as it says,
  // and a minute without it.
  headers: (response) =>
    response.kind === 'problem' && (response.status === 429 || response.status >= 500) ? standardHeaders(response) : {},
  schemas: {
    authorizationStarted: deviceAuthorizationResponse,
    tokensIssued: tokenResponse,
    problem: errorResponse,
  },
}
