import { type Problem, problem } from '../protocol/problem.js'

/** The parameters of a request by name, in a record without a prototype. */
export type Parameters = Readonly<Record<string, unknown>>

// An honest request has at most a dozen. The limit bounds the work that an attacker can cause.
const mostParameters = 100

/**
 * Gathers name and value pairs. RFC 6749 §3.2 forbids repeated parameters, so only the parameter named `repeatable` may
 * occur twice (`resource`, RFC 8707 §2).
 */
export function gather(
  pairs: Iterable<readonly [name: string, value: unknown]>,
  repeatable: string,
): Parameters | Problem {
  const seen = new Map<string, unknown[]>()
  let count = 0
  for (const [name, value] of pairs) {
    if (++count > mostParameters) return problem('invalidRequest', 'The request has too many parameters.')
    const values = seen.get(name)
    if (values === undefined) seen.set(name, [value])
    else values.push(value)
  }
  const parameters: Record<string, unknown> = Object.create(null)
  for (const [name, values] of seen) {
    if (values.length > 1 && name !== repeatable) {
      return problem('invalidRequest', 'A parameter is included more than once.')
    }
    parameters[name] = values.length > 1 ? values : values[0]
  }
  return parameters
}

/**
 * Drops empty parameters. RFC 8628 §3.1: a parameter without a value counts as omitted. JSON `null` is no value either.
 */
export function withoutEmpty(parameters: Parameters): Parameters {
  return without(parameters, (value) => value === '' || value === null)
}

/** Drops `null` but keeps empty text, for input where empty text is a value: typed text, or a choice of no scope. */
export function withoutNull(parameters: Parameters): Parameters {
  return without(parameters, (value) => value === null)
}

function without(parameters: Parameters, isAbsent: (value: unknown) => boolean): Parameters {
  if (!Object.values(parameters).some(isAbsent)) return parameters
  const kept: Record<string, unknown> = Object.create(null)
  for (const [name, value] of Object.entries(parameters)) {
    if (!isAbsent(value)) kept[name] = value
  }
  return kept
}
