import * as z from 'zod'
import {
  type ClientParameters,
  clientParameters,
  resourceTexts,
  type SentResource,
  scopeText,
} from '../oauth/request-schemas.js'
import type { TokenResponse } from '../oauth/response-schemas.js'

// Documented: `POST /oauth/device/code` and `POST /oauth/token` of Auth0, as Yoto publishes them for its own tenant.

/** The parameters of a device, without those of the client. */
export interface Auth0DeviceParameters {
  /** The requested scope values, separated by spaces. @defaultValue the client's default scope */
  readonly scope?: string | undefined
  /** The requested API: a resource of RFC 8707 §2. */
  readonly audience?: SentResource | undefined
}

/** `POST /oauth/device/code`. */
export interface Auth0DeviceRequest extends Auth0DeviceParameters, ClientParameters {}

// Yoto's documents require all three parameters, Auth0's require only the client. An `audience` is a resource.
const device = z.object({ scope: scopeText.optional(), audience: resourceTexts.optional() })

/** The parameters of a device, without those of the client. */
export const auth0DeviceParameters: z.ZodType<Auth0DeviceParameters, Auth0DeviceParameters> = device

/** `POST /oauth/device/code`. */
export const auth0DeviceRequest: z.ZodType<Auth0DeviceRequest, Auth0DeviceRequest> = device.extend(
  clientParameters.shape,
)

/** The device code and the user code. */
export interface Auth0DeviceResponse {
  /** The code that the device polls with. */
  readonly device_code: string
  /** The code that the person types. */
  readonly user_code: string
  /** The address of the page where the person types it. */
  readonly verification_uri: string
  /** The same address with the user code, for a QR code. */
  readonly verification_uri_complete: string
  /** The lifetime of both codes in seconds. */
  readonly expires_in: number
  /** The seconds to wait between two polls. */
  readonly interval: number
}

/** The device code and the user code. */
export const auth0DeviceResponse: z.ZodType<Auth0DeviceResponse, Auth0DeviceResponse> = z.strictObject({
  device_code: z.string().min(1),
  user_code: z.string(),
  verification_uri: z.url(),
  verification_uri_complete: z.url(),
  expires_in: z.int().positive(),
  interval: z.int().positive(),
})

/** Tokens, in the order of the documents. `scope` is always present, because some clients need it. */
export const auth0TokenResponse: z.ZodType<TokenResponse, TokenResponse> = z.strictObject({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  id_token: z.string().min(1).optional(),
  scope: z.string(),
  expires_in: z.int().positive(),
  token_type: z.string(),
})
