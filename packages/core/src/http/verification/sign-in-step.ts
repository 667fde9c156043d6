import { formatUserCode, readUserCode } from '../../machine/user-code.js'
import { isProblem } from '../../protocol/problem.js'
import type { HttpAnswer, HttpRequest } from '../message.js'
import { problemPage } from './messages.js'
import { signInPage } from './page/sign-in-page.js'
import { htmlAnswer, redirectAnswer } from './page-answers.js'
import type { VerificationParts } from './parts.js'
import { codeInQuery, placeOf } from './places.js'
import type { FormStep, ViewStep } from './step.js'

/** Asks who is there. The code is taken along, whatever it is: it is looked up for signed-in people only. */
export const showSignIn: ViewStep = async (parts, request) =>
  renderSignIn(parts, request, 200, { typed: codeInQuery(parts, request) })

/** Checks name and password and starts a new session. */
export const signIn: FormStep = async (parts, form, request) => {
  const { username, password, user_code: code, csrf } = form
  const typed = typeof code === 'string' ? code : ''
  const session = parts.sessions.read(request)
  const { passwordLogin } = parts.service
  if (session === undefined || !parts.sessions.isCsrfToken(session, csrf)) return problemPage(parts, 'staleForm')
  if (passwordLogin === undefined) throw new Error('the sign-in form is served but password login is not configured')
  if (typeof username !== 'string' || typeof password !== 'string' || username === '' || password === '') {
    return renderSignIn(parts, request, 400, { typed, error: 'Enter your username and your password.' })
  }
  const account = await passwordLogin.checkPassword({ username, password }, parts.requesterOf(request))
  if (!isProblem(account)) {
    const { setCookie } = parts.sessions.startFor(account.subject)
    return redirectAnswer(placeOf(parts, typed === '' ? '' : '/confirm', typed), { 'Set-Cookie': setCookie })
  }
  if (account.code === 'temporarilyUnavailable') return problemPage(parts, account)
  return renderSignIn(parts, request, 400, { typed, username, error: 'Wrong username or password.' })
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
  shown: { readonly typed: string; readonly username?: string; readonly error?: string },
): HttpAnswer {
  const { typed, ...rest } = shown
  const { userCode: format } = parts.dialect
  const code = readUserCode(typed, format)
  const existing = parts.sessions.read(request)
  const { session, setCookie } = existing ? { session: existing } : parts.sessions.startAnonymous()
  const html = signInPage({
    look: parts.page,
    action: placeOf(parts, '/sign-in'),
    userCode: code === undefined ? '' : formatUserCode(code, format),
    csrf: parts.sessions.csrfToken(session),
    ...rest,
  })
  return htmlAnswer(status, html, setCookie === undefined ? {} : { 'Set-Cookie': setCookie })
}
