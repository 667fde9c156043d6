import { pageAnswer, type StepResult } from '../answers.js'
import type { PageDeps } from '../deps.js'
import { redirectResponse } from '../page-responses.js'

/**
 * Sends a browser from a form to one of our paths. `form-action 'self'` also applies to each redirect after a form. If
 * the host's own sign-in may come next, on any origin, a page that refreshes leads the browser on, so the form ends
 * here.
 */
export function onward(deps: PageDeps, place: string): StepResult {
  if (deps.service.hostSignIn === undefined) return redirectResponse(place)
  const { look } = deps
  const { oneMomentTitle: title, oneMoment: message, continueButton: label } = look.texts
  const action = { href: place, label }
  return pageAnswer(200, { kind: 'message', look, title, message, action, refresh: place })
}
