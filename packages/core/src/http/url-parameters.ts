import type { HttpRequest } from '../ports/http-request.js'
import { isProblem, type Problem, problem } from '../protocol/problem.js'
import type { Dialect } from '../wire/dialect.js'
import type { Endpoint } from '../wire/endpoint.js'
import { decodeFormText } from '../wire/form.js'
import { gather, type Parameters } from '../wire/parameters.js'
import { wireNameOf } from '../wire/wire-names.js'

// RFC 6749 §2.3.1: URLs end up in logs, so a request with a secret in its URL is refused, even if it does not need the
// secret.
// `code` is the device code of Trakt and of Google's old clients.
const secrets = [
  'client_secret',
  'client_assertion',
  'password',
  'device_code',
  'code',
  'refresh_token',
  'token',
  'ticket',
  'known',
  'code_verifier',
  'verification_number',
]

/** Returns the query parameters that an endpoint refuses: every secret by both of its names, unless the table reads it. */
export function refusedInQuery(dialect: Pick<Dialect, 'names'>, { query = [] }: Endpoint): ReadonlySet<string> {
  return new Set(secretsOf(dialect).filter((name) => !query.includes(name)))
}

/** Returns a parameter that the query has once. Secrets count as absent. */
export function parameterInQuery(dialect: Pick<Dialect, 'names'>, query: string, name: string): string | undefined {
  if (query === '' || secretsOf(dialect).includes(name)) return undefined
  const [pair, ...others] = query.split('&').filter((one) => nameIn(one) === name)
  return pair === undefined || others.length > 0 ? undefined : valueIn(pair)
}

function secretsOf({ names }: Pick<Dialect, 'names'>): readonly string[] {
  return [...secrets, ...secrets.map((name) => wireNameOf(names, name))]
}

/** Returns whether a query has one of these parameters. */
export function hasAnyInQuery(query: string, names: ReadonlySet<string>): boolean {
  return query !== '' && query.split('&').some((pair) => names.has(nameIn(pair) ?? ''))
}

/** Adds the parameters of the path, and the query parameters that the endpoint reads, to those of the body. */
export function addFromUrl(
  { query: read = [] }: Endpoint,
  inBody: Parameters,
  { query }: HttpRequest,
  pathParameters: Parameters,
): Parameters | Problem {
  const inQuery = read.length === 0 ? [] : readQuery(query, read)
  if (isProblem(inQuery)) return inQuery
  const fromUrl = [...inQuery, ...Object.entries(pathParameters)]
  return fromUrl.length === 0 ? inBody : gather([...Object.entries(inBody), ...fromUrl], '')
}

function readQuery(query: string, read: readonly string[]): readonly (readonly [string, string])[] | Problem {
  const pairs = query.split('&').flatMap((pair) => {
    const name = nameIn(pair)
    if (name === undefined || !read.includes(name)) return []
    return [[name, valueIn(pair)] as const]
  })
  const malformed = problem('invalidRequest', 'The query is not well-formed percent-encoded UTF-8.')
  return pairs.every(hasValue) ? pairs : malformed
}

function hasValue(pair: readonly [string, string | undefined]): pair is readonly [string, string] {
  return pair[1] !== undefined
}

function nameIn(pair: string): string | undefined {
  return decodeFormText(pair.split('=', 1)[0] ?? '')
}

function valueIn(pair: string): string | undefined {
  const equals = pair.indexOf('=')
  return equals === -1 ? '' : decodeFormText(pair.slice(equals + 1))
}
