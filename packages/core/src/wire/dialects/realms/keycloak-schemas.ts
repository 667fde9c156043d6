import * as z from 'zod'
import { verificationRequiredMember } from '../oauth/proof-of-start.js'
import { errorResponse as oauthErrorResponse, tokenResponse as oauthTokenResponse } from '../oauth/responses.js'

/** Tokens, as `TokenResponse` of Keycloak's admin client lists them, without `session_state`. */
export const tokenResponse = oauthTokenResponse.extend({
  refresh_expires_in: z
    .int()
    .nonnegative()
    .describe('The longest lifetime of the refresh token in seconds. 0 if there is none.'),
  'not-before-policy': z.literal(0).describe('Tokens that are older are not valid. Always 0: introspection says so.'),
})

/** The body of a problem response, RFC 6749 §5.2. */
export const errorResponse = oauthErrorResponse.extend(verificationRequiredMember)

/** The body of a problem response, RFC 6749 §5.2. */
export type ErrorResponse = z.infer<typeof errorResponse>
/** Tokens, as `TokenResponse` of Keycloak's admin client lists them, without `session_state`. */
export type TokenResponse = z.infer<typeof tokenResponse>

export {
  type ClientParameters,
  type IntrospectionRequest,
  introspectionRequest,
  type PasswordRequest,
  passwordRequest,
  type RefreshRequest,
  type RevocationRequest,
  refreshRequest,
  revocationRequest,
} from '../oauth/requests.js'
export {
  type IntrospectionResponse,
  introspectionResponse,
  type RevocationResponse,
  revocationResponse,
} from '../oauth/responses.js'
export {
  type DeviceAuthorizationRequest,
  type DeviceAuthorizationResponse,
  deviceAuthorizationRequest,
  deviceAuthorizationResponse,
  type PollRequest,
  pollRequest,
  type TokenRequest,
  tokenRequest,
} from '../rfc8628/schemas.js'
