import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import { describe, expect, it, vi } from 'vitest'
import { formRequest, jsonRequest, requestOf, responseOf } from '../../test-support/http.js'
import type { HttpResponse } from '../http/message.js'
import type { ClaimsRequest } from '../ports/account-directory.js'
import type { HttpRequest } from '../ports/http-request.js'
import type { Operation } from '../protocol/command.js'
import type { Dialect } from '../wire/dialect.js'
import { dreadnode } from '../wire/dialects/dreadnode/dreadnode.js'
import { rfc8628 } from '../wire/dialects/rfc8628/rfc8628.js'
import { writeMetadata } from '../wire/documents/metadata.js'
import { ConfigurationError } from './check-options.js'
import { createDeviceGrant } from './create-device-grant.js'
import type { DeviceGrantOptions } from './options.js'

// What makes the grant an OpenID Provider: the documents, the UserInfo endpoint, the refusing authorization endpoint.

const issuer = 'https://example.com/tenant'
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'
const configuration = '/.well-known/openid-configuration'
const json = ({ body }: HttpResponse): Record<string, unknown> => JSON.parse(body)
const get = (path: string, headers: HttpRequest['headers'] = {}) => requestOf({ method: 'GET', path, headers })

function mount(changes: Partial<DeviceGrantOptions> = {}) {
  const host = createFakeHost({ issuer })
  const findClaims = vi.fn(
    async (_subject: string, { scope }: ClaimsRequest): Promise<Record<string, unknown> | null> =>
      scope.includes('profile') ? { name: 'Alice', sub: 'somebody else', iss: 'another' } : null,
  )
  const accounts = { ...host.options.accounts, findClaims }
  const stores = createMemoryStores({ clock: host.clock })
  const grant = createDeviceGrant({ ...host.options, accounts, stores, ...changes })
  host.changeClient('fake-cli', { scopes: ['openid', 'profile', 'offline_access', 'read'] })
  const send = (request: HttpRequest) => responseOf(grant.handler, request)
  const token = async (scope: string, resource = '') => {
    const started = json(
      await send(
        formRequest('/device_authorization', `client_id=fake-cli&scope=${scope.replaceAll(' ', '+')}${resource}`),
      ),
    )
    const [alice] = host.fixtures.accounts
    const login = json(await send(jsonRequest('/login', { username: alice.username, password: alice.password })))
    const headers = { authorization: `Bearer ${login['access_token']}` }
    const { user_code } = started
    const { ticket } = json(await send(jsonRequest('/device/lookup', { user_code }, headers)))
    await send(jsonRequest('/device/decision', { user_code, ticket, decision: 'approve' }, headers))
    const poll = `grant_type=${deviceGrant}&client_id=fake-cli&device_code=${started['device_code']}`
    return json(await send(formRequest('/token', poll)))
  }
  const userInfo = (accessToken: unknown, method: 'GET' | 'POST' = 'GET') =>
    send(requestOf({ method, path: '/userinfo', headers: { authorization: `Bearer ${accessToken}` } }))
  return { host, grant, findClaims, send, token, userInfo }
}

describe('the metadata', () => {
  it('is the same document of an OpenID Provider at every well-known path', async () => {
    const { send } = mount({ metadata: { scopes: ['openid', 'read'], claims: ['name'] } })
    const document = json(await send(get(configuration)))
    expect(document).toMatchObject({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      userinfo_endpoint: `${issuer}/userinfo`,
      jwks_uri: `${issuer}/jwks`,
      scopes_supported: ['openid', 'read'],
      claims_supported: ['name'],
      subject_types_supported: ['public'],
      response_types_supported: [],
    })
    for (const path of ['', '/tenant']) {
      expect(json(await send(get(`/.well-known/oauth-authorization-server${path}`)))).toEqual(document)
    }
  })

  it('lists exactly what is served', async () => {
    const { accounts, tokens } = createFakeHost({ issuer }).options
    const { idTokenAlgorithms: _, ...withoutIdTokens } = tokens
    const { verify: _verify, ...withoutVerify } = tokens
    const cases: readonly [Partial<DeviceGrantOptions>, readonly string[]][] = [
      [{}, ['authorization_endpoint', 'userinfo_endpoint']],
      [{ accounts }, ['authorization_endpoint']],
      [{ tokens: withoutVerify }, ['authorization_endpoint']],
      [{ tokens: withoutIdTokens }, []],
    ]
    for (const [changes, expected] of cases) {
      const { send, grant } = mount(changes)
      const document = json(await send(get(configuration)))
      const listed = ['authorization_endpoint', 'userinfo_endpoint'].filter((name) => name in document)
      expect(listed).toEqual(expected)
      const served = await Promise.all(['/authorize', '/userinfo'].map((path) => grant.handler(get(path))))
      expect(served.filter((response) => response !== undefined)).toHaveLength(expected.length)
    }
  })

  it('names the authorization endpoint of the host, and then serves none', async () => {
    const authorizationEndpoint = 'https://accounts.example.com/authorize?tenant=a'
    const { send, grant } = mount({ metadata: { authorizationEndpoint } })
    expect(json(await send(get(configuration)))).toMatchObject({ authorization_endpoint: authorizationEndpoint })
    expect(await grant.handler(get('/authorize'))).toBeUndefined()
  })

  it('lists the operations that the table of the dialect has, under its own paths', async () => {
    const endpoints = rfc8628.endpoints.map((each) => ({ ...each, path: `/v2${each.path}` }))
    const { send } = mount({ dialects: [{ ...rfc8628, endpoints }] })
    expect(json(await send(get(configuration)))).toMatchObject({
      token_endpoint: `${issuer}/v2/token`,
      revocation_endpoint: `${issuer}/v2/revoke`,
      grant_types_supported: [deviceGrant, 'refresh_token'],
    })
    const reads = ({ reads }: Dialect['endpoints'][number]): readonly Operation[] =>
      'operation' in reads ? [reads.operation] : []
    const fewer = rfc8628.endpoints.filter((each) => !reads(each).includes('revokeToken'))
    const document = json(await mount({ dialects: [{ ...rfc8628, endpoints: fewer }] }).send(get(configuration)))
    expect(document).not.toHaveProperty('revocation_endpoint')
    expect(document).not.toHaveProperty('revocation_endpoint_auth_methods_supported')
  })
})

describe('the documents of a dialect', () => {
  const tenant: Dialect = {
    ...rfc8628,
    name: 'tenant',
    endpoints: rfc8628.endpoints.map((each) => ({ ...each, path: `/t${each.path}` })),
    documents: [{ path: '/t/metadata', write: (facts) => ({ ...writeMetadata(facts), region: 'EU' }) }],
  }

  it('replace the usual ones, which describe the next dialect', async () => {
    const { send } = mount({ dialects: [tenant, rfc8628] })
    expect(json(await send(get('/t/metadata')))).toMatchObject({
      issuer,
      token_endpoint: `${issuer}/t/token`,
      userinfo_endpoint: `${issuer}/userinfo`,
      region: 'EU',
    })
    expect(json(await send(get(configuration)))).toMatchObject({ token_endpoint: `${issuer}/token` })
  })

  it('can be none at all', async () => {
    const { grant } = mount({ dialects: [{ ...rfc8628, documents: [] }] })
    for (const path of [configuration, '/authorize']) expect(await grant.handler(get(path))).toBeUndefined()
  })

  it('are none for a dialect whose endpoints have no names in metadata', async () => {
    const { grant } = mount({ dialects: [dreadnode] })
    for (const path of [configuration, '/authorize']) expect(await grant.handler(get(path))).toBeUndefined()
  })

  it.each<[string, unknown, string]>([
    ['that are no list', {}, 'each document must have'],
    ['without a function', [{ path: '/a' }], 'and a function write'],
    ['without a path', [{ path: 'a', write: () => ({}) }], 'a path that begins with a slash'],
    ['at a path of an endpoint', [{ path: '/token', write: () => ({}) }], '/token is served twice, as an endpoint'],
    [
      'at a path of ours',
      [{ path: '/userinfo', write: () => ({}) }],
      'a document of rfc8628 and the UserInfo endpoint',
    ],
  ])('%s are refused', (_, documents, message) => {
    const dialect: Dialect = { ...rfc8628 }
    Object.assign(dialect, { documents })
    expect(() => mount({ dialects: [dialect] })).toThrow(message)
  })
})

describe('/authorize', () => {
  it.each<['GET' | 'POST', string]>([
    ['GET', ''],
    ['GET', 'response_type=code&client_id=fake-cli&redirect_uri=https%3A%2F%2Fevil.example'],
    ['POST', ''],
  ])('refuses every %s with %j, and never redirects', async (method, query) => {
    const response = await mount().send(requestOf({ method, path: '/authorize', query }))
    expect(response).toMatchObject({ status: 400, headers: { 'Cache-Control': 'no-store' } })
    expect(response.headers).not.toHaveProperty('Location')
    expect(json(response)).toEqual({
      error: 'unsupported_response_type',
      error_description:
        'This server has no sign-in by redirect. The client must use the device authorization grant (RFC 8628).',
    })
  })
})

describe('/userinfo', () => {
  const subject = 'fake-subject-of-alice'

  it.each(['GET', 'POST'] as const)('has the claims of the host and the subject of the token: %s', async (method) => {
    const { token, userInfo, findClaims } = mount()
    const response = await userInfo((await token('openid profile'))['access_token'], method)
    expect(response).toMatchObject({ status: 200, headers: { 'Cache-Control': 'no-store' } })
    expect(json(response)).toEqual({ name: 'Alice', iss: 'another', sub: subject })
    expect(findClaims).toHaveBeenLastCalledWith(subject, { clientId: 'fake-cli', scope: ['openid', 'profile'] })
  })

  it('has the subject of the token also if the claims have a function toJSON', async () => {
    const { token, userInfo, findClaims } = mount()
    const { access_token: accessToken } = await token('openid profile')
    findClaims.mockResolvedValueOnce({ name: 'Alice', toJSON: () => ({ sub: 'somebody else' }) })
    expect(json(await userInfo(accessToken))).toEqual({ name: 'Alice', sub: subject })
  })

  it('has the subject alone if the host has no claims for the scope', async () => {
    const { token, userInfo } = mount()
    expect(json(await userInfo((await token('openid'))['access_token']))).toEqual({ sub: subject })
  })

  it('refuses a token without openid, naming the scope (RFC 6750 §3.1)', async () => {
    const { token, userInfo, findClaims } = mount()
    const response = await userInfo((await token('profile'))['access_token'])
    expect(response).toMatchObject({
      status: 403,
      headers: { 'WWW-Authenticate': 'Bearer realm="devicegrant", error="insufficient_scope", scope="openid"' },
    })
    expect(findClaims).not.toHaveBeenCalled()
  })

  it('refuses no token, an unknown one, an expired one, and one of a disabled account', async () => {
    const { host, send, token, userInfo } = mount()
    expect(await send(get('/userinfo'))).toMatchObject({ status: 401 })
    expect(await userInfo('unknown')).toMatchObject({ status: 401 })
    const { access_token: first } = await token('openid')
    host.changeAccount('alice', { disabled: true })
    expect(await userInfo(first)).toMatchObject({ status: 401 })
    host.changeAccount('alice', { disabled: false })
    expect(await userInfo(first)).toMatchObject({ status: 200 })
    host.clock.advance(60 * 60_000)
    expect(json(await userInfo(first))).toMatchObject({ error: 'invalid_token' })
  })

  it('refuses a revoked token at once', async () => {
    const { send, token, userInfo } = mount()
    const { access_token: first } = await token('openid')
    await send(formRequest('/revoke', `client_id=fake-cli&token=${first}`))
    expect(await userInfo(first)).toMatchObject({ status: 401 })
  })

  it('refuses a token for another resource', async () => {
    const { host, token, userInfo } = mount()
    host.changeClient('fake-cli', { resources: ['https://api.example.com'] })
    const { access_token: other } = await token('openid', '&resource=https://api.example.com')
    expect(await userInfo(other)).toMatchObject({ status: 401 })
  })

  it('answers an outage of the host with 503, and claims that are no object with 500', async () => {
    const { host, findClaims, token, userInfo } = mount()
    const { access_token: held } = await token('openid profile')
    findClaims.mockRejectedValueOnce(new Error('the database is away'))
    expect(await userInfo(held)).toMatchObject({ status: 503, headers: { 'Retry-After': '1' } })
    findClaims.mockImplementationOnce(() => Promise.resolve(Object(['a list'])))
    expect((await userInfo(held)).status).toBeGreaterThanOrEqual(500)
    expect(host.faults.map(({ fault }) => String(fault))).toEqual([
      expect.stringContaining('accounts.findClaims'),
      expect.stringContaining('accounts.findClaims'),
    ])
  })

  it('is open to the pages of the allowed origins', async () => {
    const origin = 'https://app.example'
    const { send } = mount({ cors: { origins: [origin] } })
    const headers = { origin, 'access-control-request-method': 'GET' }
    expect(await send(requestOf({ method: 'OPTIONS', path: '/userinfo', headers }))).toMatchObject({
      headers: { 'Access-Control-Allow-Origin': origin, 'Access-Control-Allow-Methods': 'GET, HEAD, POST' },
    })
    expect((await send(get('/authorize', { origin }))).headers).not.toHaveProperty('Access-Control-Allow-Origin')
  })
})

describe('the claims of the host', () => {
  it('go to the token issuer with the scope openid, at the start and at a refresh', async () => {
    const { host, send, token } = mount()
    const { refresh_token } = await token('openid profile offline_access')
    await send(formRequest('/token', `grant_type=refresh_token&client_id=fake-cli&refresh_token=${refresh_token}`))
    const claims = { name: 'Alice', sub: 'somebody else', iss: 'another' }
    expect(host.issued.filter(({ clientId }) => clientId === 'fake-cli')).toEqual([
      expect.objectContaining({ occasion: 'deviceCode', claims }),
      expect.objectContaining({ occasion: 'refreshToken', claims }),
    ])
  })

  it('are not asked for without the scope openid, or if the issuer makes no ID tokens', async () => {
    const { findClaims, token } = mount()
    await token('profile')
    expect(findClaims).not.toHaveBeenCalled()
    const { idTokenAlgorithms: _, ...tokens } = createFakeHost({ issuer }).options.tokens
    const other = mount({ tokens })
    await other.token('openid profile')
    expect(other.findClaims).not.toHaveBeenCalled()
  })

  it('keep the approval if they cannot be found', async () => {
    const { findClaims, token } = mount()
    findClaims.mockRejectedValueOnce(new Error('the database is away'))
    expect(await token('openid')).toMatchObject({ error: 'temporarily_unavailable' })
  })
})

describe('the option metadata', () => {
  it.each<[object, string]>([
    [{ scopes: 'openid' }, 'metadata.scopes must be a list of scope values'],
    [{ scopes: ['two values'] }, 'metadata.scopes must be a list of scope values'],
    [{ claims: [1] }, 'metadata.claims must be a list of names of claims'],
    [{ authorizationEndpoint: 'http://example.com/authorize' }, 'metadata.authorizationEndpoint must be an https URL'],
    [{ authorizationEndpoint: 'https://example.com/#here' }, 'metadata.authorizationEndpoint must be an https URL'],
    [{ authorizationEndpoint: '/authorize' }, 'metadata.authorizationEndpoint must be an https URL'],
    [{ authorizationEndpoint: 7 }, 'metadata.authorizationEndpoint must be an https URL'],
    [{ scope: [] }, 'metadata.scope'],
  ])('%j is refused', (metadata, message) => {
    expect(() => mount({ metadata })).toThrow(ConfigurationError)
    expect(() => mount({ metadata })).toThrow(message)
  })

  it.each([
    { authorizationEndpoint: 'http://127.0.0.1:8080/authorize' },
    { authorizationEndpoint: 'https://example.com/authorize?tenant=a' },
  ])('%j is allowed', (metadata) => {
    expect(() => mount({ metadata })).not.toThrow()
  })
})
