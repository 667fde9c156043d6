import * as z from 'zod'
import { clientParameters, resourceTexts, scopeText } from '../oauth/requests.js'
import { errorResponse as oauthErrorResponse } from '../oauth/responses.js'

// Documented: `POST /oauth/device/code` and `POST /oauth/token` of Auth0, as Yoto publishes them for its own tenant.

/** `POST /oauth/device/code`. Yoto's documents require scope and audience, Auth0's do not. */
export const deviceAuthorizationRequest = z.object({
  scope: scopeText
    .optional()
    .describe("The requested scope values, separated by spaces. Without it: the client's default scope."),
  audience: resourceTexts.optional().describe('The requested API: a resource of RFC 8707 §2.'),
  ...clientParameters.shape,
})

/** `POST /oauth/device/code`. */
export type DeviceAuthorizationRequest = z.infer<typeof deviceAuthorizationRequest>

/** The body of a problem response: the error codes of OAuth, and two of Auth0: for too many requests, and for accounts that need a second factor. */
export const errorResponse = oauthErrorResponse.extend({
  error: z.enum([...oauthErrorResponse.shape.error.options, 'mfa_required', 'too_many_requests']),
})

/** The body of a problem response. */
export type ErrorResponse = z.infer<typeof errorResponse>

export {
  type ClientParameters,
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
  type DeviceAuthorizationResponse,
  deviceAuthorizationResponse,
  type TokenResponse,
  tokenResponse,
} from '../oauth/responses.js'
