import { createMemoryStore, createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { everythingElse } from '../../test-support/deferred.js'
import { formRequest, jsonRequest, requestOf, responseOf } from '../../test-support/http.js'
import type { HttpResponse } from '../http/message.js'
import type { HttpRequest } from '../ports/http-request.js'
import { ConfigurationError } from './check-options.js'
import { createDeviceGrant } from './create-device-grant.js'
import type { DeviceGrantOptions } from './options.js'

// The complete grant: what is served at which path, and that every option reaches its place.

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'
const json = ({ body }: HttpResponse): Record<string, unknown> => JSON.parse(body)

function mount(changes: Partial<DeviceGrantOptions> = {}) {
  const host = createFakeHost({ issuer: changes.issuer ?? 'https://example.com' })
  const store = createMemoryStore({ clock: host.clock })
  const { handler, service } = createDeviceGrant({
    ...host.options,
    stores: { ...host.stores, authorizations: store },
    ...changes,
  })
  const send = (request: HttpRequest) => responseOf(handler, request)
  return {
    host,
    store,
    handler,
    service,
    send,
    start: async () => json(await send(formRequest('/device_authorization', 'client_id=fake-cli&scope=read'))),
    poll: (code: unknown) =>
      send(formRequest('/token', `grant_type=${deviceGrant}&client_id=fake-cli&device_code=${code}`)),
  }
}

const hostSessions = {
  find: async () => ({ subject: 'fake-subject-of-alice', sessionId: 's', authenticatedAt: 0 }),
  signInUrl: (returnTo: string) => `/login?next=${encodeURIComponent(returnTo)}`,
}

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('createDeviceGrant', () => {
  it('throws a ConfigurationError for wrong options', () => {
    expect(() => mount({ issuer: 'http://example.com', secret: 'short' })).toThrow(ConfigurationError)
  })

  it('calls no port, draws no random bytes and starts no timer before the first request', async () => {
    const host = createFakeHost()
    const store = createMemoryStore()
    const { clients, accounts, tokens, passwordLogin } = host.options
    const calls = [
      ...(['create', 'recordPoll', 'find', 'replace'] as const).map((name) => vi.spyOn(store, name)),
      vi.spyOn(clients, 'findClient'),
      ...(['findAccount', 'findByUsername', 'replacePasswordHash'] as const).map((name) => vi.spyOn(accounts, name)),
      ...(['issue', 'verify', 'jwks'] as const).map((name) => vi.spyOn(tokens, name)),
      vi.spyOn(passwordLogin.hasher, 'hash'),
      vi.spyOn(globalThis, 'setTimeout'),
    ]
    const random = { fill: vi.fn() }
    createDeviceGrant({
      ...host.options,
      runtime: { ...host.options.runtime, random },
      stores: { ...host.stores, authorizations: store },
    })
    await Promise.resolve()
    for (const call of [...calls, random.fill]) expect(call).not.toHaveBeenCalled()
  })

  it('runs the whole flow: a device starts, a person signs in and approves, the device gets its tokens', async () => {
    const { host, send, start, poll } = mount()
    const { device_code: deviceCode, user_code: userCode } = await start()
    expect(json(await poll(deviceCode))).toMatchObject({ error: 'authorization_pending' })
    const [alice] = host.fixtures.accounts
    const login = json(await send(jsonRequest('/login', { username: alice?.username, password: alice?.password })))
    const headers = { authorization: `Bearer ${login['access_token']}` }
    const view = json(await send(jsonRequest('/device/lookup', { user_code: userCode }, headers)))
    const decision = { user_code: userCode, ticket: view['ticket'], decision: 'approve' }
    expect(json(await send(jsonRequest('/device/decision', decision, headers)))).toEqual({ status: 'approved' })
    const tokens = json(await poll(deviceCode))
    expect(tokens).toMatchObject({ token_type: 'Bearer', scope: 'read' })

    const withDeviceToken = { authorization: `Bearer ${tokens['access_token']}` }
    expect(await send(jsonRequest('/device/lookup', { user_code: userCode }, withDeviceToken))).toMatchObject({
      status: 403,
    })
  })
})

describe('what is served', () => {
  const paths = [
    ['POST', '/device_authorization'],
    ['POST', '/token'],
    ['POST', '/login'],
    ['GET', '/.well-known/oauth-authorization-server'],
    ['GET', '/.well-known/openid-configuration'],
    ['GET', '/jwks'],
    ['POST', '/device/lookup'],
    ['POST', '/device/decision'],
    ['GET', '/device'],
    ['GET', '/device/confirm'],
    ['GET', '/device/sign-in'],
    ['POST', '/device/sign-out'],
  ] as const

  async function servedBy(changes: Partial<DeviceGrantOptions>) {
    const { handler } = mount(changes)
    const served = await Promise.all(
      paths.map(async ([method, path]) => ((await handler(requestOf({ method, path }))) ? path : '')),
    )
    return served.filter((path) => path !== '')
  }

  it('is every path, with password login and keys', async () => {
    expect(await servedBy({})).toEqual(paths.map(([, path]) => path))
  })

  it('includes revocation and introspection, with families', async () => {
    const more = ['/revoke', '/introspect', '/device/linked', '/device/linked/list', '/device/linked/end']
    const served = async (changes: Partial<DeviceGrantOptions>) => {
      const { handler } = mount(changes)
      const responses = await Promise.all(more.map((path) => handler(requestOf({ method: 'POST', path }))))
      return more.filter((_, index) => responses[index] !== undefined)
    }
    expect(await served({ stores: createMemoryStores() })).toEqual(more)
    expect(await served({})).toEqual([])
  })

  it.each([
    ['by default', false, false, ['device_code']],
    ['with families', true, false, ['device_code', 'refresh_token']],
    ['with the password grant', false, true, ['device_code', 'password']],
    ['with both', true, true, ['device_code', 'refresh_token', 'password']],
  ] as const)('is in the metadata, or else refused: %s', async (_, families, passwordGrant, expected) => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    const { send } = mount({
      passwordLogin: { ...createFakeHost().options.passwordLogin, passwordGrant },
      ...(families && { stores: createMemoryStores() }),
    })
    const document = json(await send(requestOf({ method: 'GET', path: '/.well-known/oauth-authorization-server' })))
    const names = [deviceGrant, 'refresh_token', 'password']
    expect(document['grant_types_supported']).toEqual(
      names.filter((name) => expected.some((short) => name.endsWith(short))),
    )
    for (const name of names) {
      const response = json(await send(formRequest('/token', `grant_type=${name}&client_id=fake-cli`)))
      const listed = expected.some((short) => name.endsWith(short))
      expect(response['error']).toBe(listed ? 'invalid_request' : 'unsupported_grant_type')
    }
  })

  it('includes no keys, if the token issuer has none', async () => {
    const { issue } = createFakeHost().options.tokens
    expect(await servedBy({ tokens: { issue } })).not.toContain('/jwks')
  })

  it('includes no sign-in, if the host has its own', async () => {
    const host = createFakeHost()
    const { passwordLogin: _, ...options } = {
      ...host.options,
      stores: { ...host.stores, authorizations: createMemoryStore() },
      hostSessions,
    }
    const { handler } = createDeviceGrant(options)
    for (const path of ['/login', '/device/sign-in', '/device/sign-out']) {
      expect(await handler(requestOf({ path }))).toBe(undefined)
    }
  })

  it('is at the public URL that the responses name', async () => {
    const { start, send } = mount({ issuer: 'https://example.com/t', baseUrl: 'https://example.com/t/oauth' })
    expect(await start()).toMatchObject({ verification_uri: 'https://example.com/t/oauth/device' })
    const metadata = json(await send(requestOf({ method: 'GET', path: '/.well-known/oauth-authorization-server/t' })))
    expect(metadata).toMatchObject({
      issuer: 'https://example.com/t',
      token_endpoint: 'https://example.com/t/oauth/token',
    })
  })

  // A forged Host header must not lead a person to the page of an attacker.
  it('does not depend on the host headers of the request', async () => {
    const { send } = mount({ issuer: 'https://example.com/' })
    const headers = {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'http',
      forwarded: 'host=evil.example',
    }
    const response = await send(formRequest('/device_authorization', 'client_id=fake-cli', headers))
    expect(json(response)).toMatchObject({ verification_uri: 'https://example.com/device' })
    expect(response.body).not.toContain('evil')
  })
})

describe('the options of the host', () => {
  it('policy and address reach the service', async () => {
    const { host, start, store } = mount({
      policy: { lifetime: 60_000, interval: 2_000 },
      trustedProxies: ['192.0.2.7'],
    })
    const create = vi.spyOn(store, 'create')
    expect(await start()).toMatchObject({ expires_in: 60, interval: 2 })
    expect(create.mock.calls).toMatchObject([[{ requester: { ip: '192.0.2.7' } }]])
    expect(host.events).toMatchObject([{ type: 'authorizationIssued', ip: '192.0.2.7' }])
  })

  it('the identifier of the first-party client is never looked up in the registry', async () => {
    const { host, send } = mount()
    const own = { ...host.options.passwordLogin, clientId: 'fake-cli' }
    const other = mount({ passwordLogin: own })
    expect(await other.send(formRequest('/device_authorization', 'client_id=fake-cli'))).toMatchObject({
      status: 400,
      body: expect.stringContaining('unauthorized_client'),
    })
    expect(await send(formRequest('/device_authorization', 'client_id=fake-cli'))).toMatchObject({ status: 200 })
  })

  it('a failing hostSessions.find is an outage, and does not count as signed out', async () => {
    const find = () => Promise.reject(new Error('session store down'))
    const { send, host } = mount({ hostSessions: { ...hostSessions, find } })
    expect(await send(jsonRequest('/device/lookup', { user_code: 'BCDFGHJK' }))).toMatchObject({ status: 503 })
    expect(
      await send(requestOf({ method: 'GET', path: '/device/confirm', query: 'user_code=BCDFGHJK' })),
    ).toMatchObject({ status: 503 })
    expect(host.faults).toHaveLength(2)
  })
})

describe('a warning for an insecure setting', () => {
  const login = { ...createFakeHost().options.passwordLogin, passwordGrant: true }

  it('goes to onWarning at the start, once', () => {
    const onWarning = vi.fn()
    mount({ passwordLogin: login, onWarning })
    const message = expect.stringMatching(/^the password grant is on: .*RFC 9700 §2\.4/)
    const docs = 'docs/warnings.md#password-grant-on'
    expect(onWarning.mock.calls).toEqual([[message, { code: 'password-grant-on', message, docs }]])
  })

  it('goes to standard error without onWarning, and only if there is a problem', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    mount()
    expect(warn).not.toHaveBeenCalled()
    mount({ passwordLogin: login })
    expect(warn.mock.calls).toEqual([
      [expect.stringMatching(/\(password-grant-on, docs\/warnings\.md#password-grant-on\)$/)],
    ])
  })
})

describe('a fault', () => {
  it('goes to onFault, with the part that failed', async () => {
    const { host, poll } = mount()
    host.fail('clients.findClient', 1)
    expect(await poll('x')).toMatchObject({ status: 503, headers: { 'Retry-After': '1' } })
    expect(host.faults).toMatchObject([{ during: 'POST /token' }])
  })

  it('goes to standard error without onFault', async () => {
    const write = vi.spyOn(console, 'error').mockImplementation(() => {})
    const host = createFakeHost()
    const { onFault: _, ...options } = host.options
    host.fail('clients.findClient', 1)
    const { handler } = createDeviceGrant({
      ...options,
      stores: { ...host.stores, authorizations: createMemoryStore() },
    })
    await responseOf(handler, formRequest('/token', `grant_type=${deviceGrant}&client_id=x&device_code=x`))
    expect(write).toHaveBeenCalledTimes(1)
    expect(write.mock.calls[0]?.[0]).toContain('POST /token')
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('log full')
      },
    ],
    ['rejects', () => Promise.reject(new Error('log down'))],
  ])('does not change the response if onFault %s', async (_, onFault) => {
    const write = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { host, poll } = mount({ onFault })
    host.fail('clients.findClient', 1)
    expect(await poll('x')).toMatchObject({ status: 503 })
    await everythingElse()
    expect(write.mock.calls.map(([during]) => during)).toEqual(['devicegrant: POST /token:', 'devicegrant: onFault:'])
  })

  it('is reported for a port that hangs', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { poll } = mount({ timeout: 500, clients: { findClient: () => new Promise(() => {}) } })
    const response = poll('x')
    await vi.advanceTimersByTimeAsync(500)
    expect(await response).toMatchObject({ status: 503, headers: { 'Retry-After': '1' } })
  })
})
