import type { Duration } from '../../machine/time.js'
import type { HttpRequest } from '../../ports/http-request.js'
import { retryAfterHeader } from '../../wire/writing/standard-headers.js'
import { pageAnswer, type StepResult } from '../answers.js'
import type { PageDeps } from '../deps.js'
import type { MessagePage } from '../page/models.js'
import { redirectResponse } from '../page-responses.js'
import { challengeParameter, queryValue, withParameter } from '../places.js'

/**
 * Sends a person to the page of the host with a challenge. `form-action 'self'` also applies to each redirect after a form,
 * so a page that refreshes leads to another origin. `wait` is how long the limit refuses without the challenge.
 */
export function challengePage(deps: PageDeps, uri: string, wait: Duration): StepResult {
  if (new URL(uri).origin === deps.origin) return redirectResponse(uri)
  const { texts } = deps.look
  const page: MessagePage = {
    kind: 'message',
    look: deps.look,
    title: texts.challengeTitle,
    message: texts.challenge,
    action: { href: uri, label: texts.continueButton },
    refresh: uri,
  }
  return pageAnswer(429, page, retryAfterHeader(wait))
}

/** Adds the proof that came with a page to the address of its form, so that it reaches the step of the form. */
export function keepingProof(place: string, request: HttpRequest): string {
  const proof = request.method === 'POST' ? '' : queryValue(request, challengeParameter)
  return withParameter(place, challengeParameter, proof)
}
