import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost, type FakeHost } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { formRequest, jsonRequest, requestOf, responseOf } from '../../test-support/http.js'
import { RecordFault } from '../service/call/faults.js'
import { createDeviceGrant } from './create-device-grant.js'
import type { DeviceGrantOptions } from './options.js'

// A record that does not match its type: what the client receives, and what the host receives. docs/decisions/0034.

function mount(changes: (host: FakeHost) => Partial<DeviceGrantOptions> = () => ({})) {
  const host = createFakeHost()
  const { handler } = createDeviceGrant({
    ...host.options,
    stores: createMemoryStores({ clock: host.clock }),
    ...changes(host),
  })
  return { host, send: (request: Parameters<typeof handler>[0]) => responseOf(handler, request) }
}

/** A value that TypeScript would not let a host return. */
const untyped = (value: unknown) => JSON.parse(JSON.stringify(value))

const faultsOf = (host: FakeHost) =>
  host.faults.map(({ fault }) => (fault instanceof RecordFault ? fault.message : String(fault)))

describe('a wrong record', () => {
  it('of a client is an outage to the client, and the fault names the wrong member', async () => {
    const { host, send } = mount((fake) => ({
      clients: {
        findClient: async (id) => {
          const client = await fake.options.clients.findClient(id)
          return client && { ...client, scopes: untyped('admin:read things'), disabled: untyped(0) }
        },
      },
    }))
    const response = await send(formRequest('/device_authorization', 'client_id=fake-cli&scope=admin'))
    expect([response.status, JSON.parse(response.body).error]).toEqual([503, 'temporarily_unavailable'])
    expect(response.body).not.toContain('scopes')
    expect(faultsOf(host)).toEqual([
      'clients.findClient returned a wrong record: the client "fake-cli": ' +
        "scopes must be a list of scope values without spaces, such as ['read', 'write']; " +
        'disabled must be true or false, or absent',
    ])
  })

  it('of a session of the host signs no person in', async () => {
    const { host, send } = mount(() => ({
      hostSessions: {
        find: async () => untyped({ subject: 'fake-subject-of-alice', sessionId: 'secret-of-the-session' }),
        signInUrl: () => '/sign-in',
      },
    }))
    const response = await send(jsonRequest('/device/lookup', { user_code: 'BBBB-BBBB' }))
    expect(response.status).toBe(503)
    expect(faultsOf(host)).toEqual([
      'hostSessions.find returned a wrong record: a session of the host: ' +
        'authenticatedAt must be milliseconds since the Unix epoch, as a number',
    ])
  })

  it.each(['null', '""', '7', '{}'])('in place of the sign-in URL redirects no browser: %s', async (json) => {
    const signInUrl = (): string => JSON.parse(json)
    const { host, send } = mount(() => ({ hostSessions: { find: async () => undefined, signInUrl } }))
    const response = await send(requestOf({ method: 'GET', path: '/device/linked' }))
    expect([response.status, response.headers['Location']]).toEqual([503, undefined])
    expect(faultsOf(host)).toEqual([
      'hostSessions.signInUrl returned a wrong record: its result: it must be text that is not empty',
    ])
  })

  it('of claims, with the scope as text, makes the token invalid', async () => {
    const { host, send } = mount((fake) => ({
      tokens: {
        ...fake.options.tokens,
        verify: async (token) => {
          const claims = await fake.options.tokens.verify(token)
          return claims && { ...claims, scope: untyped('read write') }
        },
      },
    }))
    const login = await send(formRequest('/login', 'username=alice&password=correct+horse+battery+staple'))
    const { access_token: token } = JSON.parse(login.body)
    const headers = { authorization: `Bearer ${token}` }
    const response = await send(jsonRequest('/device/lookup', { user_code: 'BBBB-BBBB' }, headers))
    expect(response.status).toBe(503)
    expect(faultsOf(host).join()).toMatch(
      /^tokens\.verify returned a wrong record: the claims of an access token: scope /,
    )
    expect(faultsOf(host).join()).not.toContain(token)
  })

  it('does not include a record with null for every optional member', async () => {
    const { host, send } = mount((fake) => ({
      clients: {
        findClient: async (id) => {
          const client = await fake.options.clients.findClient(id)
          const nulls = { secretDigests: null, keys: null, refreshTokens: null, introspects: null, codeLifetime: null }
          return client && { ...client, ...untyped({ ...nulls, disabled: null, verified: null, pollInterval: null }) }
        },
      },
    }))
    const response = await send(formRequest('/device_authorization', 'client_id=fake-cli'))
    expect([response.status, faultsOf(host)]).toEqual([200, []])
    expect(JSON.parse(response.body)).toMatchObject({ expires_in: 600, interval: 5 })
  })
})
