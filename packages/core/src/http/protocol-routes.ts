import type { HttpRequest } from '../ports/http-request.js'
import type { Command } from '../protocol/command.js'
import type { Outcome } from '../protocol/outcome.js'
import { isProblem, type Problem, problem } from '../protocol/problem.js'
import type { Call } from '../service/call/call.js'
import type { DeviceGrantService } from '../service/service.js'
import { type Dialect, dialectTermsOf, type Endpoint, type ResponseCookie } from '../wire/dialect.js'
import { decodeFormText } from '../wire/form.js'
import type { Parameters } from '../wire/parameters.js'
import { readCommand } from '../wire/read-command.js'
import { writeResponse } from '../wire/write-response.js'
import { type CookieJar, cookieNameBelow, createCookieJar } from './cookies.js'
import type { HttpResponse } from './message.js'
import { isOpenEndpoint, isOpenOperation } from './origins/cors.js'
import { isFromElsewhere, isFromOurOrigin, isFromPage, isLetIn } from './origins/same-origin.js'
import { readParameters } from './read-body.js'
import { jsonResponse, problemResponse } from './responses.js'
import type { Route } from './route.js'

/** The input of `protocolRoutes`. */
export interface ProtocolDeps {
  readonly service: DeviceGrantService
  /** The part of a dialect that the service serves. */
  readonly dialect: Dialect
  readonly issuer: string
  /** The public URL below which all paths are served, without a slash at the end. */
  readonly baseUrl: string
  /** The other origins whose pages may call the endpoints for devices by CORS. */
  readonly corsOrigins: readonly string[]
}

/** Returns a route for each endpoint of the dialect. */
export function protocolRoutes(deps: ProtocolDeps): readonly Route[] {
  const { dialect } = deps
  return dialect.endpoints.map((endpoint) => ({
    method: endpoint.method,
    path: endpoint.path,
    origins: originsFor(endpoint, deps),
    respond: (request, call) => respondAt(endpoint, deps, request, call),
    refuse: (refusal) => problemResponse(dialect, refusal, endpoint.challenge),
  }))
}

async function respondAt(
  endpoint: Endpoint,
  deps: ProtocolDeps,
  request: HttpRequest,
  call: Call,
): Promise<HttpResponse> {
  const { dialect } = deps
  const outcome = await outcomeAt(endpoint, deps, request, call)
  if (isProblem(outcome)) return problemResponse(dialect, outcome, endpoint.challenge)
  const { status, body } = writeResponse(dialect, outcome, deps, endpoint.without?.members)
  const cookies = endpoint.setCookies?.(outcome).map((cookie) => setCookie(cookie, endpoint, deps, request)) ?? []
  return jsonResponse(status, body, cookies.length === 0 ? {} : { 'Set-Cookie': cookies })
}

function originsFor(endpoint: Endpoint, { corsOrigins }: ProtocolDeps): readonly string[] {
  return isOpenEndpoint(endpoint) ? corsOrigins : []
}

async function outcomeAt(endpoint: Endpoint, deps: ProtocolDeps, request: HttpRequest, call: Call): Promise<Outcome> {
  const isGuest = isLetIn(request, originsFor(endpoint, deps))
  if (isFromElsewhere(request) && !isGuest) return foreignOrigin(deps)
  if (hasSecretInQuery(request.query)) return problem('invalidRequest', 'Credentials and codes belong in the body.')
  // RFC 8707 §2: a client sends several resources as repeated parameters.
  const rules = { media: endpoint.media, repeatable: 'resource', body: endpoint.body }
  const parameters = await readParameters(request, rules)
  if (isProblem(parameters)) return parameters
  const withCookies = addCookies(endpoint, deps, parameters, request)
  if (isProblem(withCookies)) return withCookies
  const { anonymousClient } = deps.dialect
  const command = readCommand(endpoint, withCookies, {
    authorization: authorizationOf(endpoint, request),
    anonymousClient,
    endpoint: deps.baseUrl + endpoint.path,
  })
  if (isProblem(command)) return command
  if (isGuest && !isOpenOperation(command.operation)) return foreignOrigin(deps)
  return carryOut(command, deps, call)
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
function addCookies(
  endpoint: Endpoint,
  deps: ProtocolDeps,
  parameters: Parameters,
  request: HttpRequest,
): Parameters | Problem {
  const { cookies, setCookies } = endpoint
  if (cookies === undefined && setCookies === undefined) return parameters
  if (!isFromOurOrigin(request, new URL(deps.baseUrl).origin)) {
    return foreignOrigin(deps)
  }
  const found = (cookies ?? []).map(
    ({ cookie, parameter }) => [parameter, jarFor(cookie, endpoint, deps, request).read(request)] as const,
  )
  return Object.assign(Object.create(null), parameters, Object.fromEntries(found))
}

// A browser gets the cookie under a name that no other host and no other tenant of this host can set. A program gets
// the documented name, unless it forwards the cookies of a browser.
function jarFor(name: string, { cookies = [] }: Endpoint, { baseUrl }: ProtocolDeps, request: HttpRequest): CookieJar {
  const { protocol, pathname } = new URL(baseUrl)
  const secure = protocol === 'https:'
  const basePath = pathname.replace(/\/$/, '')
  const browsers = (cookie: string): CookieJar => createCookieJar(cookieNameBelow(basePath, cookie), secure)
  const isBrowsers = isFromPage(request) || cookies.some(({ cookie }) => browsers(cookie).isIn(request))
  if (isBrowsers) return browsers(name)
  return createCookieJar(name, secure, { prefixed: false, path: basePath === '' ? '/' : basePath })
}

function setCookie(
  { name, value, lifetime }: ResponseCookie,
  endpoint: Endpoint,
  deps: ProtocolDeps,
  request: HttpRequest,
): string {
  const jar = jarFor(name, endpoint, deps, request)
  return lifetime === 0 ? jar.clear() : jar.set(value, lifetime)
}

function carryOut(command: Command, { service, dialect }: ProtocolDeps, call: Call): Promise<Outcome> {
  const terms = dialectTermsOf(dialect)
  switch (command.operation) {
    case 'startAuthorization':
      return service.startAuthorization(command, terms, call)
    case 'exchangeDeviceCode':
      return service.exchangeDeviceCode(command, terms, call)
    case 'exchangeRefreshToken':
      return service.exchangeRefreshToken(command, terms, call)
    case 'revokeToken':
      return service.revokeToken(command, call)
    case 'introspectToken':
      return service.introspectToken(command, call)
    case 'logIn':
      return configured(service.passwordLogin).logIn(command, terms, call)
    case 'exchangePassword':
      return configured(service.passwordLogin?.exchangePassword)(command, terms, call)
  }
}

function configured<Served>(served: Served | undefined): Served {
  if (served === undefined) throw new Error('a login with a password is served but not configured')
  return served
}

// RFC 6749 §2.3.1: URLs end up in logs, so a request with a secret in its URL is refused, even if it does not need the
// secret.
const secrets = ['client_secret', 'client_assertion', 'password', 'device_code', 'refresh_token', 'token']

function hasSecretInQuery(query: string): boolean {
  return query.split('&').some((pair) => secrets.includes(decodeFormText(pair.split('=', 1)[0] ?? '') ?? ''))
}
