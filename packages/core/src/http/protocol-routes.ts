import type { HttpRequest } from '../ports/http-request.js'
import type { RequestOperation } from '../ports/telemetry/words.js'
import type { Command, DialectTerms } from '../protocol/command.js'
import type { Outcome, Success } from '../protocol/outcome.js'
import { isProblem, type Problem, problem } from '../protocol/problem.js'
import type { Call } from '../service/call/call.js'
import type { ProofService } from '../service/proofs/proof-service.js'
import type { DeviceGrantService } from '../service/service.js'
import { clientOf, observedOperations, outcomeOf } from '../service/telemetry/outcomes.js'
import { type Dialect, dialectTermsOf } from '../wire/dialect.js'
import type { Endpoint, ResponseCookie } from '../wire/endpoint.js'
import type { Parameters } from '../wire/parameters.js'
import { isPattern } from '../wire/path-patterns.js'
import { readCommand } from '../wire/read-command.js'
import { type CookieJar, cookieNameBelow, createCookieJar } from './cookies.js'
import { createResponseWriter, type ResponseWriter } from './dialect-responses.js'
import type { HttpResponse } from './message.js'
import { isOpenEndpoint, isOpenOperation } from './origins/cors.js'
import { isFromElsewhere, isFromOurOrigin, isFromPage, isLetIn } from './origins/same-origin.js'
import { type ProvableCommand, proofIn, takesProof } from './proofs/proof-header.js'
import { type BodyRules, readParameters } from './read-body.js'
import type { GrantFacts } from './response-context.js'
import type { Route } from './route.js'
import { carryOut } from './routing/carry-out.js'
import { addFromUrl, hasAnyInQuery, refusedInQuery } from './url-parameters.js'

/** The input of `protocolRoutes`. */
export interface ProtocolDeps extends GrantFacts {
  readonly service: DeviceGrantService
  /** The part of a dialect that the service serves. */
  readonly dialect: Dialect
  /** The other origins whose pages may call the endpoints for devices by CORS. */
  readonly corsOrigins: readonly string[]
}

/** One endpoint, with what its requests need. It is made once. */
interface Served extends ProtocolDeps {
  readonly endpoint: Endpoint
  readonly rules: BodyRules
  readonly terms: DialectTerms
  /** The public URL of the endpoint. */
  readonly url: string
  /** The other origins whose pages may call it by CORS. */
  readonly guests: readonly string[]
  /** Whether some of its parameters are in the path or in the query. */
  readonly readsUrl: boolean
  /** The query parameters that are refused. */
  readonly refused: ReadonlySet<string>
  readonly write: ResponseWriter
  /** The check of DPoP proofs. Absent if proofs are ignored. */
  readonly proofs: ProofService | undefined
}

/** Returns a route for each endpoint of the dialect. */
export function protocolRoutes(deps: ProtocolDeps): readonly Route[] {
  const { dialect, baseUrl, corsOrigins, service } = deps
  const proofs = dialect.dpop === true ? service.proofs : undefined
  const terms = dialectTermsOf(dialect)
  return dialect.endpoints.map((endpoint) => {
    const { method, path, media } = endpoint
    const guests = isOpenEndpoint(endpoint) ? corsOrigins : []
    const write = createResponseWriter(dialect, deps, endpoint)
    // RFC 8707 §2: a client sends several resources as repeated parameters.
    const rules = { media, body: method === 'GET' ? 'ignored' : endpoint.body, repeatable: 'resource' } as const
    const refused = refusedInQuery(dialect, endpoint)
    const readsUrl = endpoint.query !== undefined || isPattern(path)
    const served = { ...deps, endpoint, rules, terms, url: baseUrl + path, guests, readsUrl, refused, write, proofs }
    return {
      method,
      path,
      changes: method === 'GET',
      operation: operationAt(endpoint),
      dialect: dialect.name,
      origins: guests,
      respond: (request, call, pathParameters) => respondAt(served, request, call, pathParameters),
      refuse: write,
    }
  })
}

async function respondAt(
  served: Served,
  request: HttpRequest,
  call: Call,
  pathParameters: Parameters,
): Promise<HttpResponse> {
  const refusal = refusalUnread(served, request)
  if (refusal !== undefined) return responseTo(refusal, served, request, call)
  const inBody = await readParameters(request, served.rules)
  const parameters =
    isProblem(inBody) || !served.readsUrl ? inBody : addFromUrl(served.endpoint, inBody, request, pathParameters)
  const command = isProblem(parameters) ? parameters : commandOf(served, parameters, request)
  if (isProblem(command)) return responseTo(command, served, request, call)
  call.observed?.noteOperation(observedOperations[command.operation], clientOf(command))
  if (served.proofs !== undefined && request.headers['dpop'] !== undefined && takesProof(command)) {
    return respondWithProof(served, served.proofs, command, request, call)
  }
  return responseTo(await carryOut(command, served, call), served, request, call)
}

/** Checks the proof of a request before anything else, so that a refused proof can be made again at once. */
async function respondWithProof(
  served: Served,
  proofs: ProofService,
  command: ProvableCommand,
  request: HttpRequest,
  call: Call,
): Promise<HttpResponse> {
  const proof = proofIn(request.headers['dpop'])
  if (isProblem(proof)) return responseTo(proof, served, request, call)
  const { method, path } = request
  const url = isPattern(served.endpoint.path) ? served.baseUrl + path : served.url
  const checked = await proofs.check({ proof: proof.text, method, url }, call)
  const outcome =
    'refusal' in checked ? checked.refusal : await carryOut({ ...command, key: checked.key }, served, call)
  const response = responseTo(outcome, served, request, call)
  if (checked.nonce === undefined) return response
  return { ...response, headers: { ...response.headers, 'DPoP-Nonce': checked.nonce } }
}

function responseTo(outcome: Outcome, served: Served, request: HttpRequest, { observed }: Call): HttpResponse {
  observed?.noteOutcome(outcomeOf(outcome))
  return isProblem(outcome) ? served.write(outcome, request) : successResponse(served, outcome, request)
}

function operationAt({ reads }: Endpoint): RequestOperation {
  return 'operation' in reads ? observedOperations[reads.operation] : 'token'
}

/** Returns why a request is refused whatever its body holds. */
function refusalUnread(served: Served, request: HttpRequest): Problem | undefined {
  if (isFromElsewhere(request) && !isLetIn(request, served.guests)) return foreignOrigin(served)
  if (hasAnyInQuery(request.query, served.refused)) {
    return problem('invalidRequest', 'Credentials and codes belong in the body.')
  }
  return undefined
}

function commandOf(served: Served, parameters: Parameters, request: HttpRequest): Command | Problem {
  const { endpoint, dialect, guests, url } = served
  const withCookies = addCookies(served, parameters, request)
  if (isProblem(withCookies)) return withCookies
  const authorization = authorizationOf(endpoint, request)
  const { anonymousClient, names } = dialect
  const command = readCommand(endpoint, withCookies, { authorization, anonymousClient, endpoint: url, names })
  if (isProblem(command) || isOpenOperation(command.operation) || !isLetIn(request, guests)) return command
  return foreignOrigin(served)
}

function successResponse(served: Served, outcome: Success, request: HttpRequest): HttpResponse {
  const response = served.write(outcome, request)
  const cookies = served.endpoint.setCookies?.(outcome).map((cookie) => setCookie(cookie, served, request)) ?? []
  if (cookies.length === 0) return response
  return { ...response, headers: { ...response.headers, 'Set-Cookie': cookies } }
}

function foreignOrigin({ baseUrl }: ProtocolDeps): Problem {
  const { origin } = new URL(baseUrl)
  return problem('foreignOrigin', `The request comes from a page of another origin. Pages of ${origin} may send it.`)
}

function authorizationOf({ ignoresBearer }: Endpoint, { headers }: HttpRequest): string | undefined {
  const { authorization } = headers
  return ignoresBearer === true && /^bearer /i.test(authorization ?? '') ? undefined : authorization
}

/**
 * Adds the cookies of an endpoint to the parameters. A browser sends cookies by itself, so a request to an endpoint
 * that reads or sets cookies must come from the grant's own origin, or from a program.
 */
function addCookies(served: Served, parameters: Parameters, request: HttpRequest): Parameters | Problem {
  const { cookies, setCookies } = served.endpoint
  if (cookies === undefined && setCookies === undefined) return parameters
  if (!isFromOurOrigin(request, new URL(served.baseUrl).origin)) return foreignOrigin(served)
  const found = (cookies ?? []).map(
    ({ cookie, parameter }) => [parameter, jarFor(cookie, served, request).read(request)] as const,
  )
  return Object.assign(Object.create(null), parameters, Object.fromEntries(found))
}

// A browser gets the cookie under a name that no other host and no other tenant of this host can set. A program gets
// the documented name, unless it forwards the cookies of a browser.
function jarFor(name: string, { endpoint, baseUrl }: Served, request: HttpRequest): CookieJar {
  const { cookies = [] } = endpoint
  const { protocol, pathname } = new URL(baseUrl)
  const secure = protocol === 'https:'
  const basePath = pathname.replace(/\/$/, '')
  const browsers = (cookie: string): CookieJar => createCookieJar(cookieNameBelow(basePath, cookie), secure)
  const isBrowsers = isFromPage(request) || cookies.some(({ cookie }) => browsers(cookie).isIn(request))
  if (isBrowsers) return browsers(name)
  return createCookieJar(name, secure, { prefixed: false, path: basePath === '' ? '/' : basePath })
}

function setCookie({ name, value, lifetime }: ResponseCookie, served: Served, request: HttpRequest): string {
  const jar = jarFor(name, served, request)
  return lifetime === 0 ? jar.clear() : jar.set(value, lifetime)
}
