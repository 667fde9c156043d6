import * as z from 'zod'
import { clientParameters, pollRequest, refreshRequest, scopeText } from '../oauth/requests.js'
import {
  deviceAuthorizationResponse as oauthDeviceAuthorizationResponse,
  errorResponse as oauthErrorResponse,
} from '../oauth/responses.js'

// Documented: `POST /device/code` and `POST /token` of Google, for televisions and devices with limited input.

/** `POST /device/code`. */
export const deviceAuthorizationRequest = z.object({
  scope: scopeText.describe('The requested scope values, separated by spaces.'),
  ...clientParameters.shape,
})

const { device_code, user_code, verification_uri, expires_in, interval } = oauthDeviceAuthorizationResponse.shape

/** The device code and the user code. Google has the address of the page as `verification_url`. */
export const deviceAuthorizationResponse = z.strictObject({
  device_code,
  user_code,
  verification_url: verification_uri,
  // Our choice: clients of RFC 8628 need it.
  verification_uri,
  expires_in,
  interval,
})

/** A poll of Google's old libraries. They have the words of Google from before RFC 8628. */
export const oldPollRequest = z.object({
  grant_type: z.literal('http://oauth.net/grant_type/device/1.0'),
  code: z.string().describe('The device code of the first response.'),
  ...clientParameters.shape,
})

/** Every request of the token endpoint, distinguished by `grant_type`. */
export const tokenRequest = z.discriminatedUnion('grant_type', [pollRequest, oldPollRequest, refreshRequest])

/** The body of a problem response: the error codes of OAuth, and one of Google for too many requests. */
export const errorResponse = oauthErrorResponse.extend({
  error: z.enum([...oauthErrorResponse.shape.error.options, 'rate_limit_exceeded']),
  error_code: z.literal('rate_limit_exceeded').optional().describe('Present if there are too many requests.'),
})

/** `POST /device/code`. */
export type DeviceAuthorizationRequest = z.infer<typeof deviceAuthorizationRequest>
/** The device code and the user code. */
export type DeviceAuthorizationResponse = z.infer<typeof deviceAuthorizationResponse>
/** A poll of Google's old libraries. They have the words of Google from before RFC 8628. */
export type OldPollRequest = z.infer<typeof oldPollRequest>
/** Every request of the token endpoint, distinguished by `grant_type`. */
export type TokenRequest = z.infer<typeof tokenRequest>
/** The body of a problem response. */
export type ErrorResponse = z.infer<typeof errorResponse>

export {
  type ClientParameters,
  type PollRequest,
  pollRequest,
  type RefreshRequest,
  refreshRequest,
} from '../oauth/requests.js'
export { type TokenResponse, tokenResponse } from '../oauth/responses.js'
