import { type Problem, problem } from '../protocol/problem.js'
import { createGatherer, type Parameters } from './parameters.js'

/**
 * Decodes an `application/x-www-form-urlencoded` body (RFC 6749 appendix B). It must be well-formed percent-encoding of
 * well-formed UTF-8. Only the parameter named `repeatable` may occur twice.
 */
export function decodeForm(text: string, repeatable: string): Parameters | Problem {
  const { parameters, add } = createGatherer(repeatable)
  for (const piece of text.split('&')) {
    if (piece === '') continue
    const equals = piece.indexOf('=')
    const name = decodeFormText(equals === -1 ? piece : piece.slice(0, equals))
    const value = decodeFormText(equals === -1 ? '' : piece.slice(equals + 1))
    if (name === undefined || value === undefined) {
      return problem('invalidRequest', 'The form is not well-formed percent-encoded UTF-8.')
    }
    const refusal = add(name, value)
    if (refusal !== undefined) return refusal
  }
  return parameters
}

/** Decodes one form-encoded name or value. `+` is a space. Returns `undefined` if the text is malformed. */
export function decodeFormText(text: string): string | undefined {
  // Most names and values of a poll have nothing to decode, so they skip the decoder.
  if (!text.includes('%') && !text.includes('+')) return text
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch (malformed) {
    if (malformed instanceof URIError) return undefined
    throw malformed
  }
}
