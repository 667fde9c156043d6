import { isBag } from '../../../misuse/option-names.js'
import { rfc8628 } from '../../../wire/dialects/rfc8628/rfc8628.js'
import { parametersOfPath } from '../../../wire/path-patterns.js'
import { successKinds } from '../../../wire/success-kinds.js'

/**
 * Returns what is wrong with the parts of a table whose members are all there. The types find most of it, and a host may use
 * JavaScript. Each fault would otherwise show only in the responses to requests.
 */
export function tableFault(dialect: object, endpoints: readonly unknown[]): string | undefined {
  return (
    partsFault(dialect) ?? problemsFault(dialect) ?? endpoints.map(endpointFault).find((fault) => fault !== undefined)
  )
}

function partsFault(dialect: object): string | undefined {
  const {
    names = {},
    representations = ['JSON'],
    startGrace = 0,
  }: { names?: unknown; representations?: unknown; startGrace?: unknown } = dialect
  const wireNames: readonly unknown[] = Object.values(Object(names))
  if (new Set(wireNames).size < wireNames.length) return 'names must not give two parameters the same name'
  if (!Array.isArray(representations) || representations.length === 0) return 'representations must have at least one'
  const isGrace = typeof startGrace === 'number' && startGrace >= 0
  return isGrace ? undefined : 'startGrace must be in milliseconds, 0 or more'
}

function problemsFault(dialect: object): string | undefined {
  const problems: unknown = Reflect.get(dialect, 'problems')
  const unspelled = Object.keys(rfc8628.problems).filter((code) => !isSpelling(Reflect.get(Object(problems), code)))
  if (unspelled.length === 0) return undefined
  return `problems must have a status from 200 to 599 and a word for every problem, also for ${unspelled.join(', ')}`
}

function isSpelling(spelling: unknown): boolean {
  const { status, word }: { status?: unknown; word?: unknown } = Object(spelling)
  return Number.isInteger(status) && Number(status) >= 200 && Number(status) < 600 && typeof word === 'string'
}

function endpointFault(endpoint: unknown): string | undefined {
  const {
    method,
    path,
    media,
    reads,
    query = [],
  }: Partial<Record<'method' | 'path' | 'media' | 'reads' | 'query', unknown>> = Object(endpoint)
  if (method !== 'GET' && method !== 'POST') return `the method of ${path} must be GET or POST`
  if (!Array.isArray(media) || (method === 'POST' && media.length === 0)) {
    return `media of ${path} must be a list of the media types of its body, empty for a GET only`
  }
  const wrong = readingsIn(reads).find((reading) => !isReading(reading))
  if (wrong !== undefined) {
    return `reads of ${path} must have an operation, such as startAuthorization, and a zod schema as its parameters`
  }
  // A parameter that a URL has twice is refused, so no request could use such a path.
  const names = [...parametersOfPath(String(path)), ...(Array.isArray(query) ? query : [])]
  return new Set(names).size < names.length ? `the path ${path} and its query must name each parameter once` : undefined
}

function readingsIn(reads: unknown): readonly unknown[] {
  const byGrantType: unknown = Reflect.get(Object(reads), 'byGrantType')
  return isBag(byGrantType) ? Object.values(byGrantType) : [reads]
}

function isReading(reading: unknown): boolean {
  const { operation, parameters }: { operation?: unknown; parameters?: unknown } = Object(reading)
  return (
    typeof operation === 'string' &&
    Object.hasOwn(successKinds, operation) &&
    typeof Reflect.get(Object(parameters), 'safeParse') === 'function'
  )
}
