import * as z from 'zod'
import {
  type ClientParameters,
  clientParameters,
  resourceTexts,
  type SentResource,
  scopeText,
} from '../oauth/request-schemas.js'
import { deviceCodeText } from '../oauth/response-schemas.js'

/** The parameters of RFC 8628 §3.1, without those of the client. */
export interface Rfc8628DeviceParameters {
  /** The requested scope values, separated by spaces. @defaultValue the client's default scope */
  readonly scope?: string | undefined
  /** The requested resources, RFC 8707 §2. */
  readonly resource?: SentResource | undefined
  /** An extension of devicegrant: the name that the device gives itself. */
  readonly device_label?: string | undefined
}

/** `POST /device_authorization`, RFC 8628 §3.1. */
export interface Rfc8628DeviceRequest extends Rfc8628DeviceParameters, ClientParameters {}

const device = z.object({
  scope: scopeText.optional(),
  resource: resourceTexts.optional(),
  device_label: z.string().optional(),
})

/** The parameters of RFC 8628 §3.1, without those of the client. */
export const rfc8628DeviceParameters: z.ZodType<Rfc8628DeviceParameters, Rfc8628DeviceParameters> = device

/** `POST /device_authorization`, RFC 8628 §3.1. */
export const rfc8628DeviceRequest: z.ZodType<Rfc8628DeviceRequest, Rfc8628DeviceRequest> = device.extend(
  clientParameters.shape,
)

/** The device code and the user code, RFC 8628 §3.2. */
export interface Rfc8628DeviceResponse {
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

/** The device code and the user code, RFC 8628 §3.2. */
export const rfc8628DeviceResponse: z.ZodType<Rfc8628DeviceResponse, Rfc8628DeviceResponse> = z.strictObject({
  device_code: deviceCodeText,
  user_code: z.string(),
  verification_uri: z.url(),
  verification_uri_complete: z.url(),
  expires_in: z.int().positive(),
  interval: z.int().positive(),
})
