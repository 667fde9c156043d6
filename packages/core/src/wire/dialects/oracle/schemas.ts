import * as z from 'zod'
import {
  type ClientParameters,
  clientParameters,
  resourceTexts,
  type SentResource,
  scopeText,
} from '../oauth/request-schemas.js'
import {
  type ActiveIntrospection,
  descriptionText,
  type InactiveIntrospection,
  type OAuthProblem,
  problemWords,
} from '../oauth/response-schemas.js'

// Documented: `POST /oauth2/v1/device` of Oracle Identity Cloud Service, and the token endpoint beside it.

/** The parameters of a device, without those of the client. */
export interface OracleDeviceParameters {
  readonly response_type: 'device_code'
  /** The requested scope values, separated by spaces. */
  readonly scope: string
  /** The requested resources, RFC 8707 §2. */
  readonly resource?: SentResource | undefined
}

/** `POST /oauth2/v1/device`. */
export interface OracleDeviceRequest extends OracleDeviceParameters, ClientParameters {}

const device = z.object({
  response_type: z.literal('device_code'),
  scope: scopeText,
  resource: resourceTexts.optional(),
})

/** The parameters of a device, without those of the client. */
export const oracleDeviceParameters: z.ZodType<OracleDeviceParameters, OracleDeviceParameters> = device

/** `POST /oauth2/v1/device`. */
export const oracleDeviceRequest: z.ZodType<OracleDeviceRequest, OracleDeviceRequest> = device.extend(
  clientParameters.shape,
)

/** The device code and the user code. There is no interval, so clients use five seconds (RFC 8628 §3.2). */
export interface OracleDeviceResponse {
  /** The lifetime of both codes in seconds. */
  readonly expires_in: number
  /** The code that the device polls with. */
  readonly device_code: string
  /** The code that the person types: eight capitals. */
  readonly user_code: string
  /** The address of the page where the person types it. */
  readonly verification_uri: string
}

/** The device code and the user code. There is no interval, so clients use five seconds (RFC 8628 §3.2). */
export const oracleDeviceResponse: z.ZodType<OracleDeviceResponse, OracleDeviceResponse> = z.strictObject({
  expires_in: z.number().positive(),
  device_code: z.string().min(1),
  user_code: z.string().regex(/^[A-Z]{8}$/),
  verification_uri: z.url(),
})

/** The introspection of an active token: RFC 7662 §2.2, and the members that Oracle's documents add. */
export interface OracleActiveIntrospection extends ActiveIntrospection {
  /** The time from which the token is valid, in seconds since the Unix epoch. */
  readonly nbf?: number | undefined
  /** The principal: the same as `sub`. */
  readonly prn: string
  /** The same as `username`. */
  readonly preferred_username: string
}

/** The response to an introspection, RFC 7662 §2.2. */
export type OracleIntrospectionResponse = InactiveIntrospection | OracleActiveIntrospection

/**
 * The response to an introspection. Oracle's documents add `nbf`, `prn` and `preferred_username` to the members of RFC
 * 7662. Our choice: `active` is a boolean as in the RFC, although Oracle's table says string. The other members of the
 * RFC are also present.
 */
export const oracleIntrospectionResponse: z.ZodType<OracleIntrospectionResponse, OracleIntrospectionResponse> =
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

/** The body of a problem response: RFC 6749 §5.2, and an optional identifier of the request. */
export interface OracleProblem extends OAuthProblem {
  /** The identifier of the request, see `oracleWith`. */
  readonly ecid?: string | undefined
}

/** The body of a problem response: RFC 6749 §5.2, and an optional identifier of the request. */
export const oracleProblem: z.ZodType<OracleProblem, OracleProblem> = z.strictObject({
  error: z.enum(problemWords),
  error_description: descriptionText,
  // Our choice, as in the `rfc8628` dialect: some clients read the new interval here.
  interval: z.int().positive().optional(),
  // Oracle's servers send it, although the published schema does not have it. `oracleWith` adds it.
  ecid: z.string().optional(),
})
