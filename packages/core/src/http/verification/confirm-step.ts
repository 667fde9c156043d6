import { formatUserCode } from '../../machine/user-code.js'
import type { AuthorizationView, DecisionRequest, Refusal } from '../../protocol/interaction.js'
import type { Parameters } from '../../wire/parameters.js'
import type { HttpAnswer, HttpRequest } from '../message.js'
import { momentOf } from './ago.js'
import { invalidCode } from './code-step.js'
import { problemPage } from './messages.js'
import { onward } from './onward.js'
import { confirmPage } from './page/confirm-page.js'
import { messagePage } from './page/message-page.js'
import { resultPage } from './page/result-page.js'
import { htmlAnswer, redirectAnswer } from './page-answers.js'
import type { VerificationParts } from './parts.js'
import { codeInQuery, linkedLink, placeOf, shownCode } from './places.js'
import { scopeInWords } from './scope-words.js'
import { renderSignIn } from './sign-in-step.js'
import { signOutForm } from './sign-out-form.js'
import type { FormStep, ViewStep } from './step.js'
import { viewerByCookie } from './viewer.js'

/** Shows a signed-in person who asks for what, and asks. Showing it changes nothing, however often it is fetched. */
export const showConfirm: ViewStep = async (parts, request) => {
  const typed = codeInQuery(parts, request)
  const viewer = await viewerByCookie(parts, request)
  if (viewer === undefined) return askToSignIn(parts, request, typed)
  const requester = parts.requesterOf(request)
  const view = await parts.service.lookUp(typed, parts.dialect.userCode, viewer, requester)
  if (view.kind === 'refusal') return refusalPage(parts, request, view, typed)
  return htmlAnswer(200, renderConfirm(parts, request, view))
}

/** Carries out the decision, and tells what is stored, never what was hoped for. */
export const decideOnPage: FormStep = async (parts, form, request) => {
  const decision = readDecision(form)
  const viewer = await viewerByCookie(parts, request)
  const code = shownCode(decision?.userCode, parts.dialect.userCode)
  if (viewer === undefined) return onward(parts, placeOf(parts, '/confirm', code))
  if (decision === undefined) return problemPage(parts, 'staleForm')
  const requester = parts.requesterOf(request)
  const made = await parts.service.decide(decision, parts.dialect.userCode, viewer, requester)
  if (made.kind === 'refusal') return refusalPage(parts, request, made, decision.userCode)
  return htmlAnswer(200, resultPage({ look: parts.page, status: made.status, ...linkedLink(parts) }))
}

function askToSignIn(parts: VerificationParts, request: HttpRequest, typed: string): HttpAnswer {
  if (parts.hostSessions === undefined) return renderSignIn(parts, request, 200, { userCode: typed })
  return redirectAnswer(parts.hostSessions.signInUrl(placeOf(parts, '/confirm', typed)))
}

function readDecision(form: Parameters): DecisionRequest | undefined {
  const { user_code: userCode, ticket, decision, scope, scope_shown: scopeShown, organisation } = form
  if (typeof userCode !== 'string' || typeof ticket !== 'string') return undefined
  if (decision !== 'approve' && decision !== 'deny') return undefined
  // A form sends nothing for boxes that are not ticked, so the form says beside them that there were some.
  const ticked = scopeShown === undefined ? undefined : textsIn(scope)
  // Whoever denies chooses nothing.
  const chosen = typeof organisation === 'string' && organisation !== '' && decision === 'approve' && { organisation }
  return { userCode, ticket, choice: decision, ...(ticked && { scope: ticked }), ...chosen }
}

function textsIn(value: unknown): readonly string[] {
  return [value].flat().filter((item) => typeof item === 'string')
}

function renderConfirm(parts: VerificationParts, request: HttpRequest, view: AuthorizationView): string {
  const { page, dialect, clock } = parts
  const signOut = signOutForm(parts, request)
  return confirmPage({
    look: page,
    action: placeOf(parts, '/confirm'),
    userCode: formatUserCode(view.userCode, dialect.userCode),
    clientName: view.client.name,
    clientVerified: view.client.verified,
    username: view.username,
    scopes: view.scope.map((value) => scopeInWords(value, page.scopeDescriptions)),
    resources: view.resources,
    requestedAt: momentOf(view.requestedAt, clock.now()),
    requester: view.requester,
    ...(view.organisations && { organisations: view.organisations }),
    ticket: view.ticket,
    ...(signOut && { signOut }),
  })
}

function refusalPage(parts: VerificationParts, request: HttpRequest, refusal: Refusal, typed: string): HttpAnswer {
  switch (refusal.code) {
    case 'invalidUserCode':
      return invalidCode(parts, request, typed, 404)
    case 'invalidTicket':
    case 'invalidScope':
    case 'invalidOrganisation':
      return problemPage(parts, 'staleForm')
    case 'accountDisabled':
    case 'unknownDevice':
      return problemPage(parts, 'accountDisabled')
    case 'alreadyDecided':
      return htmlAnswer(409, messagePage({ look: parts.page, ...alreadyDecided[refusal.status] }))
  }
}

const alreadyDecided = {
  approved: {
    title: 'Already approved',
    message:
      'This code was approved before, and your choice has not changed that. If that was not you, tell the service.',
  },
  denied: {
    title: 'Already denied',
    message: 'This code was denied before, and your choice has not changed that. The device was not linked.',
  },
} as const
