import type { HttpRequest, HttpResponse } from '../../http/message.js'
import type { Parameters } from '../../wire/parameters.js'
import type { VerificationParts } from '../parts.js'

/** A step of the page that receives a form. */
export type FormStep = (parts: VerificationParts, form: Parameters, request: HttpRequest) => Promise<HttpResponse>

/** A step of the page that a browser opens by GET. It changes nothing. */
export type ViewStep = (parts: VerificationParts, request: HttpRequest) => Promise<HttpResponse>
