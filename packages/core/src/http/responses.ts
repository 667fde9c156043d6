import { type Duration, second } from '../machine/time.js'
import type { Problem, ProblemCode } from '../protocol/problem.js'
import type { Dialect, Endpoint } from '../wire/dialect.js'
import { isPureEnvelope } from '../wire/pure-envelope.js'
import { writeProblem } from '../wire/write-response.js'
import type { HttpResponse } from './message.js'

type Headers = HttpResponse['headers']

// RFC 6749 §5.1: no cache may store a response with credentials. Here no cache stores any JSON response.
const unstored: Headers = { 'Cache-Control': 'no-store', Pragma: 'no-cache' }
const unsniffed: Headers = { 'X-Content-Type-Options': 'nosniff' }

/** Returns a JSON response that no cache stores. */
export function jsonResponse(status: number, body: object, headers: Headers = {}): HttpResponse {
  return {
    status,
    headers: { 'Content-Type': 'application/json', ...unstored, ...unsniffed, ...headers },
    body: JSON.stringify(body),
  }
}

/** Returns a public JSON document that caches may store for five minutes. */
export function documentResponse(body: object): HttpResponse {
  return {
    status: 200,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'public, max-age=300', ...unsniffed },
    body: JSON.stringify(body),
  }
}

/** Returns the response to a problem as a dialect spells it, with the headers that its status requires. */
export function problemResponse(dialect: Dialect, problem: Problem, challenge?: Endpoint['challenge']): HttpResponse {
  const { status, body } = writeProblem(dialect, problem)
  return jsonResponse(status, body, { ...challengeFor(status, problem, challenge), ...headersOf(problem) })
}

/** Returns the response to a problem as one path of a dialect spells it. */
export type ProblemWriter = (problem: Problem) => HttpResponse

/** Returns the writer of one path. It makes the response to a constant problem once, and returns the same again. */
export function createProblemWriter(dialect: Dialect, challenge?: Endpoint['challenge']): ProblemWriter {
  const write: ProblemWriter = (refusal) => problemResponse(dialect, refusal, challenge)
  if (!isPureEnvelope(dialect.envelope)) return write
  const made = new WeakMap<Problem, HttpResponse>()
  return (refusal) => {
    if (!Object.isFrozen(refusal)) return write(refusal)
    const known = made.get(refusal)
    if (known !== undefined) return known
    const response = write(refusal)
    // Many requests share it.
    Object.freeze(response.headers)
    made.set(refusal, Object.freeze(response))
    return response
  }
}

/** Returns the `Retry-After` header for this number of milliseconds, in whole seconds (RFC 9110 §10.2.3). */
export function retryAfterHeader(duration: Duration): Readonly<Record<string, string>> {
  return { 'Retry-After': String(Math.ceil(duration / second)) }
}

const clientProblems: readonly ProblemCode[] = ['invalidClient', 'unauthorizedClient', 'introspectionForbidden']

// RFC 6749 §5.2 and RFC 9110 §11.6.1. A pending poll never gets a challenge, because clients stop polling at one.
function challengeFor(status: number, { code }: Problem, challenge: Endpoint['challenge']): Headers {
  const scheme = challenge ?? (clientProblems.includes(code) ? 'Basic' : 'none')
  if (status !== 401 || scheme === 'none') return {}
  return { 'WWW-Authenticate': `${scheme} realm="devicegrant"` }
}

function headersOf({ code, retryAfter }: Problem): Headers {
  return {
    ...(retryAfter !== undefined && retryAfterHeader(retryAfter)),
    // The server does not read the rest of such a body.
    ...((code === 'contentTooLarge' || code === 'requestTimeout') && { Connection: 'close' }),
  }
}
