import * as z from 'zod'

// Documented: the source of npm-profile, the library of npm's own login. No request names a client, so one registered client
// stands for all.

/** `POST /-/v1/login`. The server ignores the body. */
export const deviceAuthorizationRequest = z.object({})

/** `GET /-/v1/done`: a poll. Its parameter is in the query of `doneUrl`. */
export const pollRequest = z.object({ sessionId: z.string().describe('The device code, as in doneUrl.') })

/** The two addresses. */
export const deviceAuthorizationResponse = z.strictObject({
  loginUrl: z.url().describe('The address of the page, with the code. A person opens it.'),
  doneUrl: z.url().describe('The address that npm polls. It has the device code, so it is a secret.'),
})

/** The token that npm keeps for this registry. */
export const tokenResponse = z.strictObject({ token: z.string().min(1) })

/** `POST /-/v1/login`. */
export type DeviceAuthorizationRequest = z.infer<typeof deviceAuthorizationRequest>
/** `GET /-/v1/done`. */
export type PollRequest = z.infer<typeof pollRequest>
/** The two addresses. */
export type DeviceAuthorizationResponse = z.infer<typeof deviceAuthorizationResponse>
/** The token that npm keeps for this registry. */
export type TokenResponse = z.infer<typeof tokenResponse>

export { type ErrorResponse, errorResponse } from '../oauth/responses.js'
