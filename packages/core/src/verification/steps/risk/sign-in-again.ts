import type { HttpRequest } from '../../../ports/http-request.js'
import { pageAnswer, type StepResult } from '../../answers.js'
import type { PageDeps } from '../../deps.js'
import { type CarriedCode, placeOf } from '../../places.js'
import { renderSignIn } from '../sign-in-step.js'

/**
 * Asks a person whose sign-in is too old for an approval to sign in again, on the page's own form or at the host. The code is
 * kept, and nothing is decided: after the sign-in the person sees the request again.
 */
export function askToSignInAgain(deps: PageDeps, request: HttpRequest, code: CarriedCode): StepResult {
  const { hostSignIn } = deps.service
  const { look } = deps
  const { texts } = look
  if (hostSignIn === undefined) return renderSignIn(deps, request, 403, { code, error: texts.signInTooOld })
  // The host still accepts this session, so a redirect could lead straight back: the person has to click.
  const path = hostSignIn.signInUrl(placeOf(deps, '/confirm', code), 'signedOut')
  const action = { href: new URL(path, deps.origin + deps.basePath).href, label: texts.signInAgainButton }
  return pageAnswer(403, {
    kind: 'message',
    look,
    title: texts.signInAgainTitle,
    message: texts.signInTooOld,
    action,
  })
}
