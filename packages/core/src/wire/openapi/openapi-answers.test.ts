import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { formRequest, jsonRequest, responseOf } from '../../../test-support/http.js'
import { fetched, operationAt, resolve } from '../../../test-support/openapi.js'
import { createDeviceGrant } from '../../compose/create-device-grant.js'
import type { HttpRequest } from '../../ports/http-request.js'
import { auth0 } from '../dialects/auth0/auth0.js'
import { dreadnode, dreadnodeUnversioned } from '../dialects/dreadnode/dreadnode.js'
import { oracle } from '../dialects/oracle/oracle.js'
import { rfc8628 } from '../dialects/rfc8628/rfc8628.js'

// Checks real responses of a running grant against its own OpenAPI document.

const dialects = [rfc8628, oracle, auth0, dreadnode, dreadnodeUnversioned]
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

describe('the responses of a running grant', () => {
  const client = { clientId: 'dreadnode', name: 'D', authMethods: ['none'], refreshTokens: 'always' } as const
  const grantTypes = ['device_code', 'refresh_token', 'password'] as const
  const anonymous = { ...client, grantTypes, scopes: ['read'], defaultScopes: ['read'] }

  function run() {
    const host = createFakeHost()
    host.changeClient('fake-cli', { grantTypes, refreshTokens: 'always' })
    host.changeClient('fake-backend', { introspects: 'every' })
    const { findClient } = host.options.clients
    const clients = { findClient: async (id: string) => (id === 'dreadnode' ? anonymous : findClient(id)) }
    const passwordLogin = { ...host.options.passwordLogin, passwordGrant: true }
    const stores = createMemoryStores({ clock: host.clock })
    const grant = createDeviceGrant({
      ...host.options,
      stores,
      clients,
      passwordLogin,
      dialects,
      onWarning: () => {},
    })
    const described = fetched(grant.openApi())

    /** Sends a request, and checks the response against the schema that the document has for its status. */
    async function send(request: HttpRequest) {
      const response = await responseOf(grant.handler, request)
      const { content } = operationAt(described, request.path).responses[String(response.status)] ?? {}
      if (content === undefined) {
        expect([request.path, response.body]).toEqual([request.path, ''])
        return { status: response.status, body: undefined, headers: response.headers }
      }
      const schema = resolve(described, content['application/json']?.schema ?? { not: {} })
      const body = JSON.parse(response.body)
      const { error } = z.fromJSONSchema(JSON.parse(JSON.stringify(schema))).safeParse(body)
      expect([request.path, response.status, error]).toEqual([request.path, response.status, undefined])
      return { status: response.status, body, headers: response.headers }
    }
    return { host, described, send }
  }

  const alice = 'username=alice&password=correct+horse+battery+staple'

  it('match the document: successes', async () => {
    const { send } = run()
    const statuses: number[] = []
    for (const [start, token] of [
      ['/device_authorization', '/token'],
      ['/oauth2/v1/device', '/oauth2/v1/token'],
      ['/oauth/device/code', '/oauth/token'],
    ] as const) {
      const started = await send(formRequest(start, 'client_id=fake-cli&scope=read&response_type=device_code'))
      const login = await send(formRequest(token, `grant_type=password&client_id=fake-cli&${alice}`))
      const refresh = `grant_type=refresh_token&client_id=fake-cli&refresh_token=${login.body.refresh_token}`
      statuses.push(started.status, login.status, (await send(formRequest(token, refresh))).status)
    }
    const backend = { authorization: `Basic ${Buffer.from('fake-backend:fake-backend-secret').toString('base64')}` }
    const { body } = await send(formRequest('/login', alice))
    expect((await send(formRequest('/login', `${alice}&known=`))).body).toHaveProperty('known')
    const introspected = await send(formRequest('/introspect', `token=${body.access_token}`, backend))
    expect(introspected.body.active).toBe(true)
    expect((await send(formRequest('/introspect', 'token=example', backend))).body).toEqual({ active: false })
    for (const prefix of ['/api/v1/auth', '/api/auth']) {
      const started = await send(formRequest(`${prefix}/device/code`, ''))
      const login = await send(formRequest(`${prefix}/login`, alice))
      const [, cookie] = [login.headers['Set-Cookie'] ?? []].flat()
      const refreshed = await send(jsonRequest(`${prefix}/refresh`, {}, { cookie: cookie?.split(';')[0] }))
      const out = await send(formRequest(`${prefix}/logout`, ''))
      statuses.push(started.status, login.status, refreshed.status, out.status)
    }
    for (const path of ['/revoke', '/oauth2/v1/revoke', '/oauth/revoke']) {
      statuses.push((await send(formRequest(path, 'client_id=fake-cli&token=example'))).status)
    }
    expect(statuses).toEqual(statuses.map(() => 200))
  })

  it('would not match with one member more, one member less, or one of another type', () => {
    const { described } = run()
    const schema = operationAt(described, '/oauth/device/code').responses['200']?.content?.['application/json']?.schema
    const good = {
      device_code: 'x',
      user_code: 'x',
      verification_uri: 'https://a.example',
      verification_uri_complete: 'https://a.example',
      expires_in: 300,
      interval: 5,
    }
    const { interval: _interval, ...less } = good
    const fits = (body: object) => z.fromJSONSchema(JSON.parse(JSON.stringify(schema))).safeParse(body).success
    const others = [less, { ...good, more: 1 }, { ...good, interval: '5' }, { ...good, expires_in: 0 }]
    expect([good, ...others].map(fits)).toEqual([true, false, false, false, false])
  })

  it('match the document: problems', async () => {
    const { host, send } = run()
    const seen = new Set<number>()
    for (const { path } of dialects.flatMap((dialect) => dialect.endpoints)) {
      const code = `grant_type=${deviceGrant}&client_id=fake-cli&device_code=example&token=x`
      const refused = [
        formRequest(path, ''),
        formRequest(path, code),
        formRequest(path, `${alice}x&scope=%22&client_id=nobody`),
        jsonRequest(path, '{'),
        jsonRequest(path, { device_code: 'example', refresh_token: 'example' }),
        formRequest(path, alice, { 'sec-fetch-site': 'cross-site' }),
        formRequest(path, 'a'.repeat(70_000)),
        formRequest(path, '', { 'content-type': 'text/plain' }),
      ]
      for (const request of refused) seen.add((await send(request)).status)
    }
    host.fail('clients.findClient')
    seen.add((await send(formRequest('/token', `grant_type=${deviceGrant}&client_id=fake-cli&device_code=x`))).status)
    expect([...seen].toSorted()).toEqual([200, 400, 401, 403, 404, 413, 415, 422, 503])
  })
})
