import { createMemoryStore } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { formRequest, jsonRequest, mountableOf, requestOf, responseOf } from '../../test-support/http.js'
import { serve } from '../../test-support/server.js'
import { fetchHandler } from '../http/entries/fetch.js'
import { nodeListener } from '../http/entries/node.js'
import type { HttpResponse } from '../http/message.js'
import { base20x10 } from '../machine/user-code.js'
import type { HttpRequest } from '../ports/http-request.js'
import { rfc8628 } from '../wire/dialects/rfc8628/rfc8628.js'
import { ConfigurationError } from './check-options.js'
import { createDeviceGrant } from './create-device-grant.js'
import type { DeviceGrantOptions } from './options.js'

// What hosts do in practice: none of it may break a login, stop the process or weaken a guarantee.

const json = ({ body }: HttpResponse): Record<string, unknown> => JSON.parse(body)

function mount(changes: (options: ReturnType<typeof createFakeHost>['options']) => Partial<DeviceGrantOptions>) {
  const host = createFakeHost({ issuer: 'https://example.com' })
  const options = {
    ...host.options,
    stores: { ...host.stores, authorizations: createMemoryStore({ clock: host.clock }) },
    ...changes(host.options),
  }
  const { handler } = createDeviceGrant(options)
  const send = (request: HttpRequest) => responseOf(handler, request)
  return { host, handler, send, start: () => send(formRequest('/device_authorization', 'client_id=fake-cli')) }
}

const hostSessions = { find: async () => undefined, signInUrl: (returnTo: string) => `/login?next=${returnTo}` }

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('a token of a device', () => {
  it('does not sign a person in without password login, for any client identifier', async () => {
    const { send } = mount(({ tokens, clients }) => ({
      passwordLogin: undefined as never,
      hostSessions,
      clients,
      tokens: {
        ...tokens,
        verify: async () => ({
          subject: 'fake-subject-of-alice',
          clientId: 'first-party',
          scope: [],
          audience: ['https://example.com'],
          tokenId: 'one',
          authenticatedAt: 0,
          expiresAt: Number.MAX_SAFE_INTEGER,
        }),
      },
    }))
    const asked = jsonRequest('/device/lookup', { user_code: 'BCDF-GHJK' })
    const response = await send({ ...asked, headers: { ...asked.headers, authorization: 'Bearer anything' } })
    expect(response.status).toBe(403)
  })
})

describe('a dialect made by object spread', () => {
  it('gives the device the URL of its own page and the format of its own codes', async () => {
    const verification = { path: '/activate', codeIn: { query: 'code' } }
    const { send, start } = mount(() => ({ dialects: [{ ...rfc8628, userCode: base20x10, verification }] }))
    const started = json(await start())
    expect(started['user_code']).toMatch(/^[B-Z]{5}-[B-Z]{5}$/)
    expect(started['verification_uri']).toBe('https://example.com/activate')
    const link = new URL(String(started['verification_uri_complete']))
    expect(link.search).toMatch(new RegExp(`^[?]code=${started['user_code']}&k=[\\w-]{16}$`))
    const page = await send(requestOf({ method: 'GET', path: link.pathname, query: link.search.slice(1) }))
    expect(page).toMatchObject({ status: 200, body: expect.stringContaining(String(started['user_code'])) })
  })
})

describe('a port that never answers', () => {
  it('is an outage after the timeout, and the request does not hang', async () => {
    vi.useFakeTimers()
    const { start } = mount(({ clients }) => ({
      clients: { ...clients, findClient: () => new Promise(() => {}) },
      timeout: 250,
    }))
    const response = start()
    await vi.advanceTimersByTimeAsync(250)
    expect(await response).toMatchObject({ status: 503, headers: { 'Retry-After': '1' } })
  })
})

describe('null from a port', () => {
  it('means that there is no record', async () => {
    const none: never = null as never
    const { send, start } = mount(({ accounts }) => ({
      clients: { findClient: async () => none },
      accounts: { ...accounts, findByUsername: async () => none },
    }))
    expect(json(await start())['error']).toBe('invalid_client')
    const login = await send(formRequest('/login', 'username=alice&password=something'))
    expect(json(login)['error']).toBe('invalid_grant')
  })
})

describe('the sign-in of the host', () => {
  it.each([
    ['on another origin', 'https://login.example.net/start', 'https://login.example.net/start'],
    ['at a path with letters of any language', '/登录', 'https://example.com/%E7%99%BB%E5%BD%95'],
  ])('%s is where the confirm step redirects the browser', async (_, url, location) => {
    const { send } = mount(() => ({ hostSessions: { ...hostSessions, signInUrl: () => url } }))
    const response = await send(requestOf({ method: 'GET', path: '/device/confirm', query: 'user_code=BCDF-GHJK' }))
    expect(response).toMatchObject({ status: 303, headers: { Location: location } })
  })

  it('is never the target of a redirect after a form, which the Content-Security-Policy of the page would block', async () => {
    const { send } = mount(() => ({ hostSessions }))
    const response = await send(formRequest('/device', 'user_code=bcdfghjk'))
    expect(response.status).toBe(200)
    expect(response.body).toContain('content="0;url=/device/confirm?user_code=BCDF-GHJK"')
  })
})

describe('an onFault that fails', () => {
  it.each([
    [
      'throws',
      () => {
        throw new Error('the log is full')
      },
    ],
    ['rejects', () => Promise.reject(new Error('the log is full')) as never],
  ])('and %s does not stop a response', async (_, onFault) => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { start } = mount(({ clients }) => ({
      clients: { ...clients, findClient: () => Promise.reject(new Error('down')) },
      onFault,
    }))
    expect((await start()).status).toBe(503)
    await vi.waitFor(() => expect(printed).toHaveBeenCalled())
  })
})

describe('options that would otherwise fail later', () => {
  it.each([
    ['page.serviceName', { page: { serviceName: undefined as never } }],
    ['timeout', { timeout: 0 }],
  ])('are refused at once: %s', (name, changes) => {
    expect(() => mount(() => changes)).toThrow(ConfigurationError)
    expect(() => mount(() => changes)).toThrow(name)
  })

  it.each(['api', '/api/', '/a?b'])('are refused at once: the prefix %s', (prefix) => {
    expect(() =>
      fetchHandler(
        mountableOf(async () => undefined),
        { prefix },
      ),
    ).toThrow(TypeError)
  })
})

describe('node:http', () => {
  const response: HttpResponse = { status: 200, headers: {}, body: 'ours' }

  it('does not write to a response that the host has already sent', async () => {
    const listen = nodeListener(mountableOf(async () => response))
    const { send } = await serve(async (request, response) => {
      response.writeHead(504).end('too late')
      await listen(request, response)
    })
    expect(await send({})).toMatchObject({ status: 504, body: 'too late' })
  })

  it('reads a body whose stream has an encoding set', async () => {
    const grant = mountableOf(async ({ body }) => {
      const bytes = body.kind === 'stream' ? await body.read(100) : 'parsed'
      return { ...response, body: typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString() }
    })
    const listen = nodeListener(grant)
    const { send } = await serve((request, response) => {
      request.setEncoding('utf8')
      return listen(request, response)
    })
    expect(await send({}, 'code=é')).toMatchObject({ status: 200, body: 'code=é' })
  })

  it('accepts a request target in absolute form, RFC 9112 §3.2.2', async () => {
    const grant = mountableOf(async ({ path, query }) => ({ ...response, body: `${path} ${query}` }))
    const { send } = await serve(nodeListener(grant))
    const { body } = await send({ path: 'http://example.com/device?user_code=x' })
    expect(body).toBe('/device user_code=x')
  })
})
