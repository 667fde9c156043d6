import {
  type AccountDirectory,
  type BearerCheck,
  type HttpAnswer,
  type OpenApiDocument,
  PortFault,
} from '@devicegrant/core'
import { reportFault } from './messages.js'

/** A request to one of the host's own routes, whatever framework has read it. */
export interface HostRequest {
  readonly authorization: string | undefined
  /** The last part of the path, where the route has a name in it. */
  readonly name: string
  /** The JSON in the body, where the route takes one. */
  readonly body: unknown
}

/** One of the host's own routes. */
export interface HostRoute {
  readonly method: 'GET' | 'PATCH'
  /** As Express and Koa write it: `/demo/clients/:name`. */
  readonly path: string
  answer(request: HostRequest): Promise<HttpAnswer>
}

/** JSON, as the host's own routes answer. */
export function json(status: number, body: object, headers: HttpAnswer['headers'] = {}): HttpAnswer {
  return { status, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) }
}

/** What the host serves beside the device grant. */
export function ownRoutes(parts: {
  readonly path: string
  readonly check: BearerCheck
  readonly accounts: AccountDirectory
  readonly openApi: OpenApiDocument
}): readonly HostRoute[] {
  const { path, check, accounts, openApi } = parts
  return [
    {
      method: 'GET',
      path: '/',
      answer: async () => ({ status: 303, headers: { Location: `${path}/device` }, body: '' }),
    },
    { method: 'GET', path: '/healthz', answer: async () => json(200, { status: 'ok' }) },
    { method: 'GET', path: '/openapi.json', answer: async () => json(200, openApi) },
    { method: 'GET', path: '/me', answer: ({ authorization }) => tellWho(check, accounts, authorization) },
  ]
}

/** The same route, which answers as the device grant does while what it relies on is away. */
export function telling503(route: HostRoute): HostRoute {
  return {
    ...route,
    async answer(request) {
      try {
        return await route.answer(request)
      } catch (fault) {
        if (!(fault instanceof PortFault)) throw fault
        reportFault(fault, `${route.method} ${route.path}`)
        return json(503, { error: 'temporarily_unavailable' }, { 'Retry-After': '1' })
      }
    },
  }
}

async function tellWho(
  check: BearerCheck,
  accounts: AccountDirectory,
  authorization: string | undefined,
): Promise<HttpAnswer> {
  const verdict = await check(authorization)
  if (!verdict.ok) return verdict.answer
  const { subject, clientId, scope } = verdict.claims
  const account = await accounts.findAccount(subject)
  if (account === undefined) throw new Error('the account of a token that stands is gone')
  return json(200, { sub: subject, username: account.username, client_id: clientId, scope: scope.join(' ') })
}
