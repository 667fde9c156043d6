import { writeScope } from '../../../machine/scope.js'
import { second } from '../../../machine/time.js'
import { base20x8, formatUserCode } from '../../../machine/user-code.js'
import type { Dialect } from '../../dialect.js'
import { claimedText } from '../../values.js'
import {
  completeAddress,
  formsAndJson,
  introspectionFields,
  passwordReading,
  resourcesIn,
  scopeIn,
  tokenReadings,
  verificationAddress,
} from '../oauth/oauth.js'
import { oauthEnvelope, oauthProblems } from '../oauth/problems.js'
import { tokenParameters } from '../oauth/request-schemas.js'
import { introspectionResponse, oauthProblem, revocationResponse, tokenResponse } from '../oauth/response-schemas.js'
import { rfc8628DeviceParameters, rfc8628DeviceResponse } from './schemas.js'

const longestLabel = 80

/** The standard dialect: RFC 8628 and RFC 6749, with RFC 8707 resources and a first-party password login. */
export const rfc8628: Dialect = {
  name: 'rfc8628',
  endpoints: [
    {
      method: 'POST',
      path: '/device_authorization',
      media: formsAndJson,
      metadataName: 'device_authorization_endpoint',
      reads: {
        operation: 'startAuthorization',
        parameters: rfc8628DeviceParameters.transform(({ scope, resource, device_label }) => ({
          scope: scopeIn(scope),
          resources: resourcesIn(resource),
          label: device_label === undefined ? undefined : claimedText(device_label, longestLabel),
        })),
      },
    },
    {
      method: 'POST',
      path: '/token',
      media: formsAndJson,
      metadataName: 'token_endpoint',
      reads: { byGrantType: tokenReadings },
    },
    {
      method: 'POST',
      path: '/revoke',
      media: formsAndJson,
      metadataName: 'revocation_endpoint',
      reads: { operation: 'revokeToken', parameters: tokenParameters },
    },
    {
      method: 'POST',
      path: '/introspect',
      media: formsAndJson,
      metadataName: 'introspection_endpoint',
      reads: { operation: 'introspectToken', parameters: tokenParameters },
    },
    // An extension of devicegrant. It names no client, because it is for first-party programs only.
    { method: 'POST', path: '/login', media: formsAndJson, reads: { operation: 'logIn', parameters: passwordReading } },
  ],
  verification: { path: '/device', codeParameter: 'user_code' },
  userCode: base20x8,
  responses: {
    authorizationStarted: [
      ['device_code', ({ deviceCode }) => deviceCode],
      ['user_code', (response, place) => formatUserCode(response.userCode, place.userCode)],
      ['verification_uri', (_, place) => verificationAddress(place)],
      ['verification_uri_complete', (response, place) => completeAddress(response.userCode, place)],
      ['expires_in', ({ lifetime }) => Math.floor(lifetime / second)],
      ['interval', ({ interval }) => Math.ceil(interval / second)],
    ],
    tokensIssued: [
      ['access_token', ({ accessToken }) => accessToken],
      ['token_type', ({ tokenType }) => tokenType],
      ['expires_in', ({ lifetime }) => Math.floor(lifetime / second)],
      ['refresh_token', ({ refreshToken }) => refreshToken],
      ['id_token', ({ idToken }) => idToken],
      ['scope', ({ scope }) => writeScope(scope)],
    ],
    tokenRevoked: [],
    tokenIntrospected: introspectionFields,
  },
  problems: oauthProblems,
  envelope: oauthEnvelope,
  schemas: {
    authorizationStarted: rfc8628DeviceResponse,
    tokensIssued: tokenResponse,
    tokenRevoked: revocationResponse,
    tokenIntrospected: introspectionResponse,
    problem: oauthProblem,
  },
}
