import { second } from '../machine/time.js'
import type { Problem, ProblemCode } from '../protocol/problem.js'
import type { Dialect, Endpoint, JsonObject } from '../wire/dialect.js'
import { writeProblem } from '../wire/write-answer.js'
import type { HttpAnswer } from './message.js'

type Headers = HttpAnswer['headers']

// RFC 6749 §5.1: what holds credentials is kept by no cache. The rest is kept by none either.
const unstored: Headers = { 'Cache-Control': 'no-store', Pragma: 'no-cache' }
const unsniffed: Headers = { 'X-Content-Type-Options': 'nosniff' }

/** A JSON answer that no cache keeps. */
export function jsonAnswer(status: number, body: JsonObject, headers: Headers = {}): HttpAnswer {
  return {
    status,
    headers: { 'Content-Type': 'application/json', ...unstored, ...unsniffed, ...headers },
    body: JSON.stringify(body),
  }
}

/** A public JSON document, the same for everybody, that caches may keep for five minutes. */
export function documentAnswer(body: object): HttpAnswer {
  return {
    status: 200,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'public, max-age=300', ...unsniffed },
    body: JSON.stringify(body),
  }
}

/** A refusal in the words of a dialect, with the headers that its status asks for. */
export function problemAnswer(dialect: Dialect, problem: Problem, challenge?: Endpoint['challenge']): HttpAnswer {
  const { status, body } = writeProblem(dialect, problem)
  return jsonAnswer(status, body, { ...challengeFor(status, problem, challenge), ...headersOf(problem) })
}

const clientProblems: readonly ProblemCode[] = ['invalidClient', 'unauthorizedClient', 'introspectionForbidden']

// RFC 6749 §5.2 and RFC 9110 §11.6.1. No poll answer carries a challenge: clients give up on one.
function challengeFor(status: number, { code }: Problem, challenge: Endpoint['challenge']): Headers {
  const scheme = challenge ?? (clientProblems.includes(code) ? 'Basic' : 'none')
  if (status !== 401 || scheme === 'none') return {}
  return { 'WWW-Authenticate': `${scheme} realm="devicegrant"` }
}

function headersOf({ code, retryAfter }: Problem): Headers {
  return {
    ...(retryAfter !== undefined && { 'Retry-After': String(Math.ceil(retryAfter / second)) }),
    // Whatever is left of such a body is not worth reading.
    ...((code === 'contentTooLarge' || code === 'requestTimeout') && { Connection: 'close' }),
  }
}
