import { isProblem } from '../../protocol/problem.js'
import type { HttpAnswer, HttpRequest } from '../message.js'
import { problemPage } from './messages.js'
import { signInPage } from './page/sign-in-page.js'
import { htmlAnswer, redirectAnswer } from './page-answers.js'
import type { VerificationParts } from './parts.js'
import { codeInQuery, linkedStep, placeOf, shownCode } from './places.js'
import type { FormStep, ViewStep } from './step.js'

/** Asks who is there. The code is taken along without a look at it: that is for signed-in people only. */
export const showSignIn: ViewStep = async (parts, request) =>
  renderSignIn(parts, request, 200, { userCode: codeInQuery(parts, request) })

/** Checks name and password and starts a new session. */
export const signIn: FormStep = async (parts, form, request) => {
  const { username, password, user_code: typed, step, csrf } = form
  const userCode = shownCode(typed, parts.dialect.userCode)
  const next = { userCode, ...(step === linkedStep && { step: linkedStep }) }
  const session = parts.sessions.read(request)
  const { passwordLogin } = parts.service
  if (session === undefined || !parts.sessions.isCsrfToken(session, csrf)) return problemPage(parts, 'staleForm')
  if (passwordLogin === undefined) throw new Error('the sign-in form is served but password login is not configured')
  if (typeof username !== 'string' || typeof password !== 'string' || username === '' || password === '') {
    return renderSignIn(parts, request, 400, { ...next, error: 'Enter your username and your password.' })
  }
  // The time before the password is looked at: one that is changed meanwhile, with everything signed out, is an old one.
  const authenticatedAt = parts.clock.now()
  const account = await passwordLogin.checkPassword({ username, password }, parts.requesterOf(request))
  if (!isProblem(account)) {
    const { setCookie } = parts.sessions.startFor(account.subject, authenticatedAt)
    return redirectAnswer(placeOf(parts, stepAfter(next), userCode), { 'Set-Cookie': setCookie })
  }
  if (account.code === 'temporarilyUnavailable') return problemPage(parts, account)
  return renderSignIn(parts, request, 400, { ...next, username, error: 'Wrong username or password.' })
}

/** What a person signs in for: a code to look at, or another step of the page. */
interface Next {
  readonly userCode: string
  readonly step?: string
}

function stepAfter({ userCode, step }: Next): string {
  if (userCode !== '') return '/confirm'
  return step ?? ''
}

/** Ends the page's session. */
export const signOut: FormStep = async (parts, { csrf }, request) => {
  const session = parts.sessions.read(request)
  if (session === undefined || !parts.sessions.isCsrfToken(session, csrf)) return problemPage(parts, 'staleForm')
  return redirectAnswer(placeOf(parts, ''), { 'Set-Cookie': parts.sessions.end() })
}

/** The sign-in form, in a session of its own, so that no other site can fill it in for somebody. */
export function renderSignIn(
  parts: VerificationParts,
  request: HttpRequest,
  status: number,
  shown: Next & { readonly username?: string; readonly error?: string },
): HttpAnswer {
  const existing = parts.sessions.read(request)
  const { session, setCookie } = existing ? { session: existing } : parts.sessions.startAnonymous()
  const html = signInPage({
    look: parts.page,
    action: placeOf(parts, '/sign-in'),
    csrf: parts.sessions.csrfToken(session),
    ...shown,
  })
  return htmlAnswer(status, html, setCookie === undefined ? {} : { 'Set-Cookie': setCookie })
}
