import type { HttpAnswer, HttpRequest } from '../message.js'
import { messagePage } from './page/message-page.js'
import { htmlAnswer, redirectAnswer } from './page-answers.js'
import type { VerificationParts } from './parts.js'
import { placeOf } from './places.js'
import { type Next, renderSignIn } from './sign-in-step.js'
import type { NotSignedIn } from './viewer.js'

/** Leads a person who has to sign in to the page's own form, or to the host's sign-in, and from there back to a step. */
export function askToSignIn(
  parts: VerificationParts,
  request: HttpRequest,
  who: NotSignedIn,
  step: string,
  next: Next,
): HttpAnswer {
  if (parts.hostSessions === undefined) return renderSignIn(parts, request, 200, next)
  const signInUrl = parts.hostSessions.signInUrl(placeOf(parts, step, next.userCode), who)
  if (who === 'nobody') return redirectAnswer(signInUrl)
  // To the host this session is still good, so its sign-in may send the browser straight back: a redirect could go round
  // in circles. The person has to take the step.
  const html = messagePage({
    look: parts.page,
    title: 'Please sign in again',
    message: 'Your account was signed out everywhere after you signed in here. Sign in again to go on.',
    action: { href: signInUrl, label: 'Sign in again' },
  })
  return htmlAnswer(403, html)
}
