import { type Exchange, objectIn } from '../http/exchange.js'
import { readTokens } from './token-set.js'
import { expectThat } from './verdicts.js'

/** Returns the error code of a response, or `undefined` if it has none. RFC 6749 §5.2 */
export function errorIn(exchange: Exchange): string | undefined {
  const error = objectIn(exchange)?.['error']
  return typeof error === 'string' ? error : undefined
}

/** Returns whether a response says that the client has to poll again. RFC 8628 §3.5 */
export function isPending(exchange: Exchange): boolean {
  return ['authorization_pending', 'slow_down'].includes(errorIn(exchange) ?? '')
}

/**
 * Expects one of these error codes. The status and the form of the response are the business of audits of their own, so that a server
 * with one fault fails one audit.
 */
export function expectError(exchange: Exchange, ...errors: readonly string[]): void {
  const error = errorIn(exchange)
  expectThat(error !== undefined && errors.includes(error), `the error ${errors.join(' or ')}`, exchange)
}

/** Expects a refusal, whatever its error code. */
export function expectRefusal(exchange: Exchange): void {
  expectThat(isRefusal(exchange), 'a status from 400 to 499', exchange)
}

/** Expects a refusal without tokens, whatever its error code. The exchanges before it are shown, too. */
export function expectNoTokens(exchange: Exchange, ...before: readonly Exchange[]): void {
  expectThat(isRefusal(exchange) && readTokens(exchange) === undefined, 'a refusal, and no tokens', ...before, exchange)
}

/** Expects a refusal that says nothing of the authorization. */
export function expectUninformed(exchange: Exchange): void {
  const isAnswer = !isRefusal(exchange) || isPending(exchange)
  expectThat(!isAnswer, 'a refusal that says nothing of the authorization', exchange)
}

function isRefusal({ status }: Exchange): boolean {
  return status >= 400 && status < 500
}
