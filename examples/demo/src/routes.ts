import type { IncomingMessage, ServerResponse } from 'node:http'
import { type AccountDirectory, type BearerCheck, PortFault, type ResourceRequest } from '@devicegrant/core'
import type { HttpResponse } from '@devicegrant/core/adapters'
import type { OpenApiDocument } from '@devicegrant/core/dialects'
import { reportFault } from './messages.js'

/** A request to one of the host's own routes, independent of the framework. */
export interface HostRequest extends ResourceRequest {
  /** The last part of the path, if the route has a name. */
  readonly name: string
  /** The parsed JSON body, if the route takes one. */
  readonly body: unknown
}

/** One of the host's own routes. */
export interface HostRoute {
  readonly method: 'GET' | 'PATCH'
  /** In the syntax of Express and Koa: `/demo/clients/:name`. */
  readonly path: string
  respond(request: HostRequest): Promise<HttpResponse>
}

/** A route whose response goes on, such as a stream of events. Its method is GET or HEAD. */
export interface StreamRoute {
  readonly path: string
  /** Writes the whole response, now and later. */
  open(request: IncomingMessage, response: ServerResponse): void
}

/** Returns a JSON response. */
export function json(status: number, body: object, headers: HttpResponse['headers'] = {}): HttpResponse {
  return { status, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) }
}

/** Returns the routes that the host serves in addition to the device grant. */
export function ownRoutes(parts: {
  readonly path: string
  /** The path of the page on which people approve. */
  readonly page: string
  readonly check: BearerCheck
  readonly accounts: AccountDirectory
  readonly openApi: OpenApiDocument
}): readonly HostRoute[] {
  const { path, page, check, accounts, openApi } = parts
  return [
    {
      method: 'GET',
      path: '/',
      respond: async () => ({ status: 303, headers: { Location: path + page }, body: '' }),
    },
    { method: 'GET', path: '/healthz', respond: async () => json(200, { status: 'ok' }) },
    { method: 'GET', path: '/openapi.json', respond: async () => json(200, openApi) },
    // npm whoami asks at the second path, and reads the username.
    ...['/me', '/-/whoami'].map(
      (asked): HostRoute => ({
        method: 'GET',
        path: asked,
        respond: (request) => describeAccount(check, accounts, request),
      }),
    ),
  ]
}

/** Wraps a route so that it responds with 503, as the device grant does, while a port fails. */
export function respondingWith503(route: HostRoute): HostRoute {
  return {
    ...route,
    async respond(request) {
      try {
        return await route.respond(request)
      } catch (fault) {
        if (!(fault instanceof PortFault)) throw fault
        reportFault(fault, `${route.method} ${route.path}`)
        return json(503, { error: 'temporarily_unavailable' }, { 'Retry-After': '1' })
      }
    },
  }
}

async function describeAccount(
  check: BearerCheck,
  accounts: AccountDirectory,
  request: ResourceRequest,
): Promise<HttpResponse> {
  const verdict = await check(request)
  if (!verdict.ok) return verdict.response
  const { subject, clientId, scope } = verdict.claims
  const account = await accounts.findAccount(subject)
  if (!account) throw new Error('the token is active, but its account does not exist')
  const description = { sub: subject, username: account.username, client_id: clientId, scope: scope.join(' ') }
  return json(200, description, verdict.headers)
}
