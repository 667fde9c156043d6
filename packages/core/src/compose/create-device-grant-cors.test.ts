import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { formRequest, jsonRequest, requestOf, responseOf } from '../../test-support/http.js'
import type { HttpResponse } from '../http/message.js'
import type { HttpRequest } from '../ports/http-request.js'
import type { Dialect } from '../wire/dialect.js'
import { auth0 } from '../wire/dialects/auth0/auth0.js'
import { dreadnode } from '../wire/dialects/dreadnode/dreadnode.js'
import { rfc8628 } from '../wire/dialects/rfc8628/rfc8628.js'
import { createDeviceGrant } from './create-device-grant.js'

// Which endpoints are open to which origins. The audits check this for one dialect only.

const app = 'https://app.example'
const byCors = { origin: app, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }

function mount(origins: readonly string[] | undefined, dialects: readonly Dialect[] = [rfc8628]) {
  const host = createFakeHost({ issuer: 'https://example.com', passwordGrant: true })
  const stores = createMemoryStores({ clock: host.clock })
  const cors = origins && { cors: { origins } }
  const { handler } = createDeviceGrant({ ...host.options, stores, ...cors, dialects })
  return { host, send: (request: HttpRequest) => responseOf(handler, request) }
}

const preflight = (path: string, headers: HttpRequest['headers'] = {}) =>
  requestOf({ method: 'OPTIONS', path, headers: { origin: app, 'access-control-request-method': 'POST', ...headers } })

const corsHeaders = ({ headers }: HttpResponse) =>
  Object.keys(headers).filter((name) => name === 'Vary' || name.startsWith('Access-Control-'))

describe('without the option', () => {
  it.each([[undefined], [[]]])('no response has a CORS header: %j', async (origins) => {
    const { send } = mount(origins)
    const requests = [
      formRequest('/token', '', { origin: app }),
      preflight('/token'),
      requestOf({ method: 'GET', path: '/jwks', headers: { origin: app } }),
    ]
    for (const request of requests) expect(corsHeaders(await send(request))).toEqual([])
  })
})

describe('with the option', () => {
  it('only endpoints that neither set nor read a cookie are open', async () => {
    const { send } = mount([app], [dreadnode, auth0])
    const isOpen = async (path: string) => corsHeaders(await send(preflight(path))).length > 0
    const paths = ['/device/code', '/device/token', '/login', '/refresh', '/logout'].map((end) => `/api/v1/auth${end}`)
    expect(await Promise.all(paths.map(isOpen))).toEqual([true, true, false, false, false])
    const auth0Paths = ['/oauth/device/code', '/oauth/token', '/oauth/revoke']
    expect(await Promise.all(auth0Paths.map(isOpen))).toEqual([true, true, true])
  })

  it('a page of another origin gets a refusal of the dialect', async () => {
    const { send } = mount([app], [dreadnode])
    const response = await send(jsonRequest('/api/v1/auth/device/code', {}, { 'sec-fetch-site': 'cross-site' }))
    expect(response).toMatchObject({ status: 403, headers: { Vary: 'Origin' } })
    expect(JSON.parse(response.body)).toEqual({
      code: 403,
      detail: 'The request comes from a page of another origin. Pages of https://example.com may send it.',
      type: 'forbidden_error',
    })
  })

  it.each([
    ['sends fetch metadata', byCors],
    ['is too old to send it', { origin: app }],
  ])('a page of an allowed origin cannot use the password grant, in a browser that %s', async (_, headers) => {
    const { send, host } = mount([app])
    const { clientId, secret } = host.fixtures.passwordClient ?? { clientId: '', secret: '' }
    const [{ username, password }] = host.fixtures.accounts
    const credentials = { client_id: clientId, client_secret: secret }
    const body = new URLSearchParams({ grant_type: 'password', username, password, ...credentials })
    expect(await send(formRequest('/token', String(body)))).toMatchObject({ status: 200 })
    const refused = await send(formRequest('/token', String(body), headers))
    expect(refused).toMatchObject({ status: 403, headers: { 'Access-Control-Allow-Origin': app } })
    expect(JSON.parse(refused.body)).toMatchObject({ error: 'invalid_request' })
  })

  it('an OPTIONS request that is not a preflight gets the allowed methods', async () => {
    const { send } = mount([app])
    const plain = requestOf({ method: 'OPTIONS', path: '/token', headers: { origin: app } })
    expect(await send(plain)).toMatchObject({ status: 405, headers: { Allow: 'POST', Vary: 'Origin' } })
  })

  it('the response names only the origin of the request, not the other allowed ones', async () => {
    const { send } = mount(['https://one.example', app, 'capacitor://localhost'])
    for (const origin of [app, 'capacitor://localhost']) {
      const response = await send(preflight('/token', { origin }))
      expect(response.headers).toMatchObject({ 'Access-Control-Allow-Origin': origin, Vary: 'Origin' })
    }
    expect(corsHeaders(await send(preflight('/token', { origin: 'null' })))).toEqual(['Vary'])
    const joined = formRequest('/token', '', { ...byCors, origin: `https://one.example, ${app}` })
    expect(await send(joined)).toMatchObject({ status: 403 })
  })

  it('a path that is not served is still left to the host', async () => {
    const { handler } = createDeviceGrant({
      ...createFakeHost().options,
      stores: createMemoryStores(),
      cors: { origins: [app] },
    })
    expect(await handler(preflight('/elsewhere'))).toBe(undefined)
  })
})
