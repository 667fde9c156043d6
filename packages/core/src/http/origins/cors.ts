import type { HttpRequest } from '../../ports/http-request.js'
import type { Operation } from '../../protocol/command.js'
import type { ObserveRequest } from '../../service/telemetry/observed-request.js'
import type { Endpoint } from '../../wire/endpoint.js'
import type { HttpHandler, HttpResponse } from '../message.js'
import { methodsOf, type Route } from '../route.js'
import { createRouteFinder } from '../routing/route-finder.js'

// The operations that a device in a browser needs. A login would give people's passwords to another origin.
// Introspection is for servers.
const openOperations: readonly Operation[] = [
  'startAuthorization',
  'exchangeDeviceCode',
  'exchangeRefreshToken',
  'revokeToken',
]

/** Returns whether pages of the allowed origins may use this operation. */
export function isOpenOperation(operation: Operation): boolean {
  return openOperations.includes(operation)
}

/** Returns whether pages of the allowed origins may call this endpoint. They never may if it reads or sets cookies. */
export function isOpenEndpoint({ reads, cookies, setCookies }: Endpoint): boolean {
  if (cookies !== undefined || setCookies !== undefined) return false
  const readings = 'operation' in reads ? [reads] : Object.values(reads.byGrantType)
  return readings.some(({ operation }) => isOpenOperation(operation))
}

const seconds = 2 * 60 * 60

/**
 * Responds to the preflights of the routes that are open to other origins, and adds the CORS headers to all their other
 * responses, including problems (Fetch Standard §3.2). It never allows credentials, so a browser sends and stores no
 * cookies.
 */
export function withCors(handler: HttpHandler, routes: readonly Route[], observe?: ObserveRequest): HttpHandler {
  if (routes.every(({ origins = [] }) => origins.length === 0)) return handler
  const find = createRouteFinder(routes)
  return async (request) => {
    const open = find(request)?.here.filter(({ origins = [] }) => origins.length > 0) ?? []
    if (open.length === 0) return handler(request)
    const origin = originLetIn(open, request)
    if (origin !== undefined && isPreflight(request)) return observedPreflight(open, origin, observe)
    const response = await handler(request)
    return (
      response && { ...response, headers: { ...response.headers, ...headersFor(origin, response.headers['Vary']) } }
    )
  }
}

function originLetIn(open: readonly Route[], { headers }: HttpRequest): string | undefined {
  return open.flatMap(({ origins = [] }) => origins).find((origin) => origin === headers['origin'])
}

function isPreflight({ method, headers }: HttpRequest): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined
}

function observedPreflight(open: readonly Route[], origin: string, observe?: ObserveRequest): HttpResponse {
  const observed = observe?.({ operation: 'preflight', dialect: open[0]?.dialect ?? 'none' })
  const response = preflightResponse(open, origin)
  observed?.end(response.status)
  return response
}

// The status is 200, because a 204 has no Content-Length (RFC 9110 §8.6) and every response here has one.
function preflightResponse(open: readonly Route[], origin: string): HttpResponse {
  const methods = open.flatMap(methodsOf)
  return {
    status: 200,
    headers: {
      'Access-Control-Allow-Origin': origin,
      'Access-Control-Allow-Methods': methods.join(', '),
      'Access-Control-Allow-Headers': 'Authorization, Content-Type, DPoP',
      'Access-Control-Max-Age': String(seconds),
      Vary: 'Origin',
      'Cache-Control': 'no-store',
    },
    body: '',
  }
}

// RFC 9110 §12.5.5: a cache must keep the responses to different origins apart, also that to a request without an
// origin.
function headersFor(
  origin: string | undefined,
  vary: HttpResponse['headers'][string] | undefined,
): HttpResponse['headers'] {
  const Vary = vary === undefined ? 'Origin' : `${vary}, Origin`
  if (origin === undefined) return { Vary }
  return {
    'Access-Control-Allow-Origin': origin,
    // By `Date` a device whose clock is wrong finds out what time it is for the server.
    'Access-Control-Expose-Headers': 'Date, DPoP-Nonce, Retry-After, WWW-Authenticate',
    Vary,
  }
}
