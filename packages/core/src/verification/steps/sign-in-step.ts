import type { HttpRequest } from '../../ports/http-request.js'
import { isProblem } from '../../protocol/problem.js'
import { visiting } from '../../service/call/call.js'
import { type PageAnswer, pageAnswer } from '../answers.js'
import type { PageDeps } from '../deps.js'
import { formOf } from '../page/forms.js'
import type { SignInPage } from '../page/models.js'
import { redirectResponse } from '../page-responses.js'
import { codeInForm, codeInQuery, linkedStep, placeOf } from '../places.js'
import { challengePage, keepingProof } from './challenge-step.js'
import { problemPage } from './messages.js'
import { renderSecondFactor } from './signing-in/second-factor-form.js'
import { type Next, signedIn, stepAfter } from './signing-in/signed-in.js'
import type { FormStep, ViewStep } from './step.js'

/** Asks the person to sign in. The code is kept but not looked up: that is for signed-in people only. */
export const showSignIn: ViewStep = async (parts, request) =>
  renderSignIn(parts, request, 200, { code: codeInQuery(parts, request) })

/** Checks name and password, and starts a new session or asks for a second factor. */
export const signIn: FormStep = async (parts, form, request, call) => {
  const { username, password, step, csrf } = form
  const code = codeInForm(parts, form)
  const next = { code, ...(step === linkedStep && { step: linkedStep }) }
  const session = parts.sessions.read(request)
  const { passwordLogin } = parts.service
  const { texts } = parts.look
  // The form may be older than its session. The password is not checked, but the code is kept.
  if (session === undefined) return renderSignIn(parts, request, 403, { ...next, error: texts.signInExpired })
  if (!parts.sessions.isCsrfToken(session, csrf)) {
    return renderSignIn(parts, request, 403, { ...next, error: texts.signInOutdated })
  }
  if (passwordLogin === undefined) throw new Error('the sign-in form needs the option passwordLogin')
  if (typeof username !== 'string' || typeof password !== 'string' || username === '' || password === '') {
    return renderSignIn(parts, request, 400, { ...next, error: texts.credentialsMissing })
  }
  // The time before the password is checked: a password change in between, with a sign-out everywhere, must win.
  const since = parts.clock.now()
  const known = parts.knownBrowsers.read(request)
  const { visit } = call
  // After a challenge the person comes back to the form, which is bound to the same session.
  const returnTo = placeOf(parts, next.step ?? '/sign-in', code)
  const own = visit === undefined ? call : visiting(call, { ...visit, returnTo, sessionId: session.sessionId })
  const { sessionId: binding } = session
  const account = await passwordLogin.checkPassword({ username, password, known, binding }, own)
  if (!isProblem(account)) {
    return signedIn(parts, request, passwordLogin, { account, username, authenticatedAt: since, since }, next)
  }
  const { ticket } = account.secondFactor ?? {}
  const [first, ...others] = ticket === undefined ? [] : parts.service.factorMethods(ticket, binding)
  if (ticket !== undefined && first !== undefined) {
    return renderSecondFactor(parts, session, 200, { ...next, ticket, methods: [first, ...others] })
  }
  if (account.challengeUri !== undefined) {
    return challengePage(parts, account.challengeUri, account.retryAfter ?? 0)
  }
  if (account.code === 'temporarilyUnavailable' || account.code === 'tooManyRequests')
    return problemPage(parts, account, code)
  return renderSignIn(parts, request, 400, { ...next, username, error: texts.credentialsWrong })
}

/** Ends the page's session. The next sign-in keeps the code. */
export const signOut: FormStep = async (parts, form, request) => {
  const session = parts.sessions.read(request)
  const code = codeInForm(parts, form)
  if (session === undefined || !parts.sessions.isCsrfToken(session, form['csrf'])) {
    return problemPage(parts, 'staleForm', code)
  }
  return redirectResponse(placeOf(parts, stepAfter({ code }), code), { 'Set-Cookie': parts.sessions.end() })
}

/** The sign-in form. It is bound to a session, so that no other site can submit it for a person. */
export function renderSignIn(
  deps: PageDeps,
  request: HttpRequest,
  status: number,
  { code, step, ...shown }: Next & Pick<SignInPage, 'username' | 'error' | 'notice'>,
): PageAnswer {
  const existing = deps.sessions.read(request)
  const { session, setCookie } = existing ? { session: existing } : deps.sessions.startAnonymous()
  const csrf = deps.sessions.csrfToken(session)
  const isWithoutCode = code.userCode === ''
  const page: SignInPage = {
    kind: 'signIn',
    look: deps.look,
    form: formOf(keepingProof(placeOf(deps, '/sign-in'), request), { step, csrf }, code),
    leadsTo: isWithoutCode ? (step === linkedStep ? 'linked' : 'code') : 'request',
    ...(!isWithoutCode && { userCode: code.userCode }),
    ...shown,
  }
  return pageAnswer(status, page, setCookie === undefined ? {} : { 'Set-Cookie': setCookie })
}
