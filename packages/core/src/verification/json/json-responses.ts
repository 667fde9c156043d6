import type { Credentials } from '../../http/bearer/resource-request.js'
import type { HttpResponse } from '../../http/message.js'
import { readParameters } from '../../http/read-body.js'
import { jsonResponse } from '../../http/responses.js'
import type { Route } from '../../http/route.js'
import { second } from '../../machine/time.js'
import type { HttpRequest } from '../../ports/http-request.js'
import type { Refusal, Viewer } from '../../protocol/interaction.js'
import { isProblem } from '../../protocol/problem.js'
import type { Call } from '../../service/call/call.js'
import { type Parameters, withoutNull } from '../../wire/parameters.js'
import { retryAfterHeader } from '../../wire/writing/standard-headers.js'
import type { VerificationDeps } from '../deps.js'
import { callerOf } from './json-caller.js'

/** Makes the response to a signed-in person who sent JSON to a path of the verification interface. */
export type Responder = (
  deps: VerificationDeps,
  viewer: Viewer,
  parameters: Parameters,
  request: HttpRequest,
  call: Call,
) => Promise<HttpResponse>

/**
 * A path below the page's own path, for signed-in people only. It belongs to devicegrant in every dialect of the page,
 * so its refusals use the error codes of the RFC.
 */
export function jsonRoute(
  deps: VerificationDeps,
  operation: Route['operation'],
  step: string,
  respond: Responder,
): Route {
  return {
    operation,
    dialect: deps.dialect.name,
    method: 'POST',
    path: deps.dialect.verification.path + step,
    respond: (request, call) => respondAs(deps, request, respond, call),
    refuse: deps.refuse,
  }
}

async function respondAs(
  deps: VerificationDeps,
  request: HttpRequest,
  respond: Responder,
  call: Call,
): Promise<HttpResponse> {
  // Read the body first: other listeners on the request do not wait for us.
  const parameters = await readParameters(request, { media: ['application/json'], repeatable: '' })
  const caller = await callerOf(deps, request, call)
  switch (caller.who) {
    case 'person':
      if (isProblem(parameters)) return deps.refuse(parameters, request)
      return respond(deps, caller.viewer, withoutNull(parameters), request, call)
    case 'nobody':
      return loginRequired(caller.scheme)
    case 'unproven':
      return caller.response
    case 'notAPerson':
      return forbidden('This token is not a sign-in of a person.')
    case 'foreignOrigin':
      return forbidden(`The request comes from a page of another origin. Pages of ${deps.origin} may send it.`)
  }
}

/** The refusal of JSON with a missing or malformed parameter. */
export function invalidRequest(): HttpResponse {
  return jsonResponse(400, { error: 'invalid_request', error_description: 'A parameter is missing or malformed.' })
}

// RFC 6750 §3.1: the challenge names an error only if the request has a token.
function loginRequired(scheme: Credentials['scheme'] | undefined): HttpResponse {
  const challenge = `${scheme ?? 'Bearer'} realm="devicegrant"${scheme === undefined ? '' : ', error="invalid_token"'}`
  const body = { error: 'login_required', error_description: 'Nobody is signed in.' }
  return jsonResponse(401, body, { 'WWW-Authenticate': challenge })
}

function forbidden(description: string): HttpResponse {
  return jsonResponse(403, { error: 'forbidden', error_description: description })
}

const spelledRefusals: Readonly<Record<Refusal['code'], readonly [status: number, word: string, description: string]>> =
  {
    invalidUserCode: [404, 'invalid_user_code', 'This code is not valid.'],
    // One response for all: a page of the host shows the same for each (RFC 8628 §5.1).
    codeUsed: [404, 'invalid_user_code', 'This code is not valid.'],
    codeExpired: [404, 'invalid_user_code', 'This code is not valid.'],
    codeShared: [
      410,
      'code_shared',
      'Too many accounts have opened this code. It is denied: start again on the device.',
    ],
    notLinked: [404, 'invalid_user_code', 'This code is not valid.'],
    invalidTicket: [403, 'invalid_ticket', 'Look the code up again before deciding.'],
    invalidScope: [400, 'invalid_scope', 'The granted scope must be part of the requested one.'],
    emptyScope: [
      400,
      'invalid_scope',
      'The granted scope must hold a value of the requested one. Leave it out to grant all, or deny.',
    ],
    invalidOrganization: [400, 'invalid_request', 'The organisation is not one of this account.'],
    accountDisabled: [403, 'account_disabled', 'This account cannot be used.'],
    unknownDevice: [404, 'unknown_device', 'No such device is linked to this account.'],
    invalidLink: [404, 'invalid_link', 'This link is malformed, or too old.'],
    staleSignIn: [
      403,
      'reauthentication_required',
      'The device asks for a newer sign-in. Sign in again, and then decide.',
    ],
    stepUpRequired: [
      403,
      'step_up_required',
      'The device asks for a stronger sign-in. Open step_up_uri, and then decide.',
    ],
    assuranceUnmet: [
      403,
      'assurance_unmet',
      'The device asks for a stronger sign-in than this account can have. The request was denied.',
    ],
    alreadyDecided: [409, 'already_decided', 'This code has been decided already.'],
    tooManyGuesses: [429, 'too_many_attempts', 'Too many wrong codes. Wait, and then try again.'],
  }

/** A refusal at the verification interface, as JSON. */
export function refusalResponse(refusal: Refusal): HttpResponse {
  const [status, error, description] = spelledRefusals[refusal.code]
  const body = { error, error_description: description, ...detailsOf(refusal) }
  return jsonResponse(status, body, refusal.code === 'tooManyGuesses' ? retryAfterHeader(refusal.retryAfter) : {})
}

function detailsOf(refusal: Refusal): Readonly<Record<string, unknown>> {
  switch (refusal.code) {
    case 'alreadyDecided':
      return { status: refusal.status }
    case 'tooManyGuesses':
      return { challenge_uri: refusal.challengeUri }
    case 'staleSignIn':
      return { max_age: Math.floor(refusal.maxAge / second) }
    case 'stepUpRequired':
      return { step_up_uri: refusal.stepUpUri }
    default:
      return {}
  }
}
