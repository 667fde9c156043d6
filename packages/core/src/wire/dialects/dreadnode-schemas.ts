import { z } from 'zod'
import { scopeParameter } from '../values.js'
import { asSent } from './oauth-request-schemas.js'

// Documented: the authentication operations of the Dreadnode platform API. No client is ever named: everything belongs to
// one that stands for all.

/** `POST /api/v1/auth/device/code`, whose body is ignored: nothing, or an empty object. */
export type DreadnodeDeviceRequest = Readonly<Record<string, never>>

/** `POST /api/v1/auth/device/code`, whose body is ignored. */
export const dreadnodeDeviceRequest: z.ZodType<DreadnodeDeviceRequest, DreadnodeDeviceRequest> = z.object({})

/** `POST /api/v1/auth/device/token`: a poll. */
export interface DreadnodePollRequest {
  /** The device code of the first answer. */
  readonly device_code: string
}

/** `POST /api/v1/auth/device/token`: a poll. */
export const dreadnodePollRequest: z.ZodType<DreadnodePollRequest, DreadnodePollRequest> = z.object({
  device_code: z.string(),
})

/** Scope values as FastAPI's form has them: split at any white space. */
export const dreadnodeScope: z.ZodType<readonly string[], string> = z
  .string()
  .transform((text) => text.split(/\s+/).join(' '))
  .pipe(scopeParameter)

/** `POST /api/v1/auth/login`: FastAPI's `OAuth2PasswordRequestForm`. */
export interface DreadnodeLoginRequest {
  /** `password`, if it is there. */
  readonly grant_type?: string | undefined
  readonly username: string
  readonly password: string
  /** Scope values, separated by any white space. */
  readonly scope?: string | undefined
}

/** `POST /api/v1/auth/login`: FastAPI's `OAuth2PasswordRequestForm`. Client credentials beside it mean nothing. */
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
  /** Needed where the cookie `refresh_token` does not bring it; it counts before the cookie. */
  readonly refresh_token?: string | null | undefined
}

/** The same with what came in cookies. */
export interface DreadnodeRefreshParameters extends DreadnodeRefreshRequest {
  readonly refresh_cookie?: string | undefined
}

const refresh = z.object({ refresh_token: z.string().nullish() })

/** `POST /api/v1/auth/refresh`. The body may be missing. */
export const dreadnodeRefreshRequest: z.ZodType<DreadnodeRefreshRequest, DreadnodeRefreshRequest> = refresh

/** The same with what came in cookies. */
export const dreadnodeRefreshParameters: z.ZodType<DreadnodeRefreshParameters, DreadnodeRefreshParameters> =
  refresh.extend({ refresh_cookie: z.string().optional() })

/** `POST /api/v1/auth/logout`, whose body is ignored: nothing, or an empty object. */
export type DreadnodeLogoutRequest = Readonly<Record<string, never>>

/** `POST /api/v1/auth/logout`, whose body is ignored. The cookies say which grant ends. */
export const dreadnodeLogoutRequest: z.ZodType<DreadnodeLogoutRequest, DreadnodeLogoutRequest> = z.object({})

/** What a logout reads: cookies alone. */
export interface DreadnodeLogoutParameters {
  readonly refresh_cookie?: string | undefined
  readonly access_cookie?: string | undefined
}

/** What a logout reads: cookies alone. */
export const dreadnodeLogoutParameters: z.ZodType<DreadnodeLogoutParameters, DreadnodeLogoutParameters> = z.object({
  refresh_cookie: z.string().optional(),
  access_cookie: z.string().optional(),
})

/** The two codes. */
export interface DreadnodeDeviceAnswer {
  /** A UUID. */
  readonly id: string
  readonly completed: boolean
  /** What the device polls with. */
  readonly device_code: string
  /** What the person types. */
  readonly user_code: string
  /** Where the person types it. */
  readonly verification_url: string
  /** When both codes end, ISO 8601 in UTC. */
  readonly expires_at: string
  /** Seconds that both codes live. */
  readonly expires_in: number
  /** A UUID, or null while nobody has decided. */
  readonly user_id: string | null
  readonly group_token: string | null
}

/** The two codes. */
export const dreadnodeDeviceAnswer: z.ZodType<DreadnodeDeviceAnswer, DreadnodeDeviceAnswer> = z.strictObject({
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

/** An organisation that an account belongs to. */
export interface DreadnodeOrganisation {
  readonly key: string
  readonly name: string
}

/** What a login and a refresh answer: the refresh token goes into a cookie. */
export interface DreadnodeLoginAnswer {
  /** A JWT; it tells by `exp` when it ends, in seconds since the Unix epoch. */
  readonly access_token: string
  readonly orgs: readonly DreadnodeOrganisation[]
  readonly default_org: DreadnodeOrganisation | null
}

/** What a poll answers in the end. */
export interface DreadnodePollAnswer extends DreadnodeLoginAnswer {
  /** A JWT; it tells by `exp` when it ends, in seconds since the Unix epoch. */
  readonly refresh_token: string
}

const organisation = z.strictObject({ key: z.string(), name: z.string() })

const accessTokenIssued = z.strictObject({
  access_token: z.string().min(1),
  orgs: z.array(organisation),
  default_org: organisation.nullable(),
})

/** What a login and a refresh answer: the refresh token goes into a cookie. */
export const dreadnodeLoginAnswer: z.ZodType<DreadnodeLoginAnswer, DreadnodeLoginAnswer> = accessTokenIssued

/** What a poll answers in the end. */
export const dreadnodePollAnswer: z.ZodType<DreadnodePollAnswer, DreadnodePollAnswer> = accessTokenIssued.extend({
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

/** What FastAPI finds wrong with one parameter. */
export interface DreadnodeFault {
  /** Where it is: `body`, and the name of the parameter. */
  readonly loc: readonly (string | number)[]
  readonly msg: string
  readonly type: string
}

/** The body of a refusal. */
export interface DreadnodeProblem {
  /** The HTTP status. */
  readonly code: number
  readonly detail: string
  readonly type: (typeof documentedTypes)[number]
  /** Under 422. */
  readonly errors?: readonly DreadnodeFault[] | undefined
}

/** The body of a refusal. */
export const dreadnodeProblem: z.ZodType<DreadnodeProblem, DreadnodeProblem> = z.strictObject({
  code: z.int(),
  detail: z.string(),
  type: z.enum(documentedTypes),
  errors: z
    .array(z.strictObject({ loc: z.array(z.union([z.string(), z.int()])), msg: z.string(), type: z.string() }))
    .optional(),
})
