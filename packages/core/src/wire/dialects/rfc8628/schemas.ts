import * as z from 'zod'
import {
  bindingMessageMember,
  challengeMembers,
  numberMember,
  verificationRequiredMember,
  verifierMember,
} from '../oauth/proof-of-start.js'
import {
  clientParameters,
  keyThumbprint,
  pollRequest as oauthPollRequest,
  passwordRequest,
  refreshRequest,
  resourceTexts,
  scopeText,
  signInParameters,
} from '../oauth/requests.js'
import {
  deviceAuthorizationResponse as oauthDeviceAuthorizationResponse,
  errorResponse as oauthErrorResponse,
  tokenResponse,
} from '../oauth/responses.js'

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
  ...challengeMembers,
  ...bindingMessageMember,
  ...clientParameters.shape,
})

/** The device code and the user code, RFC 8628 §3.2. */
export const deviceAuthorizationResponse = oauthDeviceAuthorizationResponse.extend({
  // A name and 256 random bits in base64url. A bound code has one more character.
  device_code: oauthDeviceAuthorizationResponse.shape.device_code.regex(/^[\w-]{65}[kcb]?$/),
  // An extension of devicegrant.
  verification_required: z
    .literal(true)
    .optional()
    .describe('Present if the device must send a number that the page shows after the approval.'),
})

/** A poll, RFC 8628 §3.4, with what it proves beside the device code. */
export const pollRequest = oauthPollRequest.extend({ ...verifierMember, ...numberMember })

/** Every request of the token endpoint, distinguished by `grant_type`. */
export const tokenRequest = z.discriminatedUnion('grant_type', [pollRequest, refreshRequest, passwordRequest])

/** The response to a login: tokens, and what the app keeps for its next login. */
export const loginResponse = tokenResponse.extend({
  // An extension of devicegrant.
  known: z
    .string()
    .min(1)
    .optional()
    .describe('Present if the request had it. The app keeps it like a password, and sends it with its next login.'),
})

/** The body of a problem response: that of the RFCs, and what polls and logins with more than they have say. */
export const errorResponse = oauthErrorResponse.extend({
  error: z.enum([
    ...oauthErrorResponse.shape.error.options,
    'second_factor_required',
    'invalid_second_factor',
    'invalid_ticket',
  ]),
  // Extensions of devicegrant.
  ...verificationRequiredMember,
  ticket: z
    .string()
    .min(1)
    .optional()
    .describe('With second_factor_required: the login goes on with it. It is opaque to clients.'),
  methods: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('With second_factor_required: what the account can use, the best one first.'),
  expires_in: z
    .int()
    .positive()
    .optional()
    .describe('With second_factor_required: the lifetime of the ticket in seconds.'),
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
/** A poll, RFC 8628 §3.4, with what it proves beside the device code. */
export type PollRequest = z.infer<typeof pollRequest>
/** Every request of the token endpoint, distinguished by `grant_type`. */
export type TokenRequest = z.infer<typeof tokenRequest>
/** The body of a problem response: that of the RFCs, and what polls and logins with more than they have say. */
export type ErrorResponse = z.infer<typeof errorResponse>
/** The response to a login: tokens, and what the app keeps for its next login. */
export type LoginResponse = z.infer<typeof loginResponse>

export {
  type ClientParameters,
  type IntrospectionRequest,
  introspectionRequest,
  type LoginRequest,
  loginRequest,
  type PasswordRequest,
  passwordRequest,
  type RefreshRequest,
  type RevocationRequest,
  refreshRequest,
  revocationRequest,
  type SecondFactorRequest,
  secondFactorRequest,
} from '../oauth/requests.js'
export {
  type IntrospectionResponse,
  introspectionResponse,
  type RevocationResponse,
  revocationResponse,
  type TokenResponse,
  tokenResponse,
} from '../oauth/responses.js'
