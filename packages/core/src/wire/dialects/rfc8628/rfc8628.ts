import { base20x8 } from '../../../machine/user-code.js'
import type { Dialect } from '../../dialect.js'
import type { OperationSpec } from '../../endpoint.js'
import { claimedText } from '../../values.js'
import { deviceFields, introspectionFields, tokenFields, verificationRequiredField } from '../oauth/fields.js'
import { loginProblems, oauthEnvelope, oauthProblems } from '../oauth/problems.js'
import { challengeIsWhole, numberIn } from '../oauth/proof-of-start.js'
import { registrationFields, registrationProblems, registrationSpec } from '../oauth/registration.js'
import {
  formsAndJson,
  introspectionSpec,
  loginSpec,
  pollSpec as oauthPollSpec,
  readPlainStart,
  resourcesIn,
  revocationSpec,
  scopeIn,
  secondFactorSpec,
  signInDemand,
  tokenSpecs,
} from '../oauth/request-specs.js'
import { clientMembers, deviceCodeGrant } from '../oauth/requests.js'
import {
  deviceAuthorizationRequest,
  deviceAuthorizationResponse,
  errorResponse,
  introspectionResponse,
  loginResponse,
  pollRequest,
  registrationResponse,
  revocationResponse,
  tokenResponse,
} from './schemas.js'

const longestLabel = 80

const pollSpec: OperationSpec<'exchangeDeviceCode'> = {
  operation: 'exchangeDeviceCode',
  parameters: pollRequest
    .omit({ grant_type: true, ...clientMembers })
    .transform(({ device_code, resource, code_verifier, verification_number }) => ({
      deviceCode: device_code,
      resources: resourcesIn(resource),
      codeVerifier: code_verifier,
      verificationNumber: numberIn(verification_number),
    })),
  fast: (sent) =>
    sent['code_verifier'] === undefined && sent['verification_number'] === undefined
      ? oauthPollSpec.fast?.(sent)
      : undefined,
}

/** The standard dialect: RFC 8628 and RFC 6749, with RFC 8707 resources and a first-party password login. */
export const rfc8628: Dialect = {
  name: 'rfc8628',
  dpop: true,
  endpoints: [
    {
      method: 'POST',
      path: '/device_authorization',
      media: formsAndJson,
      metadataName: 'device_authorization_endpoint',
      reads: {
        operation: 'startAuthorization',
        parameters: deviceAuthorizationRequest
          .omit(clientMembers)
          .superRefine(challengeIsWhole)
          .transform(({ scope, resource, device_label, dpop_jkt, code_challenge, binding_message, ...signIn }) => ({
            scope: scopeIn(scope),
            resources: resourcesIn(resource),
            label: device_label === undefined ? undefined : claimedText(device_label, longestLabel),
            jkt: dpop_jkt,
            codeChallenge: code_challenge,
            bindingMessage: binding_message,
            ...signInDemand(signIn),
          })),
        fast: readPlainStart,
      },
    },
    {
      method: 'POST',
      path: '/token',
      media: formsAndJson,
      metadataName: 'token_endpoint',
      reads: { byGrantType: { ...tokenSpecs.byGrantType, [deviceCodeGrant]: pollSpec } },
    },
    {
      method: 'POST',
      path: '/revoke',
      media: formsAndJson,
      metadataName: 'revocation_endpoint',
      reads: revocationSpec,
    },
    {
      method: 'POST',
      path: '/introspect',
      media: formsAndJson,
      metadataName: 'introspection_endpoint',
      reads: introspectionSpec,
    },
    {
      method: 'POST',
      path: '/register',
      media: ['application/json'],
      metadataName: 'registration_endpoint',
      reads: registrationSpec,
      status: 201,
      problems: registrationProblems,
    },
    // An extension of devicegrant. It names no client, because it is for first-party programs only.
    {
      method: 'POST',
      path: '/login',
      media: formsAndJson,
      response: loginResponse,
      reads: loginSpec,
      orWith: secondFactorSpec,
      problems: loginProblems,
    },
  ],
  verification: { path: '/device', codeIn: { query: 'user_code' } },
  userCode: base20x8,
  codeChallengeMethods: ['S256'],
  verificationNumbers: true,
  responses: {
    authorizationStarted: [...deviceFields, verificationRequiredField],
    tokensIssued: [...tokenFields, ['known', ({ known }) => known]],
    tokenRevoked: [],
    tokenIntrospected: introspectionFields,
    clientRegistered: registrationFields,
  },
  problems: oauthProblems,
  envelope: oauthEnvelope,
  schemas: {
    authorizationStarted: deviceAuthorizationResponse,
    tokensIssued: tokenResponse,
    tokenRevoked: revocationResponse,
    tokenIntrospected: introspectionResponse,
    clientRegistered: registrationResponse,
    problem: errorResponse,
  },
}
