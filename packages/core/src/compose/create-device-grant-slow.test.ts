import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { formRequest, jsonRequest, requestOf, responseOf } from '../../test-support/http.js'
import { after, stopTime, timed } from '../../test-support/passing-time.js'
import type { HttpResponse } from '../http/message.js'
import type { HttpRequest } from '../ports/http-request.js'
import { createDeviceGrant } from './create-device-grant.js'

// docs/decisions/0024, over HTTP: every request gets a response within twice the timeout, for any number of port calls.

let pace: number
let send: (request: HttpRequest) => Promise<HttpResponse>
/** The `Authorization` header with a token of Alice, from `POST /login`. */
let bearer: { readonly authorization: string }
let userCode: string
let deviceCode: string

const page = { origin: 'https://example.com', 'sec-fetch-site': 'same-origin' }
const json = ({ body }: HttpResponse): Record<string, string> => JSON.parse(body)

/** Returns the same port. Each call takes effect at once, but replies only after `pace`. */
function slowed<Port extends object>(port: Port): Port {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      return async (...args: unknown[]) => {
        const result: unknown = await Reflect.apply(member, target, args)
        return pace === 0 ? result : after(pace, result)
      }
    },
  })
}

beforeEach(async () => {
  pace = 0
  const host = createFakeHost({ issuer: 'https://example.com' })
  const stores = createMemoryStores({ clock: host.clock })
  const { clients, accounts, tokens } = host.options
  const { handler } = createDeviceGrant({
    ...host.options,
    stores: { ...stores, authorizations: slowed(stores.authorizations), families: slowed(stores.families) },
    clients: slowed(clients),
    accounts: slowed(accounts),
    tokens: slowed(tokens),
    hostSessions: slowed({
      find: async () => ({
        subject: 'fake-subject-of-alice',
        sessionId: 'a session',
        authenticatedAt: host.clock.now(),
      }),
      signInUrl: () => '/sign-in',
    }),
  })
  send = (request) => responseOf(handler, request)
  const login = await send(formRequest('/login', 'username=alice&password=correct+horse+battery+staple'))
  bearer = { authorization: `Bearer ${json(login)['access_token']}` }
  const started = json(await send(formRequest('/device_authorization', 'client_id=fake-cli')))
  userCode = started['user_code'] ?? ''
  deviceCode = started['device_code'] ?? ''
  stopTime()
})

afterEach(() => {
  vi.useRealTimers()
})

async function decision(by: HttpRequest['headers']): Promise<{ user_code: string; ticket: string; decision: string }> {
  const looked = await send(jsonRequest('/device/lookup', { user_code: userCode }, by))
  return { user_code: userCode, ticket: json(looked)['ticket'] ?? '', decision: 'approve' }
}

const poll = () =>
  formRequest(
    '/token',
    `grant_type=urn:ietf:params:oauth:grant-type:device_code&client_id=fake-cli&device_code=${deviceCode}`,
  )

const requests: readonly (readonly [string, () => HttpRequest | Promise<HttpRequest>])[] = [
  ['POST /device/lookup with a token', () => jsonRequest('/device/lookup', { user_code: userCode }, bearer)],
  ['POST /device/lookup in a session of the host', () => jsonRequest('/device/lookup', { user_code: userCode }, page)],
  ['POST /device/decision', async () => jsonRequest('/device/decision', await decision(bearer), bearer)],
  ['POST /device/linked/list', () => jsonRequest('/device/linked/list', {}, bearer)],
  ['GET /device/confirm', () => requestOf({ method: 'GET', path: '/device/confirm', query: `user_code=${userCode}` })],
  [
    'POST /device/confirm',
    async () => formRequest('/device/confirm', String(new URLSearchParams(await decision(page))), page),
  ],
  [
    'POST /token for an approved code',
    async () => {
      await send(jsonRequest('/device/decision', await decision(bearer), bearer))
      return poll()
    },
  ],
]

describe.each(requests)('%s', (_, arrange) => {
  it('gets 503 within twice the timeout if every port takes nearly the whole timeout', async () => {
    const request = await arrange()
    pace = 900
    const { outcome, took } = await timed(() => send(request))
    expect([outcome, took]).toEqual([expect.objectContaining({ status: 503 }), 2_000])
  })

  it('is served if the ports are fast enough, and so are many requests in a row', async () => {
    await arrange()
    pace = 250
    for (let nth = 0; nth < 4; nth++) {
      const { outcome } = await timed(async () => send(await arrange()))
      expect(outcome).toMatchObject({ status: expect.any(Number) })
      expect(outcome).not.toMatchObject({ status: 503 })
    }
  })
})

describe('the public keys', () => {
  it('get the whole time for each request', async () => {
    pace = 900
    const keys = requestOf({ method: 'GET', path: '/jwks' })
    for (let nth = 0; nth < 4; nth++) expect((await timed(() => send(keys))).outcome).toMatchObject({ status: 200 })
  })
})
