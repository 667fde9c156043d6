import { z } from 'zod'
import { deviceCodeText } from './oauth-answer-schemas.js'
import {
  type ClientParameters,
  clientParameters,
  resourceTexts,
  type SentResource,
  scopeText,
} from './oauth-request-schemas.js'

/** RFC 8628 §3.1 parameters, beside the client's. */
export interface Rfc8628DeviceParameters {
  /** The scope values wanted, separated by spaces; without it, the client's default. */
  readonly scope?: string | undefined
  /** The resources wanted, RFC 8707 §2. */
  readonly resource?: SentResource | undefined
  /** Our own: what the device calls itself. */
  readonly device_label?: string | undefined
}

/** `POST /device_authorization`, RFC 8628 §3.1. */
export interface Rfc8628DeviceRequest extends Rfc8628DeviceParameters, ClientParameters {}

const device = z.object({
  scope: scopeText.optional(),
  resource: resourceTexts.optional(),
  device_label: z.string().optional(),
})

/** RFC 8628 §3.1 parameters, beside the client's. */
export const rfc8628DeviceParameters: z.ZodType<Rfc8628DeviceParameters, Rfc8628DeviceParameters> = device

/** `POST /device_authorization`, RFC 8628 §3.1. */
export const rfc8628DeviceRequest: z.ZodType<Rfc8628DeviceRequest, Rfc8628DeviceRequest> = device.extend(
  clientParameters.shape,
)

/** The two codes, RFC 8628 §3.2. */
export interface Rfc8628DeviceAnswer {
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

/** The two codes, RFC 8628 §3.2. */
export const rfc8628DeviceAnswer: z.ZodType<Rfc8628DeviceAnswer, Rfc8628DeviceAnswer> = z.strictObject({
  device_code: deviceCodeText,
  user_code: z.string(),
  verification_uri: z.url(),
  verification_uri_complete: z.url(),
  expires_in: z.int().positive(),
  interval: z.int().positive(),
})
