import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { formRequest, requestOf, responseOf } from '../../test-support/http.js'
import type { HttpResponse } from '../http/message.js'
import type { HttpRequest } from '../ports/http-request.js'
import type { Dialect } from '../wire/dialect.js'
import { at } from '../wire/dialects/moved/at.js'
import { deviceFields } from '../wire/dialects/oauth/fields.js'
import { oauthProblems } from '../wire/dialects/oauth/problems.js'
import { rfc8628 } from '../wire/dialects/rfc8628/rfc8628.js'
import { trakt } from '../wire/dialects/trakt/trakt.js'
import { formBodies, jsonBodies } from '../wire/writing/representations.js'
import { createDeviceGrant } from './create-device-grant.js'

// A dialect of the host that uses every part of the table.

const quiet = { status: 418, word: '' }

const pairing: Dialect = {
  ...rfc8628,
  name: 'pairing',
  endpoints: [
    {
      method: 'POST',
      path: '/pins',
      media: ['application/x-www-form-urlencoded'],
      status: 201,
      problems: { invalidClient: { status: 404, word: 'no_such_app' } },
      reads: {
        operation: 'startAuthorization',
        parameters: z.object({}).transform(() => ({ resources: [] })),
      },
    },
    {
      method: 'GET',
      path: '/pins/{pin}',
      media: [],
      query: ['appId'],
      reads: {
        operation: 'exchangeDeviceCode',
        parameters: z.object({ pin: z.string() }).transform(({ pin }) => ({ deviceCode: pin, resources: [] })),
      },
    },
    {
      method: 'POST',
      path: '/pins/revoke',
      media: ['application/x-www-form-urlencoded'],
      reads: { operation: 'revokeToken', parameters: z.object({ token: z.string() }) },
    },
  ],
  verification: { path: '/link', codeIn: 'path' },
  names: { client_id: 'appId', client_secret: 'appKey', token: 'value' },
  responses: {
    authorizationStarted: deviceFields,
    tokensIssued: [['t', ({ accessToken }) => accessToken]],
    tokenRevoked: 'noBody',
  },
  problems: { ...oauthProblems, accessDenied: quiet, usedDeviceCode: { status: 409, word: 'used' } },
  envelope: ({ word }, { requestId, now, header }) => ({
    error: word,
    request: requestId,
    now,
    agent: header('user-agent'),
    secret: header('authorization'),
  }),
  headers: (said, { requestId }) => ({
    'X-Request': requestId,
    'X-Interval': said.kind === 'problem' ? String(said.interval) : undefined,
    'cache-control': 'public',
    'Set-Cookie': 'a=b',
  }),
  representations: [jsonBodies, formBodies],
  schemas: {
    authorizationStarted: z.object(),
    tokensIssued: z.object(),
    problem: z.object(),
  },
}

const json = ({ body }: HttpResponse): Record<string, unknown> => JSON.parse(body)

let host: ReturnType<typeof createFakeHost>
let send: (request: HttpRequest) => Promise<HttpResponse>
let grant: ReturnType<typeof createDeviceGrant>

beforeEach(() => {
  host = createFakeHost({ issuer: 'https://example.com' })
  grant = createDeviceGrant({ ...host.options, stores: createMemoryStores({ clock: host.clock }), dialects: [pairing] })
  send = (request) => responseOf(grant.handler, request)
})

const start = (headers: HttpRequest['headers'] = {}) => send(formRequest('/pins', 'appId=fake-cli', headers))
const poll = (pin: unknown, query = 'appId=fake-cli', headers: HttpRequest['headers'] = {}) =>
  send(requestOf({ method: 'GET', path: `/pins/${pin}`, query, headers }))

describe('a GET', () => {
  it('reads its parameters from the path and the named ones of the query', async () => {
    const { device_code: pin } = json(await start())
    const response = await poll(pin, 'appId=fake-cli&other=%&other=2')
    expect([response.status, json(response)['error']]).toEqual([400, 'authorization_pending'])
  })

  it('is a POST no more, and a HEAD has no effect', async () => {
    const { device_code: pin } = json(await start())
    for (const method of ['HEAD', 'POST', 'PUT']) {
      const response = await send(requestOf({ method, path: `/pins/${pin}`, query: 'appId=fake-cli' }))
      expect(response).toMatchObject({ status: 405, headers: { Allow: 'GET' } })
    }
    expect(json(await poll(pin))['error']).toBe('authorization_pending')
  })

  it.each([
    ['twice', 'appId=fake-cli&appId=fake-cli'],
    ['percent-encoded wrongly', 'appId=%E0%A4'],
  ])('is refused if a named parameter is there %s', async (_, query) => {
    expect(json(await poll('x', query))['error']).toBe('invalid_request')
  })

  it.each(['device_code=x', 'code=x', 'appKey=x', 'client_secret=x', 'value=x', 'token=x', 'appKe%79=x'])(
    'is refused with a secret in its query: %s',
    async (query) => {
      expect(json(await poll('x', `appId=fake-cli&${query}`))['error']).toBe('invalid_request')
    },
  )

  it.each([
    ['a path of its own', '/pins/revoke', 405],
    ['no segment', '/pins/', undefined],
    ['two segments', '/pins/a/b', undefined],
    ['a segment that cannot be decoded', '/pins/%E0%A4', undefined],
    ['a segment that is too long', `/pins/${'a'.repeat(201)}`, undefined],
    ['an encoded slash, which is a part of the code', '/pins/a%2Fb', 400],
  ])('finds %s', async (_, path, status) => {
    const response = await grant.handler(requestOf({ method: 'GET', path, query: 'appId=fake-cli' }))
    expect(response?.status).toBe(status)
  })

  it('reports a fault without the code in its path', async () => {
    host.fail('clients.findClient')
    const response = await poll('nW6vJZ_iw3i6ghpkG7VcvfGmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS7k')
    expect(response.status).toBe(503)
    expect(JSON.stringify(host.faults)).not.toContain('nW6vJZ')
  })
})

describe('the names on the wire', () => {
  it('are those of the parameters, and of what is said about them', async () => {
    const response = await send(formRequest('/pins/revoke', 'appId=fake-cli&token=x'))
    expect(json(response)['error']).toBe('invalid_request')
    expect((await send(formRequest('/pins', 'client_id=fake-cli'))).status).toBe(400)
    expect((await send(formRequest('/pins/revoke', 'appId=fake-cli&value=x'))).status).toBe(200)
  })
})

describe('a response', () => {
  it('has the status of its path', async () => {
    expect((await start()).status).toBe(201)
  })

  it('without a body has no Content-Type', async () => {
    const response = await send(formRequest('/pins/revoke', 'appId=fake-cli&value=x'))
    expect(response.body).toBe('')
    expect(response.headers).not.toHaveProperty('Content-Type')
    expect(response.headers).toMatchObject({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' })
  })

  it('to a problem is spelled by its path first', async () => {
    const unknown = await send(formRequest('/pins', 'appId=nobody'))
    expect([unknown.status, json(unknown)['error']]).toEqual([404, 'no_such_app'])
    const elsewhere = await poll('x', 'appId=nobody')
    expect([elsewhere.status, json(elsewhere)['error']]).toEqual([401, 'invalid_client'])
  })

  it('has the headers of the table, except those that protect it', async () => {
    const response = await start()
    expect(response.headers).toMatchObject({ 'X-Request': expect.stringMatching(/^[\da-f-]{36}$/) })
    expect(response.headers).toMatchObject({ 'Cache-Control': 'no-store' })
    expect(Object.keys(response.headers)).not.toContain('cache-control')
    expect(Object.keys(response.headers)).not.toContain('Set-Cookie')
    expect(Object.keys(response.headers)).not.toContain('X-Interval')
  })

  it.each([
    ['Access-Control-Allow-Credentials', 'true'],
    ['access-control-allow-origin', '*'],
    ['CDN-Cache-Control', 'max-age=60'],
    ['Content-Encoding', 'gzip'],
    ['Content-Length', '1'],
    ['Expires', 'Thu, 01 Jan 2099 00:00:00 GMT'],
    ['Transfer-Encoding', 'chunked'],
  ])('never has %s of a table', async (name, value) => {
    const dialect = { ...pairing, headers: () => ({ [name]: value }) }
    const stores = createMemoryStores({ clock: host.clock })
    const { handler } = createDeviceGrant({ ...host.options, stores, dialects: [dialect] })
    expect((await responseOf(handler, formRequest('/pins', 'appId=fake-cli'))).headers).not.toHaveProperty([name])
  })

  it('knows the time, the request and its headers, but no credentials', async () => {
    const { device_code: pin } = json(await start())
    const response = await poll(pin, 'appId=fake-cli', { 'user-agent': 'tv', authorization: 'Basic eDp5' })
    const body = json(await poll(pin, 'appId=fake-cli', { 'user-agent': 'tv', cookie: 'a=b' }))
    expect(body).toMatchObject({ error: 'authorization_pending', agent: 'tv', now: host.clock.now() })
    expect(response.body).not.toContain('eDp5')
    const again = await poll(pin)
    expect(json(again)['request']).toBe(again.headers['X-Request'])
    expect(json(again)['request']).not.toBe(body['request'])
  })

  it('to a pending poll knows the interval', async () => {
    const { device_code: pin } = json(await start())
    expect((await poll(pin)).headers['X-Interval']).toBe('5000')
  })

  it('is written as the client accepts it, and says so', async () => {
    const form = await start({ accept: 'application/x-www-form-urlencoded' })
    expect(form.headers).toMatchObject({ 'Content-Type': 'application/x-www-form-urlencoded', Vary: 'Accept' })
    expect(new URLSearchParams(form.body).get('verification_uri')).toBe('https://example.com/link')
    expect((await start()).headers).toMatchObject({ 'Content-Type': 'application/json', Vary: 'Accept' })
  })
})

describe('a link with the code in its path', () => {
  it('leads to the page with the code and its proof', async () => {
    const started = json(await start())
    const link = new URL(String(started['verification_uri_complete']))
    expect(link.pathname).toBe(`/link/${started['user_code']}`)
    const followed = await send(requestOf({ method: 'GET', path: link.pathname, query: link.search.slice(1) }))
    expect(followed).toMatchObject({
      status: 303,
      headers: { Location: `/link?user_code=${started['user_code']}&${link.search.slice(1)}` },
    })
    const [path = '', query = ''] = String(followed.headers['Location']).split('?')
    const page = await send(requestOf({ method: 'GET', path, query }))
    expect(page).toMatchObject({ status: 200, body: expect.stringContaining(String(started['user_code'])) })
  })

  it('cannot lead anywhere else, whatever is in the path', async () => {
    const response = await send(requestOf({ method: 'GET', path: '/link/%2F%2Fevil.example%0D%0Ax', query: 'a= b"' }))
    expect(response.headers['Location']).toBe('/link?user_code=%2F%2Fevil.example%0D%0Ax&a=%20b%22')
  })
})

describe('a page of two dialects', () => {
  const userCode = trakt.userCode
  const paths = { deviceAuthorization: '/a/device', token: '/a/token', page: trakt.verification.path }
  const asQuery = at(rfc8628, { name: 'asQuery', userCode, paths: { ...paths, registration: false } })
  const asPath = { ...asQuery, name: 'asPath', verification: trakt.verification }

  it.each([
    ['only the second one has', [asQuery, trakt]],
    ['only the first one has', [trakt, asQuery]],
    ['both have', [asPath, trakt]],
  ])('serves links with the code in the path if %s them', async (_, dialects) => {
    const stores = createMemoryStores({ clock: host.clock })
    const { handler } = createDeviceGrant({ ...host.options, stores, dialects })
    const link = requestOf({ method: 'GET', path: '/activate/5055CC52' })
    expect(await responseOf(handler, link)).toMatchObject({
      status: 303,
      headers: { Location: '/activate?user_code=5055CC52' },
    })
  })
})
