import { type Problem, problem } from '../protocol/problem.js'

/** The parameters of a request by name, in a record without a prototype. */
export type Parameters = Readonly<Record<string, unknown>>

// An honest request has at most a dozen. The limit bounds the work that an attacker can cause.
const mostParameters = 100

/** The parameters of one request, as they are gathered. */
export interface Gatherer {
  readonly parameters: Parameters
  /** Adds a parameter. Returns the problem with the request, if it is one parameter too many. */
  add(name: string, value: unknown): Problem | undefined
}

/**
 * Makes an empty gatherer. RFC 6749 §3.2 forbids repeated parameters, so only the parameter named `repeatable` may occur
 * twice (`resource`, RFC 8707 §2).
 */
export function createGatherer(repeatable: string): Gatherer {
  const parameters: Record<string, unknown> = Object.create(null)
  let count = 0
  let repeated: unknown[] | undefined
  return {
    parameters,
    add(name, value) {
      if (++count > mostParameters) return problem('invalidRequest', 'The request has too many parameters.')
      if (!(name in parameters)) {
        parameters[name] = value
        return undefined
      }
      if (name !== repeatable) return problem('invalidRequest', 'A parameter is included more than once.')
      repeated ??= [parameters[name]]
      repeated.push(value)
      parameters[name] = repeated
      return undefined
    },
  }
}

/** Gathers name and value pairs. */
export function gather(
  pairs: Iterable<readonly [name: string, value: unknown]>,
  repeatable: string,
): Parameters | Problem {
  const { parameters, add } = createGatherer(repeatable)
  for (const [name, value] of pairs) {
    const refusal = add(name, value)
    if (refusal !== undefined) return refusal
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
  if (!hasAny(parameters, isAbsent)) return parameters
  const kept: Record<string, unknown> = Object.create(null)
  for (const [name, value] of Object.entries(parameters)) {
    if (!isAbsent(value)) kept[name] = value
  }
  return kept
}

// Without a list of the values, because nearly every request has nothing to drop.
function hasAny(parameters: Parameters, isAbsent: (value: unknown) => boolean): boolean {
  for (const name in parameters) {
    if (isAbsent(parameters[name])) return true
  }
  return false
}
