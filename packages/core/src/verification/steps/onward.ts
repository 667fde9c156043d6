import type { HttpResponse } from '../../http/message.js'
import type { PageDeps } from '../deps.js'
import { messagePage } from '../page/message-page.js'
import { htmlResponse, redirectResponse } from '../page-responses.js'

/**
 * Sends a browser from a form to one of our paths. `form-action 'self'` also applies to each redirect after a form. If
 * the host's own sign-in may come next, on any origin, a page that refreshes leads the browser on, so the form ends
 * here.
 */
export function onward(deps: PageDeps, place: string): HttpResponse {
  if (deps.service.hostSignIn === undefined) return redirectResponse(place)
  const { look } = deps
  const { oneMomentTitle: title, oneMoment: message, continueButton: label } = look.texts
  return htmlResponse(200, messagePage({ look, title, message, action: { href: place, label }, refresh: place }))
}
