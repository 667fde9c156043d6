import type { HttpRequest } from '../../ports/http-request.js'
import type { Call } from '../../service/call/call.js'
import type { Parameters } from '../../wire/parameters.js'
import type { StepResult } from '../answers.js'
import type { PageDeps } from '../deps.js'

/** A step of the page that receives a form. */
export type FormStep = (deps: PageDeps, form: Parameters, request: HttpRequest, call: Call) => Promise<StepResult>

/** A step of the page that a browser opens by GET. It changes nothing. */
export type ViewStep = (deps: PageDeps, request: HttpRequest, call: Call) => Promise<StepResult>
