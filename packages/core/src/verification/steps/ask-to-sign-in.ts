import type { NotSignedIn } from '../../ports/host-sessions.js'
import type { HttpRequest } from '../../ports/http-request.js'
import { pageAnswer, type StepResult } from '../answers.js'
import type { PageDeps } from '../deps.js'
import { redirectResponse } from '../page-responses.js'
import { placeOf } from '../places.js'
import { renderSignIn } from './sign-in-step.js'
import type { Next } from './signing-in/signed-in.js'

/** Sends a person to sign in, on the page's own form or at the host, and then back to a step. */
export function askToSignIn(
  deps: PageDeps,
  request: HttpRequest,
  who: NotSignedIn,
  step: string,
  next: Next,
): StepResult {
  const { hostSignIn } = deps.service
  if (hostSignIn === undefined) return renderSignIn(deps, request, 200, next)
  const path = hostSignIn.signInUrl(placeOf(deps, step, next.code), who)
  const signInUrl = new URL(path, deps.origin + deps.basePath).href
  if (who === 'nobody') return redirectResponse(signInUrl)
  // The host still accepts this session, so its sign-in may send the browser straight back. A redirect could loop: the
  // person has to click.
  const { texts } = deps.look
  return pageAnswer(403, {
    kind: 'message',
    look: deps.look,
    title: texts.signInAgainTitle,
    message: texts.signInAgain,
    action: { href: signInUrl, label: texts.signInAgainButton },
  })
}
