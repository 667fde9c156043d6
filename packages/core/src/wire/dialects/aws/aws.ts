import * as z from 'zod'
import { day, second } from '../../../machine/time.js'
import { base20x8 } from '../../../machine/user-code.js'
import type { Dialect } from '../../dialect.js'
import type { MediaType, RequestSpec } from '../../endpoint.js'
import { standardHeaders } from '../../writing/standard-headers.js'
import { completeAddress, deviceMembers, secondsOf, tokenMembers, verificationAddress } from '../oauth/fields.js'
import { grantTypesIn, nameIn } from '../oauth/registration.js'
import { deviceCodeGrant } from '../oauth/requests.js'
import { envelope, problems } from './problems.js'
import {
  deviceAuthorizationRequest,
  deviceAuthorizationResponse,
  errorResponse,
  registrationRequest,
  registrationResponse,
  tokenResponse,
} from './schemas.js'
import { scopeList, spelledWithDash } from './values.js'

// Documented: the service model `sso-oidc`, 2019-06-10. "Our choice" marks what it leaves open.

const json: readonly MediaType[] = ['application/json']

// Our choice, for a host whose registrations do not end: the clients take an absent time, and 0, for an end in the past.
const longestRegistration = 90 * day

const pollSpec: RequestSpec = {
  operation: 'exchangeDeviceCode',
  parameters: z
    .object({ device_code: z.string() })
    .transform(({ device_code }) => ({ deviceCode: device_code, resources: [] })),
}

/** The dialect of AWS IAM Identity Center. Its programs register themselves, so it needs `clients.registerClient`. */
export const aws: Dialect = {
  name: 'aws',
  endpoints: [
    {
      method: 'POST',
      path: '/client/register',
      media: json,
      reads: {
        operation: 'registerClient',
        parameters: registrationRequest.transform(({ clientName, grantTypes, scopes, redirectUris }) => ({
          name: nameIn(clientName),
          // Documented: a public client, which sends a secret in every body.
          authMethod: 'client_secret_post' as const,
          grantTypes: grantTypesIn(grantTypes),
          scope: scopes,
          redirectUris,
        })),
      },
    },
    {
      method: 'POST',
      path: '/device_authorization',
      media: json,
      reads: {
        operation: 'startAuthorization',
        // Documented: the scope is that of the registration. Our choice: `startUrl` is required, and not read.
        parameters: deviceAuthorizationRequest.pick({ startUrl: true }).transform(() => ({ resources: [] })),
      },
    },
    {
      method: 'POST',
      path: '/token',
      media: json,
      reads: {
        byGrantType: {
          [deviceCodeGrant]: pollSpec,
          [spelledWithDash]: pollSpec,
          refresh_token: {
            operation: 'exchangeRefreshToken',
            parameters: z
              .object({ refresh_token: z.string(), scope: scopeList.optional() })
              .transform(({ refresh_token, scope }) => ({ refreshToken: refresh_token, scope, resources: [] })),
          },
        },
      },
    },
  ],
  names: {
    client_id: 'clientId',
    client_secret: 'clientSecret',
    grant_type: 'grantType',
    device_code: 'deviceCode',
    refresh_token: 'refreshToken',
  },
  // Documented: the parameter. Our choice: the path.
  verification: { path: '/device', codeIn: { query: 'user_code' } },
  userCode: base20x8,
  // The command line of AWS polls before it shows the code, and again right after.
  startGrace: 2 * second,
  responses: {
    authorizationStarted: [
      ['deviceCode', deviceMembers.device_code],
      ['userCode', deviceMembers.user_code],
      ['verificationUri', deviceMembers.verification_uri],
      // Our choice: the AWS CLI fails without this member, so a client without complete addresses gets the one without a code.
      [
        'verificationUriComplete',
        (started, context) => completeAddress(started, context) ?? verificationAddress(context),
      ],
      ['expiresIn', deviceMembers.expires_in],
      ['interval', deviceMembers.interval],
    ],
    tokensIssued: [
      ['accessToken', tokenMembers.access_token],
      ['tokenType', tokenMembers.token_type],
      ['expiresIn', tokenMembers.expires_in],
      ['refreshToken', tokenMembers.refresh_token],
      ['idToken', tokenMembers.id_token],
    ],
    clientRegistered: [
      ['clientId', ({ clientId }) => clientId],
      ['clientSecret', ({ clientSecret }) => clientSecret],
      ['clientIdIssuedAt', ({ issuedAt }) => secondsOf(issuedAt)],
      ['clientSecretExpiresAt', ({ issuedAt, expiresAt = issuedAt + longestRegistration }) => secondsOf(expiresAt)],
    ],
  },
  problems,
  envelope,
  // Documented: the identifier of the request. The clients keep it for support.
  headers: (response, context) => ({ ...standardHeaders(response), 'x-amzn-RequestId': context.requestId }),
  schemas: {
    authorizationStarted: deviceAuthorizationResponse,
    tokensIssued: tokenResponse,
    clientRegistered: registrationResponse,
    problem: errorResponse,
  },
}
