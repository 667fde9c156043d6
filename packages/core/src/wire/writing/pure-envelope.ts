import type { Dialect, SpelledProblem } from '../dialect.js'
import type { JsonObject } from '../json-value.js'

/** An envelope whose body depends on the problem alone. */
export type PureEnvelope = (problem: SpelledProblem) => JsonObject

const pure = new WeakSet<Dialect['envelope']>()

/**
 * Marks an envelope whose body depends on the problem alone: equal problems have equal bodies. The server then makes the
 * response to each constant problem once, such as that to a pending poll. Without the mark an envelope may put a new
 * value into each body, such as the identifier of the request.
 *
 * @param envelope - the function `envelope` of a dialect
 * @returns the same function
 * @example
 * ```ts
 * import { type Dialect, pureEnvelope, rfc8628 } from '@devicegrant/core/dialects'
 *
 * const envelope = pureEnvelope(({ word, description }) => ({ code: word, message: description }))
 * const acme: Dialect = { ...rfc8628, name: 'acme', envelope }
 * ```
 */
export function pureEnvelope(envelope: PureEnvelope): PureEnvelope {
  pure.add(envelope)
  return envelope
}

/** Returns whether `pureEnvelope` has marked this function. */
export function isPureEnvelope(envelope: Dialect['envelope']): boolean {
  return pure.has(envelope)
}
