import type { HttpRequest } from '../ports/http-request.js'
import type { Outcome } from '../protocol/outcome.js'
import { isProblem, type Problem, type ProblemCode } from '../protocol/problem.js'
import type { Dialect, Representation, ResponseHeaders } from '../wire/dialect.js'
import type { Endpoint } from '../wire/endpoint.js'
import { spellOutcome, type WrittenResponse, writeResponse } from '../wire/write-response.js'
import { isPureEnvelope } from '../wire/writing/pure-envelope.js'
import { chooseRepresentation, jsonBodies } from '../wire/writing/representations.js'
import { standardHeaders } from '../wire/writing/standard-headers.js'
import type { HttpResponse } from './message.js'
import { type GrantFacts, responseContext } from './response-context.js'
import { unsniffed, unstored } from './responses.js'

type Headers = HttpResponse['headers']

/** The parts of an endpoint that its responses depend on. */
export type EndpointResponses = Partial<Pick<Endpoint, 'challenge' | 'problems' | 'status' | 'without'>>

/** Returns the response to an outcome, as one path of a dialect writes it. Without a request for a fault of a door. */
export type ResponseWriter = (outcome: Outcome, request?: HttpRequest) => HttpResponse

/**
 * Returns the writer of one path. It makes the response to a constant problem in the first representation once, and returns
 * the same again.
 */
export function createResponseWriter(
  dialect: Dialect,
  facts: GrantFacts,
  endpoint: EndpointResponses = {},
): ResponseWriter {
  const { headers, representations = [jsonBodies] } = dialect
  const isConstant = headers === undefined && isPureEnvelope(dialect.envelope)
  const [first, ...others] = representations
  const made = new WeakMap<Problem, HttpResponse>()
  return (outcome, request) => {
    const representation =
      others.length === 0 ? first : chooseRepresentation(representations, request?.headers['accept'])
    if (!isConstant || representation !== first || !isProblem(outcome) || !Object.isFrozen(outcome)) {
      return respond(dialect, facts, endpoint, representation, outcome, request)
    }
    const known = made.get(outcome)
    if (known !== undefined) return known
    const response = respond(dialect, facts, endpoint, first, outcome)
    // Many requests share it.
    Object.freeze(response.headers)
    made.set(outcome, Object.freeze(response))
    return response
  }
}

function respond(
  dialect: Dialect,
  facts: GrantFacts,
  endpoint: EndpointResponses,
  representation: Representation,
  outcome: Outcome,
  request?: HttpRequest,
): HttpResponse {
  const { headers = standardHeaders, representations = [] } = dialect
  const context = responseContext(dialect, facts, request)
  const spelled = spellOutcome(dialect, outcome, endpoint)
  const written = writeResponse(dialect, spelled, context, endpoint)
  return {
    status: written.status,
    headers: Object.assign(
      documented(headers(spelled, context)),
      contentHeaders(written, representation),
      representations.length > 1 && { Vary: 'Accept' },
      unstored,
      unsniffed,
      isProblem(outcome) && problemHeaders(written.status, outcome, endpoint.challenge),
    ),
    body: written.body === undefined ? '' : representation.write(written.body),
  }
}

function contentHeaders({ body }: WrittenResponse, { media }: Representation): Headers {
  return body === undefined ? {} : { 'Content-Type': media }
}

// A table cannot weaken what protects the response, whatever the capitals of its header names: its caching, its cookies, its
// challenges, its body, and which pages may read it.
const ours = [
  'age',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expires',
  'pragma',
  'set-cookie',
  'trailer',
  'transfer-encoding',
  'vary',
  'www-authenticate',
  'x-content-type-options',
]
// All headers of CORS, and those of caching, such as `CDN-Cache-Control` and `Surrogate-Control`.
const oursAlike = /^access-control-|(?:cache|surrogate)-control$/

function isOurs(header: string): boolean {
  return ours.includes(header) || oursAlike.test(header)
}

function documented(headers: ResponseHeaders): Headers {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !isOurs(name.toLowerCase())) kept[name] = value
  }
  return kept
}

function problemHeaders(status: number, { code }: Problem, challenge: Endpoint['challenge']): Headers {
  return {
    ...challengeFor(status, code, challenge),
    // The server does not read the rest of such a body.
    ...((code === 'contentTooLarge' || code === 'requestTimeout') && { Connection: 'close' }),
  }
}

const clientProblems: readonly ProblemCode[] = ['invalidClient', 'unauthorizedClient', 'introspectionForbidden']

// RFC 6749 §5.2 and RFC 9110 §11.6.1. A pending poll never gets a challenge, because clients stop polling at one.
function challengeFor(status: number, code: ProblemCode, challenge: Endpoint['challenge']): Headers {
  const scheme = challenge ?? (clientProblems.includes(code) ? 'Basic' : 'none')
  if (status !== 401 || scheme === 'none') return {}
  return { 'WWW-Authenticate': `${scheme} realm="devicegrant"` }
}
