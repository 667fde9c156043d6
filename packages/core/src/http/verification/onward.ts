import type { HttpAnswer } from '../message.js'
import { messagePage } from './page/message-page.js'
import { htmlAnswer, redirectAnswer } from './page-answers.js'
import type { VerificationParts } from './parts.js'

/**
 * Leads a browser on from a form to one of our paths. `form-action 'self'` holds for every redirect that follows a
 * form, so where a host's own sign-in may be the next stop, on whatever origin, the browser is led by a page instead:
 * what it does there is no longer part of the form.
 */
export function onward(parts: VerificationParts, place: string): HttpAnswer {
  if (parts.hostSessions === undefined) return redirectAnswer(place)
  const action = { href: place, label: 'Continue' }
  return htmlAnswer(
    200,
    messagePage({ look: parts.page, title: 'One moment', message: 'Going on.', action, refresh: place }),
  )
}
