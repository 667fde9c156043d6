import * as z from 'zod'
import { clientParameters, refreshRequest as oauthRefreshRequest } from '../oauth/requests.js'
import { errorResponse as oauthErrorResponse, tokenResponse as oauthTokenResponse } from '../oauth/responses.js'

// Documented: the device authentication of the Trakt API, and its token and revocation endpoints. All bodies are JSON.

/** `POST /oauth/device/code`. */
export const deviceAuthorizationRequest = z.object(clientParameters.shape)

/** `POST /oauth/device/token`: a poll. */
export const pollRequest = z.object({
  code: z.string().describe('The device code of the first response.'),
  ...clientParameters.shape,
})

/** `POST /oauth/token`: a refresh. The server ignores the `redirect_uri` that clients send. */
export const refreshRequest = oauthRefreshRequest.omit({ scope: true, resource: true })

/** The device code and the user code. */
export const deviceAuthorizationResponse = z.strictObject({
  device_code: z.string().min(1).describe('The code that the device polls with.'),
  user_code: z.string().describe('The code that the person types.'),
  verification_url: z
    .url()
    .describe('The address of the page where the person types it. With a slash and the code it opens with the code.'),
  expires_in: z.int().positive().describe('The lifetime of both codes in seconds.'),
  interval: z.int().positive().describe('The seconds to wait between two polls.'),
})

/** Tokens. */
export const tokenResponse = oauthTokenResponse.omit({ id_token: true }).extend({
  created_at: z.int().positive().describe('The time when the tokens were made, in seconds since the Unix epoch.'),
})

/** The body of a problem response. The ends of a poll have a status only, and no body. */
export const errorResponse = oauthErrorResponse.omit({ interval: true })

/** `POST /oauth/device/code`. */
export type DeviceAuthorizationRequest = z.infer<typeof deviceAuthorizationRequest>
/** `POST /oauth/device/token`. */
export type PollRequest = z.infer<typeof pollRequest>
/** `POST /oauth/token`: a refresh. */
export type RefreshRequest = z.infer<typeof refreshRequest>
/** The device code and the user code. */
export type DeviceAuthorizationResponse = z.infer<typeof deviceAuthorizationResponse>
/** Tokens. */
export type TokenResponse = z.infer<typeof tokenResponse>
/** The body of a problem response. */
export type ErrorResponse = z.infer<typeof errorResponse>

export { type ClientParameters, type RevocationRequest, revocationRequest } from '../oauth/requests.js'
