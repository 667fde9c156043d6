import type { NotSignedIn } from '../../ports/host-sessions.js'
import type { HttpRequest } from '../../ports/http-request.js'
import { type PageAnswer, pageAnswer, type StepResult } from '../answers.js'
import type { PageDeps } from '../deps.js'
import { redirectResponse } from '../page-responses.js'
import { placeOf } from '../places.js'
import { renderSignIn } from './sign-in-step.js'
import type { Next } from './signing-in/signed-in.js'

/**
 * Sends a person to sign in, or to do it again, on the page's own form or at the host, and then back to a step. `stale` says who
 * asks for a newer sign-in: a device, unless it is given.
 */
export function askToSignIn(
  deps: PageDeps,
  request: HttpRequest,
  who: NotSignedIn,
  step: string,
  next: Next,
  stale = deps.look.texts.signInStale,
): StepResult {
  const { hostSignIn } = deps.service
  const { texts } = deps.look
  if (hostSignIn === undefined) {
    return renderSignIn(deps, request, 200, { ...next, ...(who === 'stale' && { notice: stale }) })
  }
  const path = hostSignIn.signInUrl(placeOf(deps, step, next.code), who)
  const signInUrl = new URL(path, deps.origin + deps.basePath).href
  if (who === 'nobody') return redirectResponse(signInUrl)
  // The host still accepts this session, so its sign-in may send the browser straight back. A redirect could loop: the
  // person has to click.
  return pageAnswer(403, {
    kind: 'message',
    look: deps.look,
    title: texts.signInAgainTitle,
    message: who === 'stale' ? stale : texts.signInAgain,
    action: { href: signInUrl, label: texts.signInAgainButton },
  })
}

/**
 * Leads a person to the page of the host that makes the sign-in stronger (RFC 9470 §4). The person has to click here too: if
 * that page sends the browser back without success, a redirect would loop.
 */
export function stepUpPage({ look }: PageDeps, uri: string): PageAnswer {
  const { stepUpTitle: title, stepUp: message, continueButton: label } = look.texts
  return pageAnswer(403, { kind: 'message', look, title, message, action: { href: uri, label } })
}
