import type { HttpResponse } from '../http/message.js'
import { isFromOurForm } from '../http/origins/same-origin.js'
import { readParameters } from '../http/read-body.js'
import type { Route } from '../http/route.js'
import type { HttpRequest } from '../ports/http-request.js'
import type { Problem } from '../protocol/problem.js'
import { isProblem } from '../protocol/problem.js'
import type { Call } from '../service/call/call.js'
import type { StepResult } from './answers.js'
import type { PageDeps, VerificationDeps } from './deps.js'
import { inLanguageOf, withLanguageHeaders, withLanguageLinks } from './language/answer-in-language.js'
import { drawBuiltIn, drawResult, redirectResponse } from './page-responses.js'
import {
  codeParameterOf,
  codeSegment,
  linkedLink,
  linkedStep,
  notMeStep,
  placeOf,
  secondFactorStep,
  unlinkStep,
  withParameter,
} from './places.js'
import { enterCode } from './steps/code-step.js'
import { decideOnPage, showConfirm } from './steps/confirm-step.js'
import { showLinked } from './steps/linked-step.js'
import { problemPage } from './steps/messages.js'
import { askNotMe, endNotMe } from './steps/not-me-step.js'
import { showSignIn, signIn, signOut } from './steps/sign-in-step.js'
import { proveFactor, showSecondFactor } from './steps/signing-in/second-factor-step.js'
import { showStart } from './steps/start-step.js'
import type { FormStep, ViewStep } from './steps/step.js'
import { askToUnlink, unlink } from './steps/unlink-step.js'

/**
 * The verification page of RFC 8628 §3.3 in plain forms: enter the code, sign in, see the request, decide.
 * If the host has its own sign-in, the page has none.
 */
export function pageRoutes(deps: VerificationDeps): readonly Route[] {
  const { name: dialect, verification } = deps.dialect
  const { path } = verification
  const refuse = (refusal: Problem, request?: HttpRequest): HttpResponse => {
    const own = inLanguageOf(deps, request)
    return withLanguageHeaders(drawBuiltIn(own, problemPage(own, refusal)), own.look)
  }
  const answer = async (
    request: HttpRequest,
    call: Call,
    run: (own: PageDeps) => Promise<StepResult>,
  ): Promise<HttpResponse> => {
    const own = inLanguageOf(deps, request)
    return withLanguageHeaders(await drawResult(own, await run(own), call), own.look)
  }
  const get = (operation: Route['operation'], name: string, step: ViewStep): Route => ({
    operation,
    dialect,
    method: 'GET',
    path: path + name,
    redirectTyped: ({ query }) => redirectResponse(placeOf(deps, name) + searchOf(query)),
    respond: (request, call) =>
      answer(request, call, (own) => step(withLanguageLinks(own, name, request), request, call)),
    refuse,
  })
  const post = (operation: Route['operation'], name: string, step: FormStep): Route => ({
    operation,
    dialect,
    method: 'POST',
    path: path + name,
    // A link to another language would lose what the form has done, so there is none.
    respond: (request, call) => answer(request, call, (own) => takeForm(own, request, step, call)),
    refuse,
  })
  const own = [
    ...linksWithCode(deps, refuse),
    get('page:code', '', showStart),
    post('page:code', '', enterCode),
    get('page:confirm', '/confirm', showConfirm),
    post('page:decide', '/confirm', decideOnPage),
  ]
  const linked =
    'linked' in linkedLink(deps)
      ? [
          get('page:linked', linkedStep, showLinked),
          get('page:unlink', unlinkStep, askToUnlink),
          post('page:unlink', unlinkStep, unlink),
          get('page:not_me', notMeStep, askNotMe),
          post('page:not_me', notMeStep, endNotMe),
        ]
      : []
  if (deps.service.hostSignIn !== undefined) return [...own, ...linked]
  const signInAndOut = [
    get('page:sign_in', '/sign-in', showSignIn),
    post('page:sign_in', '/sign-in', signIn),
    post('page:sign_out', '/sign-out', signOut),
  ]
  if (!deps.service.operations.includes('completeLogIn')) return [...own, ...linked, ...signInAndOut]
  const factor = [
    get('page:second_factor', secondFactorStep, showSecondFactor),
    post('page:second_factor', secondFactorStep, proveFactor),
  ]
  return [...own, ...linked, ...signInAndOut, ...factor]
}

// A link with the code as the last segment of its path leads to the page, where the code is in the query. Another dialect that
// shares the page may have such links.
function linksWithCode({ dialect, basePath, reading }: VerificationDeps, refuse: Route['refuse']): readonly Route[] {
  const { name, verification } = dialect
  if (!reading.linkPaths?.includes(verification.path)) return []
  const parameter = codeParameterOf(verification)
  const respond: Route['respond'] = async ({ query }, _call, { code }) => {
    const page = withParameter(basePath + verification.path, parameter, String(code))
    return redirectResponse(query === '' ? page : `${page}&${searchOf(query).slice(1)}`)
  }
  const path = codeSegment(verification.path)
  return [{ operation: 'page:code', dialect: name, method: 'GET', path, isTypedLink: true, respond, refuse }]
}

// Percent-encoded as in a URL, so that no character of it is invalid in the header.
function searchOf(query: string): string {
  return new URL(`https://any.invalid/?${query}`).search
}

async function takeForm(deps: PageDeps, request: HttpRequest, step: FormStep, call: Call): Promise<StepResult> {
  if (!isFromOurForm(request, deps.origin)) return problemPage(deps, 'foreignOrigin')
  const rules = { media: ['application/x-www-form-urlencoded'], repeatable: 'scope' } as const
  const form = await readParameters(request, rules)
  return isProblem(form) ? problemPage(deps, form) : step(deps, form, request, call)
}
