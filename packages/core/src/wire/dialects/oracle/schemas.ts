import * as z from 'zod'
import { clientParameters, resourceTexts, scopeText } from '../oauth/requests.js'
import {
  activeToken,
  inactiveToken,
  deviceAuthorizationResponse as oauthDeviceAuthorizationResponse,
  errorResponse as oauthErrorResponse,
} from '../oauth/responses.js'

// Documented: `POST /oauth2/v1/device` of Oracle Identity Cloud Service, and the token endpoint beside it.

/** `POST /oauth2/v1/device`. */
export const deviceAuthorizationRequest = z.object({
  response_type: z.literal('device_code'),
  scope: scopeText.describe('The requested scope values, separated by spaces.'),
  resource: resourceTexts.optional().describe('The requested resources, RFC 8707 §2.'),
  ...clientParameters.shape,
})

const { device_code, verification_uri } = oauthDeviceAuthorizationResponse.shape

/** The device code and the user code. There is no interval, so clients use five seconds (RFC 8628 §3.2). */
export const deviceAuthorizationResponse = z.strictObject({
  expires_in: z.number().positive().describe('The lifetime of both codes in seconds.'),
  device_code,
  user_code: z
    .string()
    .regex(/^[A-Z]{8}(?:[A-Z]{2})?$/)
    .describe('The code that the person types: eight capitals, or ten while many codes are live.'),
  verification_uri,
})

/** The introspection of an active token: RFC 7662 §2.2, and the members that Oracle's documents add. */
const oracleActiveToken = activeToken.extend({
  nbf: z
    .int()
    .positive()
    .optional()
    .describe('The time from which the token is valid, in seconds since the Unix epoch.'),
  prn: z.string().describe('The principal: the same as sub.'),
  preferred_username: z.string().describe('The same as username.'),
})

/**
 * The response to an introspection. Our choice: `active` is a boolean as in RFC 7662, although Oracle's table says string.
 * The other members of the RFC are also present.
 */
export const introspectionResponse = z.discriminatedUnion('active', [inactiveToken, oracleActiveToken])

/** The body of a problem response: RFC 6749 §5.2, and an optional identifier of the request. */
export const errorResponse = oauthErrorResponse.extend({
  // Oracle's servers send it, although the published schema does not have it. `oracleWith` adds it.
  ecid: z.string().optional().describe('The identifier of the request.'),
})

/** `POST /oauth2/v1/device`. */
export type DeviceAuthorizationRequest = z.infer<typeof deviceAuthorizationRequest>
/** The device code and the user code. There is no interval, so clients use five seconds (RFC 8628 §3.2). */
export type DeviceAuthorizationResponse = z.infer<typeof deviceAuthorizationResponse>
/** The response to an introspection, RFC 7662 §2.2. */
export type IntrospectionResponse = z.infer<typeof introspectionResponse>
/** The body of a problem response: RFC 6749 §5.2, and an optional identifier of the request. */
export type ErrorResponse = z.infer<typeof errorResponse>

export {
  type ClientParameters,
  type IntrospectionRequest,
  introspectionRequest,
  type PasswordRequest,
  type PollRequest,
  passwordRequest,
  pollRequest,
  type RefreshRequest,
  type RevocationRequest,
  refreshRequest,
  revocationRequest,
  type TokenRequest,
  tokenRequest,
} from '../oauth/requests.js'
export {
  type TokenResponse,
  tokenResponse,
} from '../oauth/responses.js'
