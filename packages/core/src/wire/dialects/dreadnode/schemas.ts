import * as z from 'zod'
import { challengeMember } from '../challenge-uri.js'
import { asSent } from '../oauth/requests.js'
import { formScope } from './form-scope.js'

// Documented: the authentication operations of the Dreadnode platform API. Requests name no client, so one registered
// client stands for all.

/** `POST /api/v1/auth/device/code`: no body, or an empty object. The server ignores the body. */
export const deviceAuthorizationRequest = z.object({})

/** `POST /api/v1/auth/device/token`: a poll. */
export const pollRequest = z.object({ device_code: z.string().describe('The device code of the first response.') })

/** `POST /api/v1/auth/login`: FastAPI's `OAuth2PasswordRequestForm`. The server ignores its client credentials. */
export const loginRequest = z.object({
  grant_type: z
    .string()
    .regex(/^password$/)
    .optional()
    .describe('password, if it is present.'),
  username: z.string(),
  password: z.string(),
  scope: asSent(z.string(), formScope).optional().describe('Scope values, separated by any white space.'),
})

/** `POST /api/v1/auth/refresh`. The body may be missing. */
export const refreshRequest = z.object({
  refresh_token: z
    .string()
    .nullish()
    .describe('Required without the cookie refresh_token. If both are present, the body wins.'),
})

/** `POST /api/v1/auth/logout`. The server ignores the body. The cookies identify the grant that ends. */
export const logoutRequest = z.object({})

/** The device code and the user code. */
export const deviceAuthorizationResponse = z.strictObject({
  id: z.uuid(),
  completed: z.boolean(),
  device_code: z.string().min(1).describe('The code that the device polls with.'),
  user_code: z.string().describe('The code that the person types.'),
  verification_url: z.url().describe('The address of the page where the person types it.'),
  expires_at: z.iso.datetime().describe('The time when both codes expire.'),
  expires_in: z.int().positive().describe('The lifetime of both codes in seconds.'),
  user_id: z.uuid().nullable().describe('Null until a person decides.'),
  group_token: z.string().nullable(),
})

/** An organization that an account belongs to. */
const organization = z.strictObject({ key: z.string(), name: z.string() })

// The refresh token is in a cookie.
const accessTokenIssued = {
  access_token: z
    .string()
    .min(1)
    .describe('A JWT. Its exp is the time when it expires, in seconds since the Unix epoch.'),
  orgs: z.array(organization).describe('The organizations that the account belongs to.'),
  default_org: organization.nullable(),
}

/** The response to a login. The refresh token is in a cookie. */
export const loginResponse = z.strictObject(accessTokenIssued)

/** The response to a refresh. The refresh token is in a cookie. */
export const refreshResponse = z.strictObject(accessTokenIssued)

/** The response to the poll that redeems the device code. */
export const tokenResponse = z.strictObject({
  ...accessTokenIssued,
  refresh_token: z
    .string()
    .min(1)
    .describe('A JWT. Its exp is the time when it expires, in seconds since the Unix epoch.'),
})

/** The body of a problem response. */
export const errorResponse = z.strictObject({
  code: z.int().describe('The HTTP status.'),
  detail: z.string(),
  type: z.enum([
    'already_exists_error',
    'app_error',
    'authentication_error',
    'conflict_error',
    'aws_error',
    'configuration_error',
    'database_error',
    'dynamodb_error',
    'e2b_error',
    'e2b_rate_limit_error',
    'expired_signature_error',
    'expired_token_error',
    'forbidden_error',
    'group_error',
    'invalid_error',
    'invalid_flag_error',
    'invalid_username_error',
    'mail_error',
    'member_exists_error',
    'member_limit_exceeded_error',
    'migration_lock_timeout_error',
    'not_found_error',
    'oauth_config_error',
    'org_sandbox_capacity_exceeded_error',
    'bad_gateway_error',
    'gateway_timeout_error',
    's3_error',
    'server_error',
    'task_error',
    'stripe_error',
    'token_error',
    'upgrade_required_error',
    'usage_limit_exceeded_error',
    'user_verification_error',
    'validation_error',
  ]),
  errors: z
    .array(z.strictObject({ loc: z.array(z.union([z.string(), z.int()])), msg: z.string(), type: z.string() }))
    .optional()
    .describe('With status 422: the faults, as FastAPI reports them. loc is body, then the name of the parameter.'),
  ...challengeMember,
})

/** `POST /api/v1/auth/device/code`: no body, or an empty object. The server ignores the body. */
export type DeviceAuthorizationRequest = z.infer<typeof deviceAuthorizationRequest>
/** `POST /api/v1/auth/device/token`: a poll. */
export type PollRequest = z.infer<typeof pollRequest>
/** `POST /api/v1/auth/login`: FastAPI's `OAuth2PasswordRequestForm`. */
export type LoginRequest = z.infer<typeof loginRequest>
/** `POST /api/v1/auth/refresh`. The body may be missing. */
export type RefreshRequest = z.infer<typeof refreshRequest>
/** `POST /api/v1/auth/logout`: no body, or an empty object. The server ignores the body. */
export type LogoutRequest = z.infer<typeof logoutRequest>
/** The device code and the user code. */
export type DeviceAuthorizationResponse = z.infer<typeof deviceAuthorizationResponse>
/** The response to a login. The refresh token is in a cookie. */
export type LoginResponse = z.infer<typeof loginResponse>
/** The response to a refresh. The refresh token is in a cookie. */
export type RefreshResponse = z.infer<typeof refreshResponse>
/** The response to the poll that redeems the device code. */
export type TokenResponse = z.infer<typeof tokenResponse>
/** The body of a problem response. */
export type ErrorResponse = z.infer<typeof errorResponse>

export { type RevocationResponse as LogoutResponse, revocationResponse as logoutResponse } from '../oauth/responses.js'
