import * as z from 'zod'
import { challengeMember } from '../challenge-uri.js'
import { deviceCodeGrant } from '../oauth/requests.js'
import { scopeList, spelledWithDash } from './values.js'

// Documented: the service model `sso-oidc`, 2019-06-10, which the clients of AWS are generated from.

// Documented: the service supports no other type.
const clientType = z.string().superRefine((value, context) => {
  if (value !== 'public') context.addIssue({ code: 'custom', params: { problem: 'invalidClientMetadata' } })
})

/** `POST /client/register`. */
export const registrationRequest = z.object({
  clientName: z.string().describe('The name that the page shows as unverified.'),
  clientType: clientType.describe('public. The client gets a secret all the same.'),
  scopes: scopeList.optional().describe('The scope of all device grants of this client.'),
  // Documented: an example without a scheme.
  redirectUris: z.array(z.string()).optional().describe('No grant type of the server uses them.'),
  grantTypes: z.array(z.string()).optional().describe('Without it: the device code and refresh tokens.'),
  issuerUrl: z.string().optional().describe('Ignored.'),
  entitledApplicationArn: z.string().optional().describe('Ignored.'),
})

/** `POST /client/register`: the registered client. */
export const registrationResponse = z.strictObject({
  clientId: z.string().min(1),
  clientSecret: z.string().min(1).describe('The client sends it with every request.'),
  clientIdIssuedAt: z.int().positive().describe('In seconds since the Unix epoch.'),
  clientSecretExpiresAt: z.int().positive().describe('In seconds since the Unix epoch.'),
})

const clientParameters = z.object({
  clientId: z.string(),
  clientSecret: z.string().optional().describe('Required for a client that has registered itself.'),
})

/** `POST /device_authorization`. */
export const deviceAuthorizationRequest = z.object({
  startUrl: z.string().describe('The address of the access portal. It is not read.'),
  ...clientParameters.shape,
})

/** `POST /device_authorization`: the two codes. */
export const deviceAuthorizationResponse = z.strictObject({
  deviceCode: z.string().min(1),
  userCode: z.string(),
  verificationUri: z.url(),
  verificationUriComplete: z.url().describe('The same address with the user code, and k, which shows its origin.'),
  expiresIn: z.int().positive().describe('The lifetime of both codes in seconds.'),
  interval: z.int().positive().describe('The seconds to wait between two polls.'),
})

/** `POST /token`: a poll. */
export const pollRequest = z.object({
  grantType: z.literal([deviceCodeGrant, spelledWithDash]),
  deviceCode: z.string(),
  ...clientParameters.shape,
})

/** `POST /token`: a refresh. */
export const refreshRequest = z.object({
  grantType: z.literal('refresh_token'),
  refreshToken: z.string(),
  scope: scopeList.optional().describe('A subset of the granted scope values.'),
  ...clientParameters.shape,
})

/** Every request of `POST /token`, distinguished by `grantType`. */
export const tokenRequest = z.discriminatedUnion('grantType', [pollRequest, refreshRequest])

/** `POST /token`: the tokens. */
export const tokenResponse = z.strictObject({
  accessToken: z.string().min(1),
  tokenType: z.string(),
  expiresIn: z.int().positive().describe('The lifetime of the access token in seconds.'),
  refreshToken: z.string().min(1).optional().describe('Present if the client may have one.'),
  idToken: z.string().min(1).optional().describe('Present if the server makes one.'),
})

/** The body of a problem response. */
export const errorResponse = z.strictObject({
  __type: z
    .enum([
      'AccessDeniedException',
      'AuthorizationPendingException',
      'ExpiredTokenException',
      'InternalServerException',
      'InvalidClientException',
      'InvalidClientMetadataException',
      'InvalidGrantException',
      'InvalidRedirectUriException',
      'InvalidRequestException',
      'InvalidScopeException',
      'SlowDownException',
      'UnauthorizedClientException',
      'UnsupportedGrantTypeException',
    ])
    .describe('The name of the exception that the clients of AWS throw.'),
  error: z.enum([
    'access_denied',
    'authorization_pending',
    'expired_token',
    'invalid_client',
    'invalid_client_metadata',
    'invalid_grant',
    'invalid_redirect_uri',
    'invalid_request',
    'invalid_scope',
    'server_error',
    'slow_down',
    'unauthorized_client',
    'unsupported_grant_type',
  ]),
  error_description: z.string().describe('A text for developers.'),
  ...challengeMember,
})

/** `POST /client/register`. */
export type RegistrationRequest = z.infer<typeof registrationRequest>
/** `POST /client/register`: the registered client. */
export type RegistrationResponse = z.infer<typeof registrationResponse>
/** `POST /device_authorization`. */
export type DeviceAuthorizationRequest = z.infer<typeof deviceAuthorizationRequest>
/** `POST /device_authorization`: the two codes. */
export type DeviceAuthorizationResponse = z.infer<typeof deviceAuthorizationResponse>
/** `POST /token`: a poll. */
export type PollRequest = z.infer<typeof pollRequest>
/** `POST /token`: a refresh. */
export type RefreshRequest = z.infer<typeof refreshRequest>
/** Every request of `POST /token`. */
export type TokenRequest = z.infer<typeof tokenRequest>
/** `POST /token`: the tokens. */
export type TokenResponse = z.infer<typeof tokenResponse>
/** The body of a problem response. */
export type ErrorResponse = z.infer<typeof errorResponse>
