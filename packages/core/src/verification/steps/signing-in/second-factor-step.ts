import type { Duration } from '../../../machine/time.js'
import { isProblem } from '../../../protocol/problem.js'
import { retryAfterHeader } from '../../../wire/writing/standard-headers.js'
import { type PageAnswer, pageAnswer } from '../../answers.js'
import type { PageDeps } from '../../deps.js'
import { waitInWords } from '../../language/times.js'
import { codeInForm, codeInQuery, linkedStep, placeOf } from '../../places.js'
import { fill } from '../../texts/fill.js'
import { renderSignIn } from '../sign-in-step.js'
import type { FormStep, ViewStep } from '../step.js'
import { renderSecondFactor } from './second-factor-form.js'
import { type Next, signedIn, stepAfter } from './signed-in.js'

/** The form has what this page needs, so a browser that opens its address signs in from the beginning. */
export const showSecondFactor: ViewStep = async (parts, request) =>
  renderSignIn(parts, request, 200, { code: codeInQuery(parts, request) })

/** Checks the code of a second factor and starts a new session, or asks for another method. */
export const proveFactor: FormStep = async (parts, form, request, call) => {
  const { ticket, method, use, step, csrf, factor_code: typed } = form
  const code = codeInForm(parts, form)
  const next: Next = { code, ...(step === linkedStep && { step: linkedStep }) }
  const session = parts.sessions.read(request)
  const { passwordLogin, factorMethods } = parts.service
  const { texts } = parts.look
  if (session === undefined) return renderSignIn(parts, request, 403, { ...next, error: texts.signInExpired })
  if (!parts.sessions.isCsrfToken(session, csrf)) {
    return renderSignIn(parts, request, 403, { ...next, error: texts.signInOutdated })
  }
  if (passwordLogin === undefined) throw new Error('the form of a second factor needs the option passwordLogin')
  const expired = () => renderSignIn(parts, request, 403, { ...next, error: texts.factorExpired })
  if (typeof ticket !== 'string') return expired()
  const [first, ...others] = factorMethods(ticket, session.sessionId)
  if (first === undefined) return expired()
  const chosen = [use, method].find((name) => typeof name === 'string')
  const shown = { ...next, ticket, methods: [first, ...others], method: chosen } as const
  if (typeof use === 'string') return renderSecondFactor(parts, session, 200, shown)
  if (typeof typed !== 'string' || typed.trim() === '') {
    return renderSecondFactor(parts, session, 400, { ...shown, error: texts.factorMissing })
  }
  const answer = { ticket, method: chosen, code: typed, binding: session.sessionId }
  const passed = await passwordLogin.checkFactor(answer, call)
  if (!isProblem(passed)) return signedIn(parts, request, passwordLogin, passed, next)
  if (passed.code === 'invalidFactorTicket') return expired()
  if (passed.code === 'tooManyRequests') return tooManyFactorsPage(parts, passed.retryAfter ?? 0, next)
  return renderSecondFactor(parts, session, 400, { ...shown, error: texts.factorWrong })
}

/** A page for a person after too many wrong codes. `wait` is in milliseconds. */
function tooManyFactorsPage(deps: PageDeps, wait: Duration, next: Next): PageAnswer {
  const { look } = deps
  const { texts } = look
  const message = fill(texts.tooManyFactors, { wait: waitInWords(wait, look) })
  const action = { href: placeOf(deps, stepAfter(next), next.code), label: texts.signInAgainButton }
  return pageAnswer(
    429,
    { kind: 'message', look, title: texts.tooManyCodesTitle, message, action },
    retryAfterHeader(wait),
  )
}
