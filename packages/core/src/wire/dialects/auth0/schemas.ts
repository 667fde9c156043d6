import * as z from 'zod'
import { clientParameters, resourceTexts, scopeText } from '../oauth/requests.js'

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
  type ErrorResponse,
  errorResponse,
  type RevocationResponse,
  revocationResponse,
  type TokenResponse,
  tokenResponse,
} from '../oauth/responses.js'
