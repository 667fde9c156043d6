import { createDeviceGrant, createRealms, type DeviceGrant } from '@devicegrant/core'
import { type Dialect, keycloak, oktaServer } from '@devicegrant/core/dialects'
import * as schemas from '@devicegrant/core/schemas'
import { createMemoryStores } from '@devicegrant/store-memory'
import { type AuditResponse, createFakeHost, type FakeHost } from '@devicegrant/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDialectFlow, headerOf, shapeOf, type Tongue } from './dialect-flow.js'
import { mounts, type OpenDoor, openServer } from './doors.js'
import { formType, json } from './flow.js'
import { bodyOf } from './support/json.js'

// The dialects whose paths are below a realm: every outcome of a poll, and each endpoint, over HTTP (docs/dialects/keycloak.md).

const baseUrl = 'http://127.0.0.1:3000'
const grantType = 'urn:ietf:params:oauth:grant-type:device_code'
const client = { client_id: 'fake-cli' }

interface Case {
  readonly dialect: Dialect
  readonly pattern: string
  readonly start: string
  readonly token: string
  readonly revoke: string
  readonly introspect: string
  readonly page: string
  readonly userCode: RegExp
  readonly extra: readonly (readonly [string, string])[]
  readonly refreshToken: RegExp
}

const consonant = '[BCDFGHJKLMNPQRSTVWXZ]'
const cases: Readonly<Record<string, Case>> = {
  keycloak: {
    dialect: keycloak,
    pattern: '/realms/{realm}',
    start: '/realms/demo/protocol/openid-connect/auth/device',
    token: '/realms/demo/protocol/openid-connect/token',
    revoke: '/realms/demo/protocol/openid-connect/revoke',
    introspect: '/realms/demo/protocol/openid-connect/token/introspect',
    page: '/realms/demo/device',
    userCode: new RegExp(`^${consonant}{4}-${consonant}{4}$`),
    extra: [
      ['refresh_expires_in', 'integer'],
      ['not-before-policy', 'integer'],
    ],
    refreshToken: /^[\w-]+\.[\w-]+\.[\w-]+$/,
  },
  okta: {
    dialect: oktaServer,
    pattern: '/oauth2/{server}',
    start: '/oauth2/demo/v1/device/authorize',
    token: '/oauth2/demo/v1/token',
    revoke: '/oauth2/demo/v1/revoke',
    introspect: '/oauth2/demo/v1/introspect',
    page: '/oauth2/demo/activate',
    userCode: new RegExp(`^${consonant}{8}$`),
    extra: [],
    refreshToken: /^dgr_/,
  },
}

describe.each(Object.entries(cases))('%s', (_, expected) => {
  const { dialect, pattern, page } = expected
  let host: FakeHost
  let grant: DeviceGrant
  let door: OpenDoor

  beforeEach(async () => {
    const issuer = baseUrl + pattern.replace(/\{\w+\}/, 'demo')
    host = createFakeHost({ issuer })
    grant = createDeviceGrant({
      ...host.options,
      stores: createMemoryStores({ clock: host.clock }),
      dialects: [dialect],
    })
    const realms = createRealms({ baseUrl, path: pattern, findGrant: (name) => (name === 'demo' ? grant : null) })
    door = await openServer(mounts['node:http'](realms))
  })
  afterEach(() => door.close())

  const tongue: Tongue = {
    called: dialect.name,
    start: { path: expected.start, writes: 'form', fields: client },
    poll: { path: expected.token, writes: 'form', fields: { ...client, grant_type: grantType } },
  }
  const { start, poll, begin, send } = createDialectFlow(
    () => door,
    () => tongue,
  )
  const post = (path: string, fields: Record<string, string>) =>
    send({ method: 'POST', path, headers: [formType], body: String(new URLSearchParams(fields)) })

  async function decide(userCode: string, choice: 'approve' | 'deny' = 'approve'): Promise<void> {
    const viewer = { subject: 'fake-subject-of-alice', sessionId: 'session', authenticatedAt: host.clock.now() }
    const reading = { ...dialect.userCode, linkParameters: [] }
    const view = await grant.service.lookUp({ userCode }, reading, viewer)
    if (!('ticket' in view)) throw new Error(`the code is ${view.kind}`)
    await grant.service.decide({ userCode, ticket: view.ticket, choice }, reading, viewer)
  }

  function expectEnd(response: AuditResponse, word: string, interval?: number): void {
    const members = [
      ['error', 'string'],
      ['error_description', 'string'],
      ...(interval === undefined ? [] : [['interval', 'integer']]),
    ]
    expect([response.status, bodyOf(response)['error']]).toEqual([400, word])
    expect(shapeOf(JSON.parse(response.body))).toEqual(members)
    expect(headerOf(response, 'Retry-After')).toBe(interval === undefined ? undefined : String(interval))
    expect(headerOf(response, 'Cache-Control')).toBe('no-store')
    expect(headerOf(response, 'WWW-Authenticate')).toBe(undefined)
    dialect.schemas.problem.parse(JSON.parse(response.body))
  }

  it('gives codes, whose links lead to the page of the realm', async () => {
    const response = await start()
    const codes = json(response)
    expect(response.status).toBe(200)
    expect(Object.keys(codes)).toEqual([
      'device_code',
      'user_code',
      'verification_uri',
      'verification_uri_complete',
      'expires_in',
      'interval',
    ])
    expect(codes).toMatchObject({ verification_uri: baseUrl + page, expires_in: 600, interval: 5 })
    expect(codes['user_code']).toMatch(expected.userCode)
    const { pathname, searchParams } = new URL(codes['verification_uri_complete'] ?? '')
    expect([pathname, searchParams.get('user_code')]).toEqual([page, codes['user_code']])
    expect((await send({ method: 'GET', path: page, headers: [] })).status).toBe(200)
    dialect.schemas.authorizationStarted?.parse(codes)
  })

  it('says what a poll comes to', async () => {
    const pending = await begin()
    expectEnd(await poll(pending.deviceCode), 'authorization_pending')
    expectEnd(await poll(pending.deviceCode), 'slow_down', 10)
    expectEnd(await poll('example'), 'invalid_grant')
    const denied = await begin()
    await decide(denied.userCode, 'deny')
    expectEnd(await poll(denied.deviceCode), 'access_denied')
    host.clock.advance(600_000)
    expectEnd(await poll(pending.deviceCode), 'expired_token')
  })

  it('gives tokens, refreshes, introspects and revokes them', async () => {
    const { deviceCode, userCode } = await begin({ scope: 'read offline_access' })
    await decide(userCode)
    const response = await poll(deviceCode)
    expect(response.status).toBe(200)
    expect(shapeOf(JSON.parse(response.body))).toEqual([
      ['access_token', 'string'],
      ['token_type', 'string'],
      ['expires_in', 'integer'],
      ['refresh_token', 'string'],
      ['scope', 'string'],
      ...expected.extra,
    ])
    const tokens = json(response)
    dialect.schemas.tokensIssued?.parse(tokens)
    expect(tokens['refresh_token']).toMatch(expected.refreshToken)
    const renewed = await post(expected.token, {
      ...client,
      grant_type: 'refresh_token',
      refresh_token: tokens['refresh_token'] ?? '',
    })
    expect(renewed.status).toBe(200)
    dialect.schemas.tokensIssued?.parse(json(renewed))
    const token = json(renewed)['access_token'] ?? ''
    const asked = { client_id: 'fake-api', client_secret: 'fake-api-secret', token }
    expect(bodyOf(await post(expected.introspect, asked))['active']).toBe(true)
    expect((await post(expected.revoke, { ...client, token })).status).toBe(200)
    expect(bodyOf(await post(expected.introspect, asked))).toEqual({ active: false })
  })

  it('has its endpoints in the metadata of the realm', async () => {
    const path = `${pattern.replace(/\{\w+\}/, 'demo')}/.well-known/openid-configuration`
    expect(bodyOf(await send({ method: 'GET', path, headers: [] }))).toMatchObject({
      device_authorization_endpoint: baseUrl + expected.start,
      token_endpoint: baseUrl + expected.token,
      revocation_endpoint: baseUrl + expected.revoke,
      introspection_endpoint: baseUrl + expected.introspect,
    })
  })

  it('has no login of devicegrant', async () => {
    expect((await post(`${pattern.replace(/\{\w+\}/, 'demo')}/login`, {})).status).toBe(404)
  })
})

describe('a token response of Keycloak without a refresh token', () => {
  it('says that it lives for 0 seconds', () => {
    const tokens = { access_token: 'a', token_type: 'Bearer', expires_in: 300, scope: 'read' }
    const rest = { refresh_expires_in: 0, 'not-before-policy': 0 }
    expect(schemas.keycloak.tokenResponse.safeParse({ ...tokens, ...rest }).success).toBe(true)
    expect(schemas.keycloak.tokenResponse.safeParse(tokens).success).toBe(false)
  })
})
