import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost, type FakeHost } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { jsonRequest, responseOf } from '../../../test-support/http.js'
import { createDeviceGrant } from '../../compose/create-device-grant.js'
import type { RegistrationRequest } from '../../ports/client-registration.js'
import type { ClientRegistry } from '../../ports/client-registry.js'
import type { RegisterClient } from '../../protocol/command.js'
import { RecordFault } from '../call/faults.js'

// RFC 7591, docs/decisions/0067.

type Register = NonNullable<ClientRegistry['registerClient']>

function world(registerClient?: Register) {
  const host = createFakeHost()
  const { findClient } = host.options.clients
  const grant = createDeviceGrant({
    ...host.options,
    stores: createMemoryStores({ clock: host.clock }),
    clients: { findClient, ...(registerClient && { registerClient }) },
    // The rules of the fake host refuse nothing.
    limits: {},
  })
  const register = (metadata: object) => responseOf(grant.handler, jsonRequest('/register', metadata))
  return { host, grant, register }
}

const untyped = (value: unknown) => JSON.parse(JSON.stringify(value))
const faultsOf = ({ faults }: FakeHost) => faults.map(({ fault }) => String(fault))
const command: RegisterClient = { operation: 'registerClient', authMethod: 'none' }

describe('a program', () => {
  it('registers itself with its metadata, and gets what the host registered', async () => {
    const asked: RegistrationRequest[] = []
    const { host, register } = world((request) => {
      asked.push(request)
      return { clientId: 'tool-1', clientSecret: 'its secret', expiresAt: 1_800_000_000_000, scopes: ['read'] }
    })
    const response = await register({
      client_name: ' My\u0000 tool ',
      grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'authorization_code', 'password', 'refresh_token'],
      scope: 'read write',
      redirect_uris: ['http://127.0.0.1/callback'],
      client_uri: 'https://example.com',
    })
    expect(asked).toEqual([
      {
        name: 'My tool',
        authMethod: 'client_secret_basic',
        grantTypes: ['device_code', 'refresh_token'],
        scopes: ['read', 'write'],
        redirectUris: ['http://127.0.0.1/callback'],
      },
    ])
    expect([response.status, JSON.parse(response.body)]).toEqual([
      201,
      {
        client_id: 'tool-1',
        client_secret: 'its secret',
        client_id_issued_at: Math.floor(host.clock.now() / 1_000),
        client_secret_expires_at: 1_800_000_000,
        client_name: 'My tool',
        grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
        response_types: [],
        token_endpoint_auth_method: 'client_secret_basic',
        scope: 'read',
      },
    ])
    expect(response.headers).toMatchObject({ 'Cache-Control': 'no-store', Pragma: 'no-cache' })
    expect(host.events.map(({ type, clientId }) => [type, clientId])).toEqual([['clientRegistered', 'tool-1']])
    expect(JSON.stringify(host.events)).not.toContain('its secret')
  })

  it('registers as a public client without a secret', async () => {
    const { register } = world(() => ({ clientId: 'tool-1' }))
    const body = JSON.parse((await register({ token_endpoint_auth_method: 'none' })).body)
    expect(body).toMatchObject({ client_id: 'tool-1', token_endpoint_auth_method: 'none', scope: '' })
    expect(Object.keys(body).filter((name) => name.includes('secret') || name === 'client_name')).toEqual([])
  })

  it('gets a secret that does not expire with the time 0', async () => {
    const { register } = world(() => ({ clientId: 'tool-1', clientSecret: 's' }))
    expect(JSON.parse((await register({})).body)).toMatchObject({ client_secret_expires_at: 0 })
  })
})

describe('a registration is refused', () => {
  it.each<[string, object, string]>([
    ['with a redirect URI that is not absolute', { redirect_uris: ['/callback'] }, 'invalid_redirect_uri'],
    ['with redirect URIs that are no list', { redirect_uris: 'https://a.example' }, 'invalid_client_metadata'],
    ['with a malformed scope', { scope: '"' }, 'invalid_client_metadata'],
    ['with only foreign grant types', { grant_types: ['authorization_code'] }, 'invalid_client_metadata'],
    ['with only refresh tokens', { grant_types: ['refresh_token'] }, 'invalid_client_metadata'],
    ['with a key', { token_endpoint_auth_method: 'private_key_jwt' }, 'invalid_client_metadata'],
  ])('%s', async (_, metadata, word) => {
    const { host, register } = world(() => ({ clientId: 'tool-1', clientSecret: 's' }))
    const response = await register(metadata)
    expect([response.status, JSON.parse(response.body).error, host.events]).toEqual([400, word, []])
  })

  it.each([
    ['invalidClientMetadata', 'invalid_client_metadata'],
    ['invalidRedirectUri', 'invalid_redirect_uri'],
    ['invalidScope', 'invalid_client_metadata'],
  ] as const)('if the host says %s', async (refused, word) => {
    const { host, register } = world(async () => ({ refused }))
    const response = await register({})
    expect([response.status, JSON.parse(response.body).error, host.events]).toEqual([400, word, []])
  })

  it('if there are too many from one address, and only those of others pass', async () => {
    let count = 0
    const { host, grant } = world(() => ({ clientId: `tool-${++count}` }))
    const registerFrom = (ip: string) => grant.service.registerClient(command, grant.service.startCall({ ip }))
    for (let nth = 0; nth < 60; nth++) expect((await registerFrom('203.0.113.1')).kind).toBe('clientRegistered')
    expect(await registerFrom('203.0.113.1')).toMatchObject({ code: 'tooManyRequests', retryAfter: 60_000 })
    expect((await registerFrom('198.51.100.1')).kind).toBe('clientRegistered')
    host.clock.advance(60_000)
    expect((await registerFrom('203.0.113.1')).kind).toBe('clientRegistered')
    expect(host.events).toContainEqual(expect.objectContaining({ surface: 'registration', lane: 'address' }))
  })
})

describe('without the function registerClient', () => {
  it('nothing is served, and the metadata does not say so', async () => {
    const { grant } = world()
    expect(await grant.handler(jsonRequest('/register', {}))).toBeUndefined()
    const metadata = await responseOf(grant.handler, {
      ...jsonRequest('/.well-known/oauth-authorization-server', {}),
      method: 'GET',
    })
    expect(JSON.parse(metadata.body)).not.toHaveProperty('registration_endpoint')
    await expect(grant.service.registerClient(command)).rejects.toThrow('`clients.registerClient` is missing')
  })

  it('is named in the metadata with it', async () => {
    const { grant, host } = world(() => ({ clientId: 'tool-1' }))
    const request = { ...jsonRequest('/.well-known/oauth-authorization-server', {}), method: 'GET' }
    const { body } = await responseOf(grant.handler, request)
    expect(JSON.parse(body)).toMatchObject({ registration_endpoint: `${host.options.issuer}/register` })
  })
})

describe('a host that fails', () => {
  it.each<[string, unknown, string]>([
    ['no client', null, 'it must be a registered client, or { refused }'],
    ['a client without an identifier', { clientSecret: 's' }, 'clientId must be text that is not empty'],
    ['an unknown refusal', { refused: 'no' }, "refused must be 'invalidClientMetadata'"],
    ['a client without its secret', { clientId: 'tool-1' }, 'clientSecret must not be absent'],
  ])('with %s is an outage, and the try counts', async (_, made, problem) => {
    const { host, register } = world(() => untyped(made))
    for (let count = 0; count < 60; count++) expect((await register({})).status).toBe(503)
    expect((await register({})).status).toBe(429)
    expect(host.faults[0]?.fault).toBeInstanceOf(RecordFault)
    expect(faultsOf(host)[0]).toContain(problem)
    expect(host.events).toEqual([expect.objectContaining({ type: 'limitReached', surface: 'registration' })])
  })

  it('with an error is an outage', async () => {
    const { host, register } = world(() => {
      throw new Error('the table is down')
    })
    expect((await register({})).status).toBe(503)
    expect(faultsOf(host)).toEqual([expect.stringContaining('clients.registerClient failed')])
  })
})
