import { createHmac } from 'node:crypto'
import { type Client, createDeviceGrant, type DeviceGrant, type Runtime } from '@devicegrant/core'
import { type Dialect, dreadnode, rfc8628 } from '@devicegrant/core/dialects'
import { createJwtIssuer, generateSigningKey } from '@devicegrant/core/jwt'
import { createMemoryStores } from '@devicegrant/store-memory'
import {
  type AuditResponse,
  createFakeHost,
  createManualClock,
  createScriptedRandom,
  type FakeHost,
} from '@devicegrant/testing'
import type { JWK } from 'jose'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openHandler } from './dialect-host.js'
import type { OpenDoor } from './doors.js'
import { setCookiesOf } from './dreadnode-caller.js'
import { alice, createFlow, formType, json } from './flow.js'
import { bodyOf } from './support/json.js'

// Two issuers with one secret, one store, one signing key and one secret for opaque tokens, and with clients and
// accounts of the same names. Each must treat the codes and tokens of the other as unknown.

const jsonType = ['Content-Type', 'application/json'] as const
const scope = 'read offline_access'
const opaqueSecret = 'an opaque secret for tests that is long enough'
const unknownGrant = 'g'.repeat(43)

const everybody: Client = {
  clientId: 'dreadnode',
  name: 'Dreadnode CLI',
  authMethods: ['none'],
  grantTypes: ['device_code', 'refresh_token'],
  refreshTokens: 'always',
  scopes: ['read'],
  defaultScopes: ['read'],
}

interface Tenant {
  readonly host: FakeHost
  readonly grant: DeviceGrant
  readonly door: OpenDoor
  readonly flow: ReturnType<typeof createFlow>
}

let signingKey: JWK
beforeAll(async () => {
  signingKey = await generateSigningKey()
})

/** A digester that a host brings along, which knows of no issuer. */
const ownDigester: Runtime['digester'] = {
  digest: (purpose, value) =>
    createHmac('sha256', 'a key of the host').update(`${purpose}:${value}`).digest('base64url'),
}

const digesters: readonly (readonly [string, Partial<Runtime>])[] = [
  ['the digests of this library', {}],
  ['digests of the host', { digester: ownDigester }],
]
const tokenKinds: readonly (readonly [string, { readonly opaqueSecrets?: readonly string[] }])[] = [
  ['signed access tokens', {}],
  ['opaque access tokens', { opaqueSecrets: [opaqueSecret] }],
]
const settings = digesters.flatMap(([digests, runtime]) =>
  tokenKinds.map(([tokens, kind]) => [digests, tokens, runtime, kind] as const),
)

describe.each(settings)('with %s and %s, a stranger', (_digests, _tokens, runtime, kind) => {
  let acme: Tenant
  let globex: Tenant

  beforeEach(() => {
    const clock = createManualClock()
    const stores = createMemoryStores({ clock })
    const open = (name: string): Tenant => {
      const issuer = `https://login.example/${name}`
      const host = createFakeHost({ issuer, clock })
      const grant = createDeviceGrant({
        ...host.options,
        stores,
        runtime: { ...host.options.runtime, ...runtime },
        tokens: createJwtIssuer({ issuer, keys: [signingKey], clock, ...kind }),
        clients: {
          findClient: async (clientId) =>
            clientId === everybody.clientId ? everybody : host.options.clients.findClient(clientId),
        },
        dialects: [rfc8628, dreadnode],
      })
      const door = openHandler(grant)
      return { host, grant, door, flow: createFlow(() => door) }
    }
    acme = open('acme')
    globex = open('globex')
  })

  async function link({ flow }: Tenant) {
    const { device_code: deviceCode = '', user_code: userCode = '' } = json(
      await flow.post('/device_authorization', { client_id: 'fake-cli', scope }),
    )
    const { lookUp, decide } = await flow.verification(userCode)
    await decide(json(await lookUp())['ticket'] ?? '')
    const tokens = json(await flow.poll(deviceCode))
    return { access: tokens['access_token'] ?? '', refresh: tokens['refresh_token'] ?? '' }
  }

  const refresh = ({ flow }: Tenant, token: string) =>
    flow.post('/token', { grant_type: 'refresh_token', client_id: 'fake-cli', refresh_token: token })

  const asAlice = async ({ flow, door }: Tenant) => {
    const { access_token: token = '' } = json(await flow.post('/login', alice))
    return (path: string, fields: object = {}) =>
      door.send({
        method: 'POST',
        path,
        headers: [jsonType, ['Authorization', `Bearer ${token}`]],
        body: JSON.stringify(fields),
      })
  }

  const same = (one: AuditResponse, other: AuditResponse) =>
    expect([one.status, one.body]).toEqual([other.status, other.body])

  it('polls for nothing with a device code, and the device gets its tokens at its own issuer', async () => {
    const deviceCode = await acme.flow.beginDecided()
    same(await globex.flow.poll(deviceCode), await globex.flow.poll('example'))
    expect(globex.host.faults).toEqual([])
    expect((await acme.flow.poll(deviceCode)).status).toBe(200)
    // The lost answer can be fetched again where it was given, and nowhere else.
    same(await globex.flow.poll(deviceCode), await globex.flow.poll('example'))
    expect((await acme.flow.poll(deviceCode)).status).toBe(200)
  })

  it('sees and decides nothing with a user code, whatever ticket it has', async () => {
    const { user_code: userCode = '', device_code: deviceCode = '' } = json(await acme.flow.begin())
    const atHome = await acme.flow.verification(userCode)
    const abroad = await globex.flow.verification(userCode)
    const { ticket = '' } = json(await atHome.lookUp())
    same(await abroad.lookUp(), await (await globex.flow.verification('BBBBBBBB')).lookUp())
    const other = json(await globex.flow.begin())['user_code'] ?? ''
    const { ticket: ofOther = '' } = json(await (await globex.flow.verification(other)).lookUp())
    for (const shown of [ticket, ofOther]) {
      expect((await abroad.decide(shown)).status).not.toBe(200)
      expect((await abroad.decide(shown, 'deny')).status).not.toBe(200)
    }
    expect(bodyOf(await acme.flow.poll(deviceCode))['error']).toBe('authorization_pending')
    expect((await atHome.decide(ticket)).status).toBe(200)
  })

  it('refreshes nothing, ends nothing and learns nothing with a refresh token', async () => {
    const { refresh: token } = await link(acme)
    same(await refresh(globex, token), await refresh(globex, 'example'))
    same(
      await globex.flow.post('/revoke', { client_id: 'fake-cli', token }),
      await globex.flow.post('/revoke', { client_id: 'fake-cli', token: 'example' }),
    )
    const asked = { client_id: 'fake-api', client_secret: 'fake-api-secret', token }
    expect(bodyOf(await globex.flow.post('/introspect', asked))).toEqual({ active: false })
    expect(bodyOf(await acme.flow.post('/introspect', asked))['active']).toBe(true)
    const next = json(await refresh(acme, token))['refresh_token'] ?? ''
    acme.host.clock.advance(60_000)
    // A spent token that comes back would end its family at its own issuer.
    same(await refresh(globex, token), await refresh(globex, 'example'))
    expect((await refresh(acme, next)).status).toBe(200)
  })

  it('is not signed in with an access token, and ends nothing with it', async () => {
    const { access: token } = await link(acme)
    const own = json(await acme.flow.post('/login', alice))['access_token'] ?? ''
    for (const bearer of [token, own]) {
      const response = await globex.door.send({
        method: 'POST',
        path: '/device/lookup',
        headers: [jsonType, ['Authorization', `Bearer ${bearer}`]],
        body: JSON.stringify({ user_code: 'BBBBBBBB' }),
      })
      expect(response.status).toBe(401)
    }
    await globex.flow.post('/revoke', { client_id: 'fake-cli', token })
    const asked = { client_id: 'fake-api', client_secret: 'fake-api-secret', token }
    expect(bodyOf(await globex.flow.post('/introspect', asked))).toEqual({ active: false })
    expect(bodyOf(await acme.flow.post('/introspect', asked))['active']).toBe(true)
  })

  it('sees nothing of the linked devices of an account of the same name, and ends none of them', async () => {
    const { refresh: token } = await link(acme)
    const [atHome, abroad] = [await asAlice(acme), await asAlice(globex)]
    const linked = bodyOf(await atHome('/device/linked/list'))['devices']
    const devices: { id: string; client: { client_id: string } }[] = JSON.parse(JSON.stringify(linked))
    const { id = '' } = devices.find(({ client }) => client.client_id === 'fake-cli') ?? {}
    expect(id).toMatch(/^[\w-]{43}$/)
    expect((await abroad('/device/linked/list')).body).not.toContain(id)
    same(await abroad('/device/linked/end', { id }), await abroad('/device/linked/end', { id: unknownGrant }))
    expect((await abroad('/device/linked/end', { all: true })).status).toBe(200)
    expect((await refresh(acme, token)).status).toBe(200)
    expect((await atHome('/device/linked/list')).status).toBe(200)
  })

  it('cuts nothing off of an account or a client of the same name', async () => {
    const { refresh: token } = await link(acme)
    const subject = `fake-subject-of-${alice.username}`
    await globex.grant.service.revokeGrants({ subject })
    await globex.grant.service.revokeGrants({ clientId: 'fake-cli' })
    const renewed = await refresh(acme, token)
    expect(renewed.status).toBe(200)
    await acme.grant.service.revokeGrants({ subject })
    expect((await refresh(acme, json(renewed)['refresh_token'] ?? '')).status).toBe(400)
  })

  it('is not signed in with the cookie and the form of a signed-in person', async () => {
    const open = ({ door }: Tenant, path: string, headers: readonly (readonly [string, string])[] = []) =>
      door.send({ method: 'GET', path, headers })
    const cookieOf = (response: AuditResponse) => Object.entries(setCookiesOf(response))[0] ?? ['', { value: '' }]
    const csrfIn = ({ body }: AuditResponse) => /name="csrf" value="([^"]*)"/.exec(body)?.[1] ?? ''
    const signIn = async (tenant: Tenant) => {
      const page = await open(tenant, '/device/sign-in')
      const [name, { value }] = cookieOf(page)
      const form = await tenant.door.send({
        method: 'POST',
        path: '/device/sign-in',
        headers: [formType, ['Cookie', `${name}=${value}`]],
        body: String(new URLSearchParams({ ...alice, csrf: csrfIn(page) })),
      })
      expect(form.status).toBe(303)
      return cookieOf(form)
    }
    const [name, { value }] = await signIn(acme)
    const [otherName, other] = await signIn(globex)
    expect(name).not.toBe(otherName)
    const asksToSignIn = async (tenant: Tenant, cookie: string) =>
      (await open(tenant, '/device/linked', [['Cookie', cookie]])).body.includes('name="password"')
    expect(await asksToSignIn(acme, `${name}=${value}`)).toBe(false)
    expect(await asksToSignIn(globex, `${otherName}=${other.value}`)).toBe(false)
    expect(await asksToSignIn(globex, `${name}=${value}`)).toBe(true)
    expect(await asksToSignIn(globex, `${otherName}=${value}`)).toBe(true)
    // Both at once, as a browser sends them.
    expect(await asksToSignIn(globex, `${name}=${value}; ${otherName}=${other.value}`)).toBe(false)
    const page = await open(acme, '/device/linked/unlink?everything=1', [['Cookie', `${name}=${value}`]])
    const stolen = await globex.door.send({
      method: 'POST',
      path: '/device/linked/unlink',
      headers: [formType, ['Cookie', `${otherName}=${other.value}`]],
      body: String(new URLSearchParams({ csrf: csrfIn(page), everything: '1' })),
    })
    expect(stolen.status).toBe(403)
  })

  it('refreshes nothing with a refresh token that is wrapped in a JWT', async () => {
    const logIn = (tenant: Tenant, path = '/api/v1/auth/login') => tenant.flow.post(path, alice)
    const { refresh_token: cookie } = setCookiesOf(await logIn(acme))
    const renew = (tenant: Tenant, token: string) =>
      tenant.door.send({
        method: 'POST',
        path: '/api/v1/auth/refresh',
        headers: [['Cookie', `refresh_token=${token}`]],
      })
    const token = cookie?.value ?? ''
    same(await renew(globex, token), await renew(globex, 'example'))
    expect((await renew(acme, token)).status).toBe(200)
  })

  it('uses up no assertion of a client of the same name', async () => {
    const start = async ({ flow, host }: Tenant) => {
      const assertion = await host.fixtures.signingClient?.assert({ jti: 'the same' })
      return flow.post('/device_authorization', {
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion ?? '',
      })
    }
    expect((await start(acme)).status).toBe(200)
    expect((await start(globex)).status).toBe(200)
    expect((await start(acme)).status).toBe(401)
  })
})

describe.each(digesters)('a store that two issuers share, with %s', (_, runtime) => {
  it('receives no name from both of them, though both draw the same random bytes', async () => {
    const clock = createManualClock()
    const named = async (name: string): Promise<ReadonlySet<string>> => {
      const names = new Set<string>()
      const issuer = `https://login.example/${name}`
      const host = createFakeHost({ issuer, clock, random: createScriptedRandom(7) })
      const { authorizations, families, jtis } = createMemoryStores({ clock })
      const listened = <Port extends object>(port: Port): Port =>
        new Proxy(port, {
          get: (target, method) => {
            const call: unknown = Reflect.get(target, method)
            if (typeof call !== 'function') return call
            return (...args: readonly unknown[]) => {
              for (const one of namesIn(args)) names.add(one)
              return call.apply(target, args)
            }
          },
        })
      const grant = createDeviceGrant({
        ...host.options,
        stores: {
          authorizations: listened(authorizations),
          families: listened(families),
          jtis: listened(jtis),
          clock,
        },
        runtime: { ...host.options.runtime, ...runtime },
      })
      const door = openHandler(grant)
      const flow = createFlow(() => door)
      const deviceCode = await flow.beginDecided()
      await flow.poll(deviceCode)
      const { access_token: token = '', refresh_token: refreshToken = '' } = json(
        await flow.post('/login', { ...alice, scope }),
      )
      await flow.post('/token', { grant_type: 'refresh_token', client_id: 'fake-cli', refresh_token: refreshToken })
      await door.send({
        method: 'POST',
        path: '/device/linked/end',
        headers: [jsonType, ['Authorization', `Bearer ${token}`]],
        body: JSON.stringify({ all: true }),
      })
      const assertion = await host.fixtures.signingClient?.assert()
      await flow.post('/device_authorization', {
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion ?? '',
      })
      return names
    }
    const [acme, globex] = [await named('acme'), await named('globex')]
    expect(acme.size).toBeGreaterThan(6)
    expect([...acme].filter((name) => globex.has(name))).toEqual([])
  })
})

/** The names that a call hands to a store: its texts, and what a record is found by. */
function namesIn(args: readonly unknown[]): readonly string[] {
  return args.flatMap((arg) => {
    if (typeof arg === 'string') return [arg]
    const record = Object(arg)
    const found = [record, Object(record.family), Object(record.authorization)]
    return found
      .flatMap(({ deviceCode, userCode, grantId, subject, status }) => [
        deviceCode,
        userCode,
        grantId,
        // An authorization is found by its codes alone.
        deviceCode === undefined && status !== undefined ? subject : undefined,
      ])
      .filter((name) => typeof name === 'string')
  })
}

describe('cookies of several tenants on one host', () => {
  const fromPage = [['Origin', 'https://login.example'] as const]
  const open = (path: string, changes: { readonly dialects?: readonly Dialect[] } = {}) => {
    const host = createFakeHost({ issuer: `https://login.example${path}` })
    const clients = { findClient: async () => everybody }
    const grant = createDeviceGrant({
      ...host.options,
      stores: createMemoryStores({ clock: host.clock }),
      clients,
      dialects: [dreadnode],
      ...changes,
    })
    return openHandler(grant)
  }
  const logIn = async (door: OpenDoor, headers: readonly (readonly [string, string])[] = []) =>
    setCookiesOf(
      await door.send({
        method: 'POST',
        path: '/api/v1/auth/login',
        headers: [formType, ...headers],
        body: String(new URLSearchParams(alice)),
      }),
    )
  const refreshBy = (door: OpenDoor, cookie: string, headers: readonly (readonly [string, string])[] = []) =>
    door.send({ method: 'POST', path: '/api/v1/auth/refresh', headers: [['Cookie', cookie], ...headers] })

  // One is a path segment of the other, or looks like it once special characters are replaced.
  const paths = ['', '/a', '/a/b', '/a-b', '/a%2Fb', '/A/b', '/a.b', '/a_b', '/acme', '/globex']

  it('have names of their own, whatever the paths look like', async () => {
    const names: string[] = []
    for (const path of paths) {
      const door = open(path)
      const page = await door.send({ method: 'GET', path: '/account/device/sign-in', headers: [] })
      names.push(...Object.keys(setCookiesOf(page)), ...Object.keys(await logIn(door, fromPage)))
    }
    expect(names).toHaveLength(3 * paths.length)
    expect(new Set(names).size).toBe(names.length)
    expect(names.every((name) => /^__Host-[\w-]+$/.test(name))).toBe(true)
  })

  it('have the names that the dialect documents, at the root', async () => {
    const door = open('')
    expect(Object.keys(await logIn(door, fromPage))).toEqual(['__Host-access_token', '__Host-refresh_token'])
    expect(Object.keys(await logIn(door))).toEqual(['access_token', 'refresh_token'])
  })

  it('have the documented names for a program below a path too, and stay below it', async () => {
    const door = open('/acme')
    const cookies = await logIn(door)
    expect(Object.keys(cookies)).toEqual(['access_token', 'refresh_token'])
    for (const { attributes } of Object.values(cookies)) expect(attributes).toContain('Path=/acme')
    const refreshed = await refreshBy(door, `refresh_token=${cookies['refresh_token']?.value}`)
    expect(refreshed.status).toBe(200)
    for (const { attributes } of Object.values(setCookiesOf(refreshed))) expect(attributes).toContain('Path=/acme')
  })

  it('of one tenant neither count at another nor hide its own', async () => {
    const [acme, globex] = [open('/acme'), open('/globex')]
    const ofAcme = Object.entries(await logIn(acme, fromPage)).map(([name, { value }]) => `${name}=${value}`)
    const ofGlobex = Object.entries(await logIn(globex, fromPage)).map(([name, { value }]) => `${name}=${value}`)
    const both = [...ofAcme, ...ofGlobex].join('; ')
    expect((await refreshBy(globex, ofAcme.join('; '), fromPage)).status).toBe(401)
    expect((await refreshBy(globex, both, fromPage)).status).toBe(200)
    expect((await refreshBy(acme, both, fromPage)).status).toBe(200)
  })

  it('are the documented ones on http at the root, in a browser too', async () => {
    const host = createFakeHost()
    const clients = { findClient: async () => everybody }
    const grant = createDeviceGrant({
      ...host.options,
      stores: createMemoryStores({ clock: host.clock }),
      clients,
      dialects: [dreadnode],
    })
    const door = openHandler(grant)
    const cookies = await logIn(door, [['Origin', 'http://127.0.0.1:3000']])
    expect(Object.keys(cookies)).toEqual(['access_token', 'refresh_token'])
  })
})
