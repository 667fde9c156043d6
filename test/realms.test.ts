import { createDeviceGrant, createRealms, type Realms, type Stores } from '@devicegrant/core'
import { createJwtIssuer, generateSigningKey } from '@devicegrant/core/jwt'
import { createMemoryStores } from '@devicegrant/store-memory'
import { type AuditResponse, createFakeHost } from '@devicegrant/testing'
import type { JWK } from 'jose'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { useStores } from '../packages/store-redis/test-support/use-redis.js'
import { describeWithRedis } from '../packages/store-redis/test-support/with-redis.js'
import { express5, expressMount, mounts, type OpenDoor, openFetch, openServer } from './doors.js'
import { setCookiesOf } from './dreadnode-caller.js'
import { alice, createFlow, formType, json } from './flow.js'
import { bodyOf } from './support/json.js'

// Two realms behind each door, on one store, with one secret and one signing key, and with clients and accounts of the same
// names. What one realm gives is unknown in the other.

const baseUrl = 'http://127.0.0.1:3000'
const jsonType = ['Content-Type', 'application/json'] as const

const doors: readonly (readonly [string, (realms: Realms) => Promise<OpenDoor>])[] = [
  ...Object.entries(mounts).map(([name, mount]) => [name, (realms: Realms) => openServer(mount(realms))] as const),
  ['WHATWG fetch', async (realms: Realms) => openFetch(realms, baseUrl)],
]

let signingKey: JWK
beforeAll(async () => {
  signingKey = await generateSigningKey()
})

function realmsOn(stores: Stores, at = baseUrl): Realms {
  return createRealms({
    baseUrl: at,
    path: '/realms/{realm}',
    findGrant(realm, issuer) {
      if (realm !== 'acme' && realm !== 'globex') return undefined
      const { options } = createFakeHost({ issuer })
      return createDeviceGrant({ ...options, stores, tokens: createJwtIssuer({ keys: [signingKey] }), onWarning() {} })
    },
  })
}

describe.each(doors)('%s', (_, open) => {
  describe('on the memory store', () => strangers(open, createMemoryStores))
  describeWithRedis('on Redis', () => {
    const setup = useStores('realms:')
    strangers(open, () => setup.stores)
  })
})

function strangers(open: (realms: Realms) => Promise<OpenDoor>, storesOf: () => Stores): void {
  let door: OpenDoor
  beforeEach(async () => {
    door = await open(realmsOn(storesOf()))
  })
  afterEach(() => door.close())

  const below = (realm: string): OpenDoor => ({
    send: (request) => door.send({ ...request, path: `/realms/${realm}${request.path}` }),
    close: async () => {},
  })
  const flowIn = (realm: string) => createFlow(() => below(realm))
  const [acme, globex] = [flowIn('acme'), flowIn('globex')]
  const get = (realm: string, path: string, cookie = '') =>
    below(realm).send({ method: 'GET', path, headers: cookie === '' ? [] : [['Cookie', cookie]] })
  const scope = 'read offline_access'

  async function link(flow: typeof acme) {
    const started = json(await flow.post('/device_authorization', { client_id: 'fake-cli', scope }))
    const { device_code: deviceCode = '', user_code: userCode = '' } = started
    const { lookUp, decide } = await flow.verification(userCode)
    await decide(json(await lookUp())['ticket'] ?? '')
    return json(await flow.poll(deviceCode))
  }

  it('knows a device code, a refresh token and an access token only in the realm that gave it', async () => {
    const deviceCode = await acme.beginDecided()
    expect(bodyOf(await globex.poll(deviceCode))['error']).toBe('invalid_grant')
    expect((await acme.poll(deviceCode)).status).toBe(200)

    const { access_token: access = '', refresh_token: refresh = '' } = await link(acme)
    const renew = { client_id: 'fake-cli', grant_type: 'refresh_token', refresh_token: refresh }
    expect(bodyOf(await globex.post('/token', renew))['error']).toBe('invalid_grant')
    const asked = { client_id: 'fake-api', client_secret: 'fake-api-secret', token: access }
    expect(bodyOf(await globex.post('/introspect', asked))).toEqual({ active: false })
    expect(bodyOf(await acme.post('/introspect', asked))['active']).toBe(true)
    const bearer = [jsonType, ['Authorization', `Bearer ${access}`] as const]
    const lookUp = { method: 'POST', path: '/device/lookup', headers: bearer, body: '{"user_code":"BBBBBBBB"}' }
    expect((await below('globex').send(lookUp)).status).toBe(401)
    expect((await acme.post('/token', renew)).status).toBe(200)
  })

  it('keeps a person signed in only in the realm of the sign-in, and every link leads back into it', async () => {
    const cookieOf = (response: AuditResponse) =>
      Object.entries(setCookiesOf(response)).map(([name, { value }]) => `${name}=${value}`)[0] ?? ''
    const asksToSignIn = ({ body }: AuditResponse) => body.includes('name="password"')
    const page = await get('acme', '/device/sign-in')
    const csrf = /name="csrf" value="([^"]*)"/.exec(page.body)?.[1] ?? ''
    const signedIn = await below('acme').send({
      method: 'POST',
      path: '/device/sign-in',
      headers: [formType, ['Cookie', cookieOf(page)]],
      body: String(new URLSearchParams({ ...alice, csrf })),
    })
    expect(signedIn.status).toBe(303)
    const location = signedIn.headers.find(([name]) => name.toLowerCase() === 'location')?.[1] ?? ''
    const links = [...page.body.matchAll(/(?:href|action)="(\/[^"]*)"/g)].map(([, path = '']) => path)
    expect(links.length).toBeGreaterThan(0)
    for (const path of [...links, location]) expect(path).toMatch(/^\/realms\/acme\//)

    const cookie = cookieOf(signedIn)
    expect(asksToSignIn(await get('acme', '/device/linked', cookie))).toBe(false)
    expect(asksToSignIn(await get('globex', '/device/linked', cookie))).toBe(true)
    const [name = ''] = cookieOf(await get('globex', '/device/sign-in')).split('=')
    const [ofAcme = '', value = ''] = cookie.split('=')
    expect(name).not.toBe(ofAcme)
    expect(asksToSignIn(await get('globex', '/device/linked', `${name}=${value}`))).toBe(true)
  })

  it('tells each realm’s own addresses in its codes and in its metadata, at all three names', async () => {
    const started = json(await globex.begin())
    expect(started['verification_uri']).toBe(`${baseUrl}/realms/globex/device`)
    const paths = [
      '/realms/globex/.well-known/openid-configuration',
      '/realms/globex/.well-known/oauth-authorization-server',
      '/.well-known/oauth-authorization-server/realms/globex',
    ]
    for (const path of paths) {
      const { issuer, token_endpoint: token } = bodyOf(await door.send({ method: 'GET', path, headers: [] }))
      expect([issuer, token]).toEqual([`${baseUrl}/realms/globex`, `${baseUrl}/realms/globex/token`])
    }
  })

  it('serves no realm that does not exist, and nothing beside the realms', async () => {
    const paths = [
      '/realms/initech/device',
      '/realms/initech/.well-known/openid-configuration',
      '/.well-known/oauth-authorization-server/realms/initech',
      '/.well-known/oauth-authorization-server',
      '/realms/ACME/device',
      '/realms/%61cme/device',
      '/realms/acme',
      '/realms/acme/else',
      '/realms//device',
      '/realms',
      '/device',
    ]
    for (const path of paths) {
      expect({ path, status: (await door.send({ method: 'GET', path, headers: [] })).status }).toEqual({
        path,
        status: 404,
      })
    }
  })
}

describe('realms below a path of the host', () => {
  it('have their documents below that path, and where RFC 8414 puts them', async () => {
    const realms = realmsOn(createMemoryStores(), `${baseUrl}/auth`)
    const door = await openServer(expressMount(express5, [], '/auth')(realms))
    const paths = [
      '/auth/realms/acme/.well-known/openid-configuration',
      '/.well-known/oauth-authorization-server/auth/realms/acme',
    ]
    for (const path of paths) {
      const { issuer } = bodyOf(await door.send({ method: 'GET', path, headers: [] }))
      expect(issuer).toBe(`${baseUrl}/auth/realms/acme`)
    }
    const page = await door.send({ method: 'GET', path: '/auth/realms/acme/device/sign-in', headers: [] })
    expect(page.body).toContain('action="/auth/realms/acme/device/')
    await door.close()
  })
})
