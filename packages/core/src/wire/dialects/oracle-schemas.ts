import { z } from 'zod'
import {
  type ActiveIntrospection,
  descriptionText,
  type InactiveIntrospection,
  type OAuthProblem,
  problemWords,
} from './oauth-answer-schemas.js'
import {
  type ClientParameters,
  clientParameters,
  resourceTexts,
  type SentResource,
  scopeText,
} from './oauth-request-schemas.js'

// Documented: `POST /oauth2/v1/device` of Oracle Identity Cloud Service, and the token endpoint beside it.

/** What a device asks for, beside the client's parameters. */
export interface OracleDeviceParameters {
  readonly response_type: 'device_code'
  /** The scope values wanted, separated by spaces. */
  readonly scope: string
  /** The resources wanted, RFC 8707 §2. */
  readonly resource?: SentResource | undefined
}

/** `POST /oauth2/v1/device`. */
export interface OracleDeviceRequest extends OracleDeviceParameters, ClientParameters {}

const device = z.object({
  response_type: z.literal('device_code'),
  scope: scopeText,
  resource: resourceTexts.optional(),
})

/** What a device asks for, beside the client's parameters. */
export const oracleDeviceParameters: z.ZodType<OracleDeviceParameters, OracleDeviceParameters> = device

/** `POST /oauth2/v1/device`. */
export const oracleDeviceRequest: z.ZodType<OracleDeviceRequest, OracleDeviceRequest> = device.extend(
  clientParameters.shape,
)

/** The two codes. No interval: clients fall back to five seconds (RFC 8628 §3.2). */
export interface OracleDeviceAnswer {
  /** Seconds that both codes live. */
  readonly expires_in: number
  /** What the device polls with. */
  readonly device_code: string
  /** What the person types: eight capitals. */
  readonly user_code: string
  /** Where the person types it. */
  readonly verification_uri: string
}

/** The two codes. No interval: clients fall back to five seconds (RFC 8628 §3.2). */
export const oracleDeviceAnswer: z.ZodType<OracleDeviceAnswer, OracleDeviceAnswer> = z.strictObject({
  expires_in: z.number().positive(),
  device_code: z.string().min(1),
  user_code: z.string().regex(/^[A-Z]{8}$/),
  verification_uri: z.url(),
})

/** A token that is good: RFC 7662 §2.2, and what Oracle documents beside it. */
export interface OracleActiveIntrospection extends ActiveIntrospection {
  /** From when it is good, in seconds since the Unix epoch. */
  readonly nbf?: number | undefined
  /** The principal: the same as `sub`. */
  readonly prn: string
  /** The same as `username`. */
  readonly preferred_username: string
}

/** The body of an introspection, RFC 7662 §2.2. */
export type OracleIntrospectionAnswer = InactiveIntrospection | OracleActiveIntrospection

/**
 * The body of an introspection. Documented are `nbf`, `prn` and `preferred_username` beside RFC 7662's members. Our choice:
 * `active` is a boolean, as in the RFC, though its table says string; and the RFC's other members are there as well.
 */
export const oracleIntrospectionAnswer: z.ZodType<OracleIntrospectionAnswer, OracleIntrospectionAnswer> =
  z.discriminatedUnion('active', [
    z.strictObject({ active: z.literal(false) }),
    z.strictObject({
      active: z.literal(true),
      scope: z.string(),
      client_id: z.string(),
      username: z.string(),
      token_type: z.literal('Bearer').optional(),
      token_use: z.literal('refresh_token').optional(),
      exp: z.int().positive(),
      iat: z.int().positive().optional(),
      sub: z.string(),
      aud: z.union([z.string(), z.array(z.string())]).optional(),
      iss: z.string(),
      jti: z.string().optional(),
      nbf: z.int().positive().optional(),
      prn: z.string(),
      preferred_username: z.string(),
    }),
  ])

/** The body of a refusal: RFC 6749 §5.2, and maybe the identifier of the request. */
export interface OracleProblem extends OAuthProblem {
  /** The identifier of the request, see `oracleWith`. */
  readonly ecid?: string | undefined
}

/** The body of a refusal: RFC 6749 §5.2, and maybe the identifier of the request. */
export const oracleProblem: z.ZodType<OracleProblem, OracleProblem> = z.strictObject({
  error: z.enum(problemWords),
  error_description: descriptionText,
  // Our choice, as in the RFC's own words: clients that read the new interval find it here.
  interval: z.int().positive().optional(),
  // Not in the published schema, though Oracle's servers send it: an option, see `oracleWith`.
  ecid: z.string().optional(),
})
