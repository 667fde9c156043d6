import type { HttpResponse } from '../../http/message.js'
import { retryAfterHeader } from '../../http/responses.js'
import type { Duration } from '../../machine/time.js'
import type { HttpRequest } from '../../ports/http-request.js'
import type { VerificationDeps } from '../deps.js'
import { messagePage } from '../page/message-page.js'
import { htmlResponse, redirectResponse } from '../page-responses.js'
import { queryValue } from '../places.js'

/** The query parameter with the proof of a passed challenge. */
const proofParameter = 'challenge'

/**
 * Sends a person to the page of the host with a challenge. `form-action 'self'` also applies to each redirect after a form,
 * so a page that refreshes leads to another origin. `wait` is how long the limit refuses without the challenge.
 */
export function challengePage(deps: VerificationDeps, uri: string, wait: Duration): HttpResponse {
  if (new URL(uri).origin === deps.origin) return redirectResponse(uri)
  const html = messagePage({
    look: deps.page,
    title: 'One more step',
    message: 'There were too many tries. The next page checks that you are a person. Then you can try again.',
    action: { href: uri, label: 'Continue' },
    refresh: uri,
  })
  return htmlResponse(429, html, retryAfterHeader(wait))
}

/** Adds the proof that came with a page to the address of its form, so that it reaches the step of the form. */
export function keepingProof(place: string, request: HttpRequest): string {
  const proof = request.method === 'POST' ? '' : queryValue(request, proofParameter)
  return proof === '' ? place : `${place}?${proofParameter}=${encodeURIComponent(proof)}`
}
