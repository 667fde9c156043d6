import * as z from 'zod'
import { clientParameters, pollRequest, refreshRequest, scopeText } from '../oauth/requests.js'
import {
  deviceAuthorizationResponse as oauthDeviceAuthorizationResponse,
  errorResponse as oauthErrorResponse,
} from '../oauth/responses.js'

// Documented: the device flow of GitHub's OAuth apps, and the user access tokens of its GitHub Apps. These are the bodies in
// JSON. A form has the same members, with numbers as digits.

/** `POST /login/device/code`. */
export const deviceAuthorizationRequest = z.object({
  scope: scopeText
    .optional()
    .describe("The requested scope values, separated by spaces. Without it: the client's default scope."),
  ...clientParameters.shape,
})

/** Every request of `POST /login/oauth/access_token`, distinguished by `grant_type`. */
export const tokenRequest = z.discriminatedUnion('grant_type', [pollRequest, refreshRequest])

/** The device code and the user code. */
export const deviceAuthorizationResponse = oauthDeviceAuthorizationResponse.omit({ verification_uri_complete: true })

/** Tokens. Only those that expire have the last three members. */
export const tokenResponse = z.strictObject({
  access_token: z.string().min(1),
  token_type: z.string().describe('bearer, in lower case.'),
  scope: z.string().describe('The granted scope values, separated by commas.'),
  expires_in: z
    .int()
    .positive()
    .optional()
    .describe('The lifetime of the access token in seconds. Present with a refresh token.'),
  refresh_token: z.string().min(1).optional().describe('Present if the client may have one.'),
  refresh_token_expires_in: z
    .int()
    .positive()
    .optional()
    .describe('The longest lifetime of the refresh token in seconds. Present with a refresh token.'),
})

/** The body of a problem response. Its status is 200 for most problems, so programs look for `error`. */
export const errorResponse = oauthErrorResponse.extend({
  error: z.enum([
    'authorization_pending',
    'slow_down',
    'expired_token',
    'access_denied',
    'incorrect_device_code',
    'incorrect_client_credentials',
    'device_flow_disabled',
    'unsupported_grant_type',
    'bad_refresh_token',
    'invalid_request',
    'invalid_scope',
    'server_error',
    'temporarily_unavailable',
  ]),
  error_uri: z.string().describe('The address of a page about the error codes.'),
})

/** `POST /login/device/code`. */
export type DeviceAuthorizationRequest = z.infer<typeof deviceAuthorizationRequest>
/** Every request of `POST /login/oauth/access_token`, distinguished by `grant_type`. */
export type TokenRequest = z.infer<typeof tokenRequest>
/** The device code and the user code. */
export type DeviceAuthorizationResponse = z.infer<typeof deviceAuthorizationResponse>
/** Tokens. Only those that expire have the last three members. */
export type TokenResponse = z.infer<typeof tokenResponse>
/** The body of a problem response. Its status is 200 for most problems, so programs look for `error`. */
export type ErrorResponse = z.infer<typeof errorResponse>

export {
  type ClientParameters,
  type PollRequest,
  pollRequest,
  type RefreshRequest,
  refreshRequest,
} from '../oauth/requests.js'
