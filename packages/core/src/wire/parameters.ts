import { type Problem, problem } from '../protocol/problem.js'

/** The parameters of a request by name, in a record without a prototype. */
export type Parameters = Readonly<Record<string, unknown>>

// An honest request has at most a dozen. The limit bounds the work that an attacker can cause.
const mostParameters = 100

/**
 * The parameters of one request, as they are gathered. RFC 6749 §3.2 forbids repeated parameters, so only the parameter
 * named `repeatable` may occur twice (`resource`, RFC 8707 §2).
 */
export class Gatherer {
  readonly #gathered: Record<string, unknown> = Object.create(null)
  readonly #repeatable: string
  #count = 0
  #repeated: unknown[] | undefined

  constructor(repeatable: string) {
    this.#repeatable = repeatable
  }

  get parameters(): Parameters {
    return this.#gathered
  }

  /** Adds a parameter. Returns the problem with the request, if it is one parameter too many. */
  add(name: string, value: unknown): Problem | undefined {
    if (++this.#count > mostParameters) return problem('invalidRequest', 'The request has too many parameters.')
    if (!(name in this.#gathered)) {
      this.#gathered[name] = value
      return undefined
    }
    if (name !== this.#repeatable) return problem('invalidRequest', 'A parameter is included more than once.')
    this.#repeated ??= [this.#gathered[name]]
    this.#repeated.push(value)
    this.#gathered[name] = this.#repeated
    return undefined
  }
}

/** Gathers name and value pairs. */
export function gather(
  pairs: Iterable<readonly [name: string, value: unknown]>,
  repeatable: string,
): Parameters | Problem {
  const gatherer = new Gatherer(repeatable)
  for (const [name, value] of pairs) {
    const refusal = gatherer.add(name, value)
    if (refusal !== undefined) return refusal
  }
  return gatherer.parameters
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
