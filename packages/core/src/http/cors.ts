import type { Operation } from '../protocol/command.js'
import type { Endpoint } from '../wire/dialect.js'
import type { HttpAnswer, HttpHandler, HttpRequest } from './message.js'
import type { Route } from './route.js'

// What a device in a browser needs. Logins would give an origin people's passwords, and introspection is for servers.
const openOperations: readonly Operation[] = [
  'startAuthorization',
  'exchangeDeviceCode',
  'exchangeRefreshToken',
  'revokeToken',
]

/** Whether pages of the origins that are let in may ask for this. */
export function isOpenOperation(operation: Operation): boolean {
  return openOperations.includes(operation)
}

/** Whether pages of the origins that are let in may call this endpoint: never where a cookie travels along. */
export function isOpenEndpoint({ reads, cookies, setCookies }: Endpoint): boolean {
  if (cookies !== undefined || setCookies !== undefined) return false
  const readings = 'operation' in reads ? [reads] : Object.values(reads.byGrantType)
  return readings.some(({ operation }) => isOpenOperation(operation))
}

const seconds = 2 * 60 * 60

/**
 * Answers the preflights of the routes that are open to other origins, and says beside every other answer of theirs who may
 * read it, refusals included (Fetch Standard §3.2). Of credentials it says nothing, so a browser sends and takes none.
 */
export function withCors(handler: HttpHandler, routes: readonly Route[]): HttpHandler {
  const byPath = new Map<string, readonly Route[]>()
  for (const route of routes.filter(({ origins = [] }) => origins.length > 0)) {
    byPath.set(route.path, [...(byPath.get(route.path) ?? []), route])
  }
  if (byPath.size === 0) return handler
  return async (request) => {
    const open = byPath.get(request.path)
    if (open === undefined) return handler(request)
    const origin = originLetIn(open, request)
    if (origin !== undefined && isPreflight(request)) return preflightAnswer(open, origin)
    const answer = await handler(request)
    return answer && { ...answer, headers: { ...answer.headers, ...headersFor(origin) } }
  }
}

function originLetIn(open: readonly Route[], { headers }: HttpRequest): string | undefined {
  return open.flatMap(({ origins = [] }) => origins).find((origin) => origin === headers['origin'])
}

function isPreflight({ method, headers }: HttpRequest): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined
}

// 200, since 204 has no Content-Length (RFC 9110 §8.6), and every answer of ours has one.
function preflightAnswer(open: readonly Route[], origin: string): HttpAnswer {
  const methods = open.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
  return {
    status: 200,
    headers: {
      'Access-Control-Allow-Origin': origin,
      'Access-Control-Allow-Methods': methods.join(', '),
      'Access-Control-Allow-Headers': 'Authorization, Content-Type',
      'Access-Control-Max-Age': String(seconds),
      Vary: 'Origin',
      'Cache-Control': 'no-store',
    },
    body: '',
  }
}

// RFC 9110 §12.5.5: to a cache, the answers to two origins are two, and so is the one to none.
function headersFor(origin: string | undefined): HttpAnswer['headers'] {
  if (origin === undefined) return { Vary: 'Origin' }
  return {
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Expose-Headers': 'Retry-After, WWW-Authenticate',
    Vary: 'Origin',
  }
}
