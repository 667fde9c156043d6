import { retryAfterHeader } from '../../http/responses.js'
import type { Duration } from '../../machine/time.js'
import type { HttpRequest } from '../../ports/http-request.js'
import { pageAnswer, type StepResult } from '../answers.js'
import type { VerificationDeps } from '../deps.js'
import type { MessagePage } from '../page/models.js'
import { redirectResponse } from '../page-responses.js'
import { queryValue } from '../places.js'

/** The query parameter with the proof of a passed challenge. */
const proofParameter = 'challenge'

/**
 * Sends a person to the page of the host with a challenge. `form-action 'self'` also applies to each redirect after a form,
 * so a page that refreshes leads to another origin. `wait` is how long the limit refuses without the challenge.
 */
export function challengePage(deps: VerificationDeps, uri: string, wait: Duration): StepResult {
  if (new URL(uri).origin === deps.origin) return redirectResponse(uri)
  const page: MessagePage = {
    kind: 'message',
    look: deps.look,
    title: 'One more step',
    message: 'There were too many tries. The next page checks that you are a person. Then you can try again.',
    action: { href: uri, label: 'Continue' },
    refresh: uri,
  }
  return pageAnswer(429, page, retryAfterHeader(wait))
}

/** Adds the proof that came with a page to the address of its form, so that it reaches the step of the form. */
export function keepingProof(place: string, request: HttpRequest): string {
  const proof = request.method === 'POST' ? '' : queryValue(request, proofParameter)
  return proof === '' ? place : `${place}?${proofParameter}=${encodeURIComponent(proof)}`
}
