import * as z from 'zod'
import {
  clientParameters,
  deviceCodeGrant,
  pollRequest as oauthPollRequest,
  passwordRequest,
  refreshRequest,
  resourceTexts,
  scopeText,
} from '../oauth/requests.js'
import {
  deviceAuthorizationResponse as oauthDeviceAuthorizationResponse,
  errorResponse as oauthErrorResponse,
  tokenResponse as oauthTokenResponse,
} from '../oauth/responses.js'

// Documented: `v2-oauth2-device-code` and `reference-error-codes` of Microsoft's identity platform.

/** `POST /oauth2/v2.0/devicecode`. */
export const deviceAuthorizationRequest = z.object({
  scope: scopeText.describe('The requested scope values, separated by spaces.'),
  resource: resourceTexts.optional().describe('The requested resources, RFC 8707 §2.'),
  ...clientParameters.shape,
})

/** A poll, RFC 8628 §3.4. */
export const pollRequest = oauthPollRequest.extend({
  grant_type: z.enum([deviceCodeGrant, 'device_code']).describe('The second word is that of MSAL Node.'),
})

/** Every request of the token endpoint, distinguished by `grant_type`. */
export const tokenRequest = z.discriminatedUnion('grant_type', [pollRequest, refreshRequest, passwordRequest])

/** The device code and the user code, and a text that shows a person what to do. */
export const deviceAuthorizationResponse = oauthDeviceAuthorizationResponse
  .omit({ verification_uri_complete: true })
  .extend({
    user_code: z
      .string()
      .regex(/^[A-Z\d]{9}(?:[A-Z\d]{2})?$/)
      .describe('The code that the person types: nine characters, or eleven while many codes are live.'),
    message: z.string().min(1).describe('A sentence for the person, with the address and the user code.'),
  })

/** Tokens, RFC 6749 §5.1, and one more lifetime. */
export const tokenResponse = oauthTokenResponse.extend({
  ext_expires_in: z.int().positive().optional().describe('The same as expires_in.'),
})

/** The body of a problem response: the error codes of OAuth and those of Microsoft, with facts about the request. */
export const errorResponse = oauthErrorResponse.omit({ interval: true }).extend({
  error: oauthErrorResponse.shape.error
    .exclude(['access_denied', 'slow_down', 'invalid_target'])
    .or(z.enum(['authorization_declined', 'bad_verification_code', 'invalid_resource'])),
  error_codes: z
    .array(z.int().positive())
    .describe("Microsoft's numbers for the problem. Programs use the code in error."),
  timestamp: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/)
    .describe('The time of the response in UTC.'),
  trace_id: z.guid().describe('The identifier of the response.'),
  correlation_id: z
    .guid()
    .describe('The client-request-id of the request, if it had one that is a UUID. Otherwise the same as trace_id.'),
  // Documented as optional: some numbers have no page.
  error_uri: z.url().optional().describe("Microsoft's page about the number."),
})

/** `POST /oauth2/v2.0/devicecode`. */
export type DeviceAuthorizationRequest = z.infer<typeof deviceAuthorizationRequest>
/** A poll, RFC 8628 §3.4. */
export type PollRequest = z.infer<typeof pollRequest>
/** Every request of the token endpoint, distinguished by `grant_type`. */
export type TokenRequest = z.infer<typeof tokenRequest>
/** The device code and the user code, and a text that shows a person what to do. */
export type DeviceAuthorizationResponse = z.infer<typeof deviceAuthorizationResponse>
/** Tokens, RFC 6749 §5.1, and one more lifetime. */
export type TokenResponse = z.infer<typeof tokenResponse>
/** The body of a problem response: the error codes of OAuth and those of Microsoft, with facts about the request. */
export type ErrorResponse = z.infer<typeof errorResponse>

export {
  type ClientParameters,
  type PasswordRequest,
  passwordRequest,
  type RefreshRequest,
  refreshRequest,
} from '../oauth/requests.js'
