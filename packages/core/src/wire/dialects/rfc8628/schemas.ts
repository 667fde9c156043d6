import * as z from 'zod'
import { clientParameters, keyThumbprint, resourceTexts, scopeText, signInParameters } from '../oauth/requests.js'
import { deviceAuthorizationResponse as oauthDeviceAuthorizationResponse, tokenResponse } from '../oauth/responses.js'

/** `POST /device_authorization`, RFC 8628 §3.1. */
export const deviceAuthorizationRequest = z.object({
  scope: scopeText
    .optional()
    .describe("The requested scope values, separated by spaces. Without it: the client's default scope."),
  resource: resourceTexts.optional().describe('The requested resources, RFC 8707 §2.'),
  // An extension of devicegrant.
  device_label: z.string().optional().describe('The name that the device gives itself.'),
  ...signInParameters.shape,
  dpop_jkt: keyThumbprint
    .optional()
    .describe('The thumbprint of the DPoP key that the codes are bound to, as in RFC 9449 §10.'),
  ...clientParameters.shape,
})

/** The device code and the user code, RFC 8628 §3.2. */
export const deviceAuthorizationResponse = oauthDeviceAuthorizationResponse.extend({
  // A name and 256 random bits in base64url. A code that is bound to a key has one more character.
  device_code: oauthDeviceAuthorizationResponse.shape.device_code.regex(/^[\w-]{65}[kcb]?$/),
})

/** The response to a login: tokens, and what the app keeps for its next login. */
export const loginResponse = tokenResponse.extend({
  // An extension of devicegrant.
  known: z
    .string()
    .min(1)
    .optional()
    .describe('Present if the request had it. The app keeps it like a password, and sends it with its next login.'),
})

export {
  type RegistrationRequest,
  type RegistrationResponse,
  registrationRequest,
  registrationResponse,
} from '../oauth/registration.js'

/** `POST /device_authorization`, RFC 8628 §3.1. */
export type DeviceAuthorizationRequest = z.infer<typeof deviceAuthorizationRequest>
/** The device code and the user code, RFC 8628 §3.2. */
export type DeviceAuthorizationResponse = z.infer<typeof deviceAuthorizationResponse>
/** The response to a login: tokens, and what the app keeps for its next login. */
export type LoginResponse = z.infer<typeof loginResponse>

export {
  type ClientParameters,
  type IntrospectionRequest,
  introspectionRequest,
  type LoginRequest,
  loginRequest,
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
  type ErrorResponse,
  errorResponse,
  type IntrospectionResponse,
  introspectionResponse,
  type RevocationResponse,
  revocationResponse,
  type TokenResponse,
  tokenResponse,
} from '../oauth/responses.js'
