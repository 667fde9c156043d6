import { type Duration, second } from '../../machine/time.js'
import type { Success } from '../../protocol/outcome.js'
import type { ResponseHeaders, SpelledProblem } from '../dialect.js'

/**
 * Returns `Retry-After`, if the response is a problem that says when to try again. It is what a dialect without `headers`
 * sends.
 */
export function standardHeaders(response: Success | SpelledProblem): ResponseHeaders {
  if (response.kind !== 'problem' || response.retryAfter === undefined) return {}
  return retryAfterHeader(response.retryAfter)
}

/** Returns the `Retry-After` header for this number of milliseconds, in whole seconds (RFC 9110 §10.2.3). */
export function retryAfterHeader(duration: Duration): Readonly<Record<string, string>> {
  return { 'Retry-After': String(Math.ceil(duration / second)) }
}
