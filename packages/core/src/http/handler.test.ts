import { describe, expect, it } from 'vitest'
import { requestOf, responseOf } from '../../test-support/http.js'
import { writerOf } from '../../test-support/written.js'
import type { HttpRequest } from '../ports/http-request.js'
import { type Problem, problem } from '../protocol/problem.js'
import { startCall } from '../service/call/call.js'
import { PortFault } from '../service/call/faults.js'
import { dreadnode } from '../wire/dialects/dreadnode/dreadnode.js'
import { rfc8628 } from '../wire/dialects/rfc8628/rfc8628.js'
import { serveRoutes } from './handler.js'
import type { HttpResponse } from './message.js'
import { jsonResponse } from './responses.js'
import type { Route } from './route.js'

// RFC 9110 §9.3.2 and §15.5.6.

function route(method: Route['method'], path: string, respond: Route['respond']): Route {
  return {
    operation: 'token',
    dialect: 'rfc8628',
    method,
    path,
    respond,
    refuse: writerOf(rfc8628),
  }
}

const says = (word: string) => async (): Promise<HttpResponse> => jsonResponse(200, { word })

function handlerOf(...routes: readonly Route[]) {
  const faults: unknown[] = []
  const refuse = writerOf(dreadnode)
  const report = (fault: unknown, during: string) => faults.push([fault, during])
  return {
    faults,
    ...serveRoutes({ routes, refuse, report, startCall: ({ remote = '' }) => startCall({ ip: remote }) }),
  }
}

const { handler } = handlerOf(
  route('POST', '/token', says('token')),
  route('GET', '/device', says('page')),
  route('POST', '/device', says('form')),
  route('GET', '/jwks', says('keys \u{1F511}')),
)

describe('a request', () => {
  it.each([
    ['POST', '/token', '{"word":"token"}'],
    ['GET', '/device', '{"word":"page"}'],
    ['POST', '/device', '{"word":"form"}'],
  ])('%s %s is served by its route', async (method, path, body) => {
    expect(await responseOf(handler, requestOf({ method, path }))).toMatchObject({ status: 200, body })
  })

  it.each([
    ['/'],
    ['/token/'],
    ['/Token'],
    ['//token'],
    ['/token;x'],
    ['/tok%65n'],
    [''],
    ['/__proto__'],
    ['/device/x'],
  ])('for %s is not served', async (path) => {
    for (const method of ['GET', 'POST', 'HEAD', 'DELETE'])
      expect(await handler(requestOf({ method, path }))).toBe(undefined)
  })

  it.each([
    ['GET', '/token', 'POST'],
    ['PUT', '/token', 'POST'],
    ['DELETE', '/token', 'POST'],
    ['HEAD', '/token', 'POST'],
    ['OPTIONS', '/token', 'POST'],
    ['post', '/token', 'POST'],
    ['PATCH', '/device', 'GET, HEAD, POST'],
    ['POST', '/jwks', 'GET, HEAD'],
  ])('%s %s is refused, and the response lists the allowed methods', async (method, path, allow) => {
    const response = await responseOf(
      handler,
      requestOf({ method, path, headers: { 'x-http-method-override': 'POST' } }),
    )
    expect(response).toMatchObject({ status: 405, headers: { Allow: allow, 'Content-Type': 'application/json' } })
    // RFC 9110 §9.3.2: the response to HEAD has no body.
    if (method === 'HEAD')
      expect(response).toMatchObject({ body: '', headers: { 'Content-Length': expect.any(String) } })
    else expect(JSON.parse(response.body)).toMatchObject({ error: 'invalid_request' })
  })

  it('HEAD gets the response to GET without the body, and with its length', async () => {
    const get = await responseOf(handler, requestOf({ method: 'GET', path: '/jwks' }))
    const head = await responseOf(handler, requestOf({ method: 'HEAD', path: '/jwks' }))
    const length = String(new TextEncoder().encode(get.body).length)
    expect(head).toEqual({ status: 200, headers: { ...get.headers, 'Content-Length': length }, body: '' })
  })
})

describe('a route that fails', () => {
  const secret = 'redis://:hunter2@db:6379 at /srv/app/store.js:7'
  const fail = (fault: unknown) => handlerOf(route('POST', '/token', () => Promise.reject(fault)))

  it.each<[string, unknown, number, string]>([
    [
      'because a port failed',
      new PortFault('stores.authorizations.create', new Error(secret)),
      503,
      'temporarily_unavailable',
    ],
    ['because of a bug', new Error(secret), 500, 'server_error'],
    ['with a value that is not an Error', secret, 500, 'server_error'],
    ['with undefined', undefined, 500, 'server_error'],
  ])('%s is an outage for the client and is reported to the host', async (_, fault, status, word) => {
    const { handler: failing, faults } = fail(fault)
    const response = await responseOf(failing, requestOf({ path: '/token' }))
    expect(response).toMatchObject({
      status,
      headers: { 'Retry-After': '1', 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
    })
    expect(response.headers).not.toHaveProperty('WWW-Authenticate')
    expect(JSON.parse(response.body)).toMatchObject({ error: word })
    expect(JSON.stringify(response)).not.toMatch(/hunter2|redis|srv|store\.js/)
    expect(faults).toEqual([[fault, 'POST /token']])
  })

  it.each([
    ['GET', 'refusing the method'],
    ['POST', 'refusing the fault'],
  ])('at %s, and fails again in %s, still gets a response in JSON', async (method) => {
    const { handler: failing, faults } = handlerOf({
      operation: 'token',
      dialect: 'rfc8628',
      method: 'POST',
      path: '/token',
      respond: () => Promise.reject(new Error('first')),
      refuse: () => {
        throw new Error('again')
      },
    })
    const response = await responseOf(failing, requestOf({ method, path: '/token' }))
    expect(response).toMatchObject({ status: 500, headers: { 'Content-Type': 'application/json' } })
    expect(JSON.parse(response.body)).toEqual({ error: 'server_error' })
    expect(faults).toHaveLength(2)
  })

  it('synchronously also gets a response', async () => {
    const { handler: failing } = handlerOf(
      route('POST', '/token', () => {
        throw new Error('at once')
      }),
    )
    expect(await responseOf(failing, requestOf({ path: '/token' }))).toMatchObject({ status: 500 })
  })
})

describe('a door that fails', () => {
  const fault = new Error('secret')
  const { respondToFault, faults } = handlerOf(route('POST', '/token', says('token')))

  it('responds as the dialect of the path', () => {
    const response = respondToFault(fault, 'reading', '/token')
    expect(response).toMatchObject({ status: 500, headers: { 'Content-Type': 'application/json' } })
    expect(JSON.parse(response.body)).toMatchObject({ error: 'server_error' })
    expect(response.body).not.toContain('secret')
  })

  it.each([['/else'], ['__proto__'], [undefined]])('responds as the first dialect at %s', (path) => {
    expect(JSON.parse(respondToFault(fault, 'reading', path).body)).toMatchObject({ code: 500, type: 'server_error' })
  })

  it('reports the fault', () => {
    faults.length = 0
    respondToFault(fault, 'reading', '/token')
    expect(faults).toEqual([[fault, 'reading']])
  })
})

describe('the response to a problem', () => {
  const responseFor = writerOf(rfc8628)

  it('is not stored by caches and not sniffed by browsers', () => {
    expect(responseFor(problem('invalidGrant', 'x')).headers).toEqual({
      'Content-Type': 'application/json',
      'Cache-Control': 'no-store',
      Pragma: 'no-cache',
      'X-Content-Type-Options': 'nosniff',
    })
  })

  it('has a challenge only if the client failed to authenticate', () => {
    const isCode = (code: string): code is Problem['code'] => code in rfc8628.problems
    const challenged = Object.keys(rfc8628.problems)
      .filter(isCode)
      .filter((code) => 'WWW-Authenticate' in responseFor(problem(code, 'x')).headers)
    expect(challenged).toEqual(['invalidClient'])
    expect(responseFor(problem('invalidClient', 'x')).headers).toMatchObject({
      'WWW-Authenticate': 'Basic realm="devicegrant"',
    })
  })

  it.each([
    [1, '1'],
    [1_000, '1'],
    [1_001, '2'],
    [60_000, '60'],
  ])('with %i milliseconds to wait has Retry-After: %s', (retryAfter, expected) => {
    expect(responseFor(problem('slowDown', 'x', { retryAfter })).headers).toMatchObject({ 'Retry-After': expected })
  })

  it.each(['contentTooLarge', 'requestTimeout'] as const)('to %s closes the connection', (code) => {
    expect(responseFor(problem(code, 'x')).headers).toMatchObject({ Connection: 'close' })
  })
})

describe('a request for a path that is not served', () => {
  it('keeps its body unread', async () => {
    const request: HttpRequest = requestOf({
      path: '/else',
      body: { kind: 'stream', read: () => Promise.reject(new Error('read')) },
    })
    expect(await handler(request)).toBe(undefined)
  })
})
