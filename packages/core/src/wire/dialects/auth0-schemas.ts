import { z } from 'zod'
import type { TokenAnswer } from './oauth-answer-schemas.js'
import {
  type ClientParameters,
  clientParameters,
  resourceTexts,
  type SentResource,
  scopeText,
} from './oauth-request-schemas.js'

// Documented: `POST /oauth/device/code` and `POST /oauth/token` of Auth0, as Yoto publishes them for its own tenant.

/** What a device asks for, beside the client's parameters. */
export interface Auth0DeviceParameters {
  /** The scope values wanted, separated by spaces; without it, the client's default. */
  readonly scope?: string | undefined
  /** The API wanted: a resource of RFC 8707 §2. */
  readonly audience?: SentResource | undefined
}

/** `POST /oauth/device/code`. */
export interface Auth0DeviceRequest extends Auth0DeviceParameters, ClientParameters {}

// Yoto marks all three as required, Auth0 only the client: an `audience` is a resource, and the client's default scope is
// what is meant without one.
const device = z.object({ scope: scopeText.optional(), audience: resourceTexts.optional() })

/** What a device asks for, beside the client's parameters. */
export const auth0DeviceParameters: z.ZodType<Auth0DeviceParameters, Auth0DeviceParameters> = device

/** `POST /oauth/device/code`. */
export const auth0DeviceRequest: z.ZodType<Auth0DeviceRequest, Auth0DeviceRequest> = device.extend(
  clientParameters.shape,
)

/** The two codes. */
export interface Auth0DeviceAnswer {
  /** What the device polls with. */
  readonly device_code: string
  /** What the person types. */
  readonly user_code: string
  /** Where the person types it. */
  readonly verification_uri: string
  /** The same with the code, for a QR code. */
  readonly verification_uri_complete: string
  /** Seconds that both codes live. */
  readonly expires_in: number
  /** Seconds to wait between two polls. */
  readonly interval: number
}

/** The two codes. */
export const auth0DeviceAnswer: z.ZodType<Auth0DeviceAnswer, Auth0DeviceAnswer> = z.strictObject({
  device_code: z.string().min(1),
  user_code: z.string(),
  verification_uri: z.url(),
  verification_uri_complete: z.url(),
  expires_in: z.int().positive(),
  interval: z.int().positive(),
})

/** Tokens, in the order of the documents. `scope` is always there: some clients need it. */
export const auth0TokenAnswer: z.ZodType<TokenAnswer, TokenAnswer> = z.strictObject({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  id_token: z.string().min(1).optional(),
  scope: z.string(),
  expires_in: z.int().positive(),
  token_type: z.string(),
})
