import { z } from 'zod'
import { writeScope } from '../../machine/scope.js'
import { second } from '../../machine/time.js'
import { formatUserCode } from '../../machine/user-code.js'
import type { AuthorizationView, Refusal, Viewer } from '../../protocol/interaction.js'
import { isProblem, type Problem } from '../../protocol/problem.js'
import type { Parameters } from '../../wire/parameters.js'
import { scopeParameter } from '../../wire/values.js'
import { jsonAnswer, problemAnswer } from '../answers.js'
import { bearerToken } from '../bearer-check.js'
import type { HttpAnswer, HttpRequest } from '../message.js'
import { readParameters } from '../read-body.js'
import type { Route } from '../route.js'
import type { VerificationParts } from './parts.js'
import { isFromOurOrigin } from './same-origin.js'
import { type Caller, callerByToken, viewerByCookie } from './viewer.js'

const lookupParameters = z.object({ user_code: z.string() })

const decisionParameters = z.object({
  user_code: z.string(),
  ticket: z.string().default(''),
  decision: z.enum(['approve', 'deny']),
  scope: scopeParameter.optional(),
})

/** The verification interface for a page of the host's own, a single-page app or a phone app. */
export function jsonRoutes(parts: VerificationParts): readonly Route[] {
  const { path } = parts.dialect.verification
  const refuse = (refusal: Problem): HttpAnswer => problemAnswer(parts.dialect, refusal)
  const route = (name: string, answer: Answering): Route => ({
    method: 'POST',
    path: `${path}/${name}`,
    answer: (request) => answerAs(parts, request, answer),
    refuse,
  })
  return [route('lookup', lookUp), route('decision', decide)]
}

type Answering = (
  parts: VerificationParts,
  viewer: Viewer,
  parameters: Parameters,
  request: HttpRequest,
) => Promise<HttpAnswer>

async function answerAs(parts: VerificationParts, request: HttpRequest, answer: Answering): Promise<HttpAnswer> {
  // The body first: whoever listens to it beside us does not wait for us.
  const parameters = await readParameters(request, { media: ['application/json'], repeatable: '' })
  const caller = await callerOf(parts, request)
  switch (caller.who) {
    case 'person':
      if (isProblem(parameters)) return problemAnswer(parts.dialect, parameters)
      return answer(parts, caller.viewer, parameters, request)
    case 'nobody':
      return loginRequired(bearerToken(request.headers['authorization']) !== undefined)
    case 'notAPerson':
      return forbidden('This token is not a sign-in of a person.')
    case 'foreignOrigin':
      return forbidden('The request comes from another site.')
  }
}

async function callerOf(
  parts: VerificationParts,
  request: HttpRequest,
): Promise<Caller | { readonly who: 'foreignOrigin' }> {
  const token = bearerToken(request.headers['authorization'])
  if (token !== undefined) return callerByToken(parts, token)
  // A cookie travels by itself, so where the request was made matters; a token does not.
  if (!isFromOurOrigin(request, parts.origin)) return { who: 'foreignOrigin' }
  const viewer = await viewerByCookie(parts, request)
  return viewer === undefined ? { who: 'nobody' } : { who: 'person', viewer }
}

const lookUp: Answering = async (parts, viewer, parameters, request) => {
  const { service, dialect } = parts
  const asked = lookupParameters.safeParse(parameters)
  if (!asked.success) return invalidRequest()
  const view = await service.lookUp(asked.data.user_code, dialect.userCode, viewer, parts.requesterOf(request))
  return view.kind === 'refusal' ? refusalAnswer(view) : jsonAnswer(200, spellView(view, parts))
}

const decide: Answering = async (parts, viewer, parameters, request) => {
  const { service, dialect } = parts
  const asked = decisionParameters.safeParse(parameters)
  if (!asked.success) return invalidRequest()
  const { user_code: userCode, ticket, decision: choice, scope } = asked.data
  const decision = { userCode, ticket, choice, ...(scope && { scope }) }
  const made = await service.decide(decision, dialect.userCode, viewer, parts.requesterOf(request))
  return made.kind === 'refusal' ? refusalAnswer(made) : jsonAnswer(200, { status: made.status })
}

function spellView(view: AuthorizationView, { dialect, clock }: VerificationParts) {
  return {
    user_code: formatUserCode(view.userCode, dialect.userCode),
    client: { client_id: view.client.clientId, client_name: view.client.name },
    scope: writeScope(view.scope),
    resource: view.resources.length > 0 ? view.resources : undefined,
    requested_at: new Date(view.requestedAt).toISOString(),
    expires_in: Math.max(0, Math.floor((view.expiresAt - clock.now()) / second)),
    requester: { ip: view.requester.ip, user_agent: view.requester.userAgent },
    ticket: view.ticket,
  }
}

const spelledRefusals: Readonly<Record<Refusal['code'], readonly [status: number, word: string, description: string]>> =
  {
    invalidUserCode: [404, 'invalid_user_code', 'This code is not valid.'],
    invalidTicket: [403, 'invalid_ticket', 'Look the code up again before deciding.'],
    invalidScope: [400, 'invalid_scope', 'The granted scope must be part of the requested one.'],
    accountDisabled: [403, 'account_disabled', 'This account cannot be used.'],
    alreadyDecided: [409, 'already_decided', 'This code has been decided already.'],
  }

function refusalAnswer(refusal: Refusal): HttpAnswer {
  const [status, error, description] = spelledRefusals[refusal.code]
  const decided = refusal.code === 'alreadyDecided' ? { status: refusal.status } : {}
  return jsonAnswer(status, { error, error_description: description, ...decided })
}

function invalidRequest(): HttpAnswer {
  return jsonAnswer(400, { error: 'invalid_request', error_description: 'A parameter is missing or malformed.' })
}

// RFC 6750 §3.1: the challenge names an error only where a token was presented.
function loginRequired(tokenPresented: boolean): HttpAnswer {
  const challenge = `Bearer realm="devicegrant"${tokenPresented ? ', error="invalid_token"' : ''}`
  const body = { error: 'login_required', error_description: 'Nobody is signed in.' }
  return jsonAnswer(401, body, { 'WWW-Authenticate': challenge })
}

function forbidden(description: string): HttpAnswer {
  return jsonAnswer(403, { error: 'forbidden', error_description: description })
}
