import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost, type FakeHost } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { formRequest, jsonRequest, requestOf, responseOf } from '../../test-support/http.js'
import type { HttpResponse } from '../http/message.js'
import type { HttpRequest } from '../ports/http-request.js'
import { PortFault } from '../service/call/faults.js'
import { createDeviceGrant } from './create-device-grant.js'
import type { DeviceGrantOptions } from './options.js'

// A host with its clients and accounts in memory returns them at once, and null for those that it does not have.

const alice = { subject: 'user-alice', username: 'alice', passwordHash: 'the password: alice' }
const cli = {
  clientId: 'cli',
  name: 'CLI',
  authMethods: ['none'],
  grantTypes: ['device_code'],
  scopes: ['read'],
  defaultScopes: ['read'],
} as const
const hasher = {
  hash: async (password: string) => `the password: ${password}`,
  verify: async (hash: string, password: string) => hash === `the password: ${password}`,
  isOutdated: () => false,
}
const json = ({ body }: HttpResponse): Record<string, string> => JSON.parse(body)
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

function mount(changes: (host: FakeHost) => Partial<DeviceGrantOptions> = () => ({})) {
  const host = createFakeHost({ issuer: 'https://example.com' })
  const { tokens } = host.options
  const issued = new Map<string, Awaited<ReturnType<typeof tokens.verify>>>()
  const { handler } = createDeviceGrant({
    ...host.options,
    stores: createMemoryStores({ clock: host.clock }),
    clients: { findClient: (clientId) => (clientId === 'cli' ? cli : null) },
    accounts: {
      findAccount: (subject) => (subject === alice.subject ? alice : null),
      findByUsername: (username) => (username === 'alice' ? alice : null),
      findOrganizations: () => null,
    },
    tokens: {
      async issue(request) {
        const made = await tokens.issue(request)
        issued.set(made.accessToken, await tokens.verify(made.accessToken))
        return made
      },
      verify: (token) => issued.get(token) ?? null,
    },
    passwordLogin: { hasher, scopes: ['read'], defaultScopes: [] },
    ...changes(host),
  })
  const send = (request: HttpRequest) => responseOf(handler, request)
  return { host, send }
}

describe('ports that return at once', () => {
  it('serve the whole flow', async () => {
    const { host, send } = mount()
    const codes = json(await send(formRequest('/device_authorization', 'client_id=cli')))
    const { access_token: token } = json(await send(formRequest('/login', 'username=alice&password=alice')))
    const bearer = { authorization: `Bearer ${token}` }
    const userCode = codes['user_code']
    const { ticket } = json(await send(jsonRequest('/device/lookup', { user_code: userCode }, bearer)))
    const decision = { user_code: userCode, ticket, decision: 'approve' }
    expect(json(await send(jsonRequest('/device/decision', decision, bearer)))).toEqual({ status: 'approved' })
    const poll = `grant_type=${deviceGrant}&client_id=cli&device_code=${codes['device_code']}`
    expect(json(await send(formRequest('/token', poll)))).toMatchObject({ scope: 'read' })
    expect(host.faults).toEqual([])
  })

  it('may return null for all that they do not have', async () => {
    const { host, send } = mount((fake) => ({
      hostSessions: { find: () => null, signInUrl: () => '/sign-in', endAll: () => {} },
      clientAssertions: { verifier: { algorithms: ['ES256'], verify: () => null } },
      tokens: { ...fake.options.tokens, verify: () => null },
    }))
    const errorOf = async (request: HttpRequest) => json(await send(request))['error']
    expect(await errorOf(formRequest('/device_authorization', 'client_id=other'))).toBe('invalid_client')
    expect(await errorOf(formRequest('/login', 'username=bob&password=bob'))).toBe('invalid_grant')
    const bearer = { authorization: 'Bearer unknown' }
    expect((await send(jsonRequest('/device/lookup', { user_code: 'BBBB-BBBB' }, bearer))).status).toBe(401)
    const page = await send(requestOf({ method: 'GET', path: '/device/linked' }))
    expect([page.status, page.headers['Location']]).toEqual([303, 'https://example.com/sign-in'])
    expect(host.faults).toEqual([])
  })

  it('get 503 if they throw at once, and the fault is reported with the name of the call', async () => {
    const fail = () => {
      throw new Error('the pool is closed')
    }
    const { host, send } = mount((fake) => ({
      clients: { findClient: fail },
      accounts: { findAccount: fail, findByUsername: fail },
      tokens: { ...fake.options.tokens, verify: fail },
      hostSessions: { find: fail, signInUrl: () => '/sign-in' },
    }))
    const bearer = { authorization: 'Bearer unknown' }
    const requests = [
      formRequest('/device_authorization', 'client_id=cli'),
      formRequest('/login', 'username=alice&password=alice'),
      jsonRequest('/device/lookup', { user_code: 'BBBB-BBBB' }, bearer),
      requestOf({ method: 'GET', path: '/device/linked' }),
    ]
    for (const request of requests) expect((await send(request)).status).toBe(503)
    expect(host.faults.map(({ fault }) => fault)).toEqual(
      ['clients.findClient', 'accounts.findByUsername', 'tokens.verify', 'hostSessions.find'].map(
        (call) => new PortFault(call, new Error('the pool is closed')),
      ),
    )
  })
})
