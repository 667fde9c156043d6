import * as z from 'zod'
import { scopeParameter } from '../../values.js'
import { asSent } from '../oauth/request-schemas.js'

// Documented: the authentication operations of the Dreadnode platform API. Requests name no client, so one registered
// client stands for all.

/** `POST /api/v1/auth/device/code`: no body, or an empty object. The server ignores the body. */
export type DreadnodeDeviceRequest = Readonly<Record<string, never>>

/** `POST /api/v1/auth/device/code`. The server ignores the body. */
export const dreadnodeDeviceRequest: z.ZodType<DreadnodeDeviceRequest, DreadnodeDeviceRequest> = z.object({})

/** `POST /api/v1/auth/device/token`: a poll. */
export interface DreadnodePollRequest {
  /** The device code of the first response. */
  readonly device_code: string
}

/** `POST /api/v1/auth/device/token`: a poll. */
export const dreadnodePollRequest: z.ZodType<DreadnodePollRequest, DreadnodePollRequest> = z.object({
  device_code: z.string(),
})

/** Scope values of FastAPI's form: separated by any white space. */
export const dreadnodeScope: z.ZodType<readonly string[], string> = z
  .string()
  .transform((text) => text.split(/\s+/).join(' '))
  .pipe(scopeParameter)

/** `POST /api/v1/auth/login`: FastAPI's `OAuth2PasswordRequestForm`. */
export interface DreadnodeLoginRequest {
  /** `password`, if it is present. */
  readonly grant_type?: string | undefined
  readonly username: string
  readonly password: string
  /** Scope values, separated by any white space. */
  readonly scope?: string | undefined
}

/** `POST /api/v1/auth/login`: FastAPI's `OAuth2PasswordRequestForm`. The server ignores its client credentials. */
export const dreadnodeLoginRequest: z.ZodType<DreadnodeLoginRequest, DreadnodeLoginRequest> = z.object({
  grant_type: z
    .string()
    .regex(/^password$/)
    .optional(),
  username: z.string(),
  password: z.string(),
  scope: asSent(z.string(), dreadnodeScope).optional(),
})

/** `POST /api/v1/auth/refresh`. The body may be missing. */
export interface DreadnodeRefreshRequest {
  /** Required without the cookie `refresh_token`. If both are present, the body wins. */
  readonly refresh_token?: string | null | undefined
}

/** The parameters of a refresh, with the value of the cookie. */
export interface DreadnodeRefreshParameters extends DreadnodeRefreshRequest {
  readonly refresh_cookie?: string | undefined
}

const refresh = z.object({ refresh_token: z.string().nullish() })

/** `POST /api/v1/auth/refresh`. The body may be missing. */
export const dreadnodeRefreshRequest: z.ZodType<DreadnodeRefreshRequest, DreadnodeRefreshRequest> = refresh

/** The parameters of a refresh, with the value of the cookie. */
export const dreadnodeRefreshParameters: z.ZodType<DreadnodeRefreshParameters, DreadnodeRefreshParameters> =
  refresh.extend({ refresh_cookie: z.string().optional() })

/** `POST /api/v1/auth/logout`: no body, or an empty object. The server ignores the body. */
export type DreadnodeLogoutRequest = Readonly<Record<string, never>>

/** `POST /api/v1/auth/logout`. The server ignores the body. The cookies identify the grant that ends. */
export const dreadnodeLogoutRequest: z.ZodType<DreadnodeLogoutRequest, DreadnodeLogoutRequest> = z.object({})

/** The parameters of a logout, all from cookies. */
export interface DreadnodeLogoutParameters {
  readonly refresh_cookie?: string | undefined
  readonly access_cookie?: string | undefined
}

/** The parameters of a logout, all from cookies. */
export const dreadnodeLogoutParameters: z.ZodType<DreadnodeLogoutParameters, DreadnodeLogoutParameters> = z.object({
  refresh_cookie: z.string().optional(),
  access_cookie: z.string().optional(),
})

/** The device code and the user code. */
export interface DreadnodeDeviceResponse {
  /** A UUID. */
  readonly id: string
  readonly completed: boolean
  /** The code that the device polls with. */
  readonly device_code: string
  /** The code that the person types. */
  readonly user_code: string
  /** The address of the page where the person types it. */
  readonly verification_url: string
  /** The time when both codes expire, ISO 8601 in UTC. */
  readonly expires_at: string
  /** The lifetime of both codes in seconds. */
  readonly expires_in: number
  /** A UUID, or null until a person decides. */
  readonly user_id: string | null
  readonly group_token: string | null
}

/** The device code and the user code. */
export const dreadnodeDeviceResponse: z.ZodType<DreadnodeDeviceResponse, DreadnodeDeviceResponse> = z.strictObject({
  id: z.uuid(),
  completed: z.boolean(),
  device_code: z.string().min(1),
  user_code: z.string(),
  verification_url: z.url(),
  expires_at: z.iso.datetime(),
  expires_in: z.int().positive(),
  user_id: z.uuid().nullable(),
  group_token: z.string().nullable(),
})

/** An organization that an account belongs to. */
export interface DreadnodeOrganization {
  readonly key: string
  readonly name: string
}

/** The response to a login and a refresh. The refresh token is in a cookie. */
export interface DreadnodeLoginResponse {
  /** A JWT. Its `exp` is the time when it expires, in seconds since the Unix epoch. */
  readonly access_token: string
  readonly orgs: readonly DreadnodeOrganization[]
  readonly default_org: DreadnodeOrganization | null
}

/** The response to the poll that redeems the device code. */
export interface DreadnodePollResponse extends DreadnodeLoginResponse {
  /** A JWT. Its `exp` is the time when it expires, in seconds since the Unix epoch. */
  readonly refresh_token: string
}

const organization = z.strictObject({ key: z.string(), name: z.string() })

const accessTokenIssued = z.strictObject({
  access_token: z.string().min(1),
  orgs: z.array(organization),
  default_org: organization.nullable(),
})

/** The response to a login and a refresh. The refresh token is in a cookie. */
export const dreadnodeLoginResponse: z.ZodType<DreadnodeLoginResponse, DreadnodeLoginResponse> = accessTokenIssued

/** The response to the poll that redeems the device code. */
export const dreadnodePollResponse: z.ZodType<DreadnodePollResponse, DreadnodePollResponse> = accessTokenIssued.extend({
  refresh_token: z.string().min(1),
})

const documentedTypes = [
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
] as const

/** The fault of one parameter, as FastAPI reports it. */
export interface DreadnodeFault {
  /** The place of the fault: `body`, then the name of the parameter. */
  readonly loc: readonly (string | number)[]
  readonly msg: string
  readonly type: string
}

/** The body of a problem response. */
export interface DreadnodeProblem {
  /** The HTTP status. */
  readonly code: number
  readonly detail: string
  readonly type: (typeof documentedTypes)[number]
  /** Present if the status is 422. */
  readonly errors?: readonly DreadnodeFault[] | undefined
}

/** The body of a problem response. */
export const dreadnodeProblem: z.ZodType<DreadnodeProblem, DreadnodeProblem> = z.strictObject({
  code: z.int(),
  detail: z.string(),
  type: z.enum(documentedTypes),
  errors: z
    .array(z.strictObject({ loc: z.array(z.union([z.string(), z.int()])), msg: z.string(), type: z.string() }))
    .optional(),
})
