import type { HttpResponse } from '../../http/message.js'
import type { VerificationDeps } from '../deps.js'
import { messagePage } from '../page/message-page.js'
import { htmlResponse, redirectResponse } from '../page-responses.js'

/**
 * Sends a browser from a form to one of our paths. `form-action 'self'` also applies to each redirect after a form. If
 * the host's own sign-in may come next, on any origin, a page that refreshes leads the browser on, so the form ends
 * here.
 */
export function onward(deps: VerificationDeps, place: string): HttpResponse {
  if (deps.service.hostSignIn === undefined) return redirectResponse(place)
  const action = { href: place, label: 'Continue' }
  return htmlResponse(
    200,
    messagePage({ look: deps.page, title: 'One moment', message: 'Going on.', action, refresh: place }),
  )
}
