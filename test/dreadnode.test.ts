import { createJwtIssuer, generateSigningKey } from '@devicegrant/core/jwt'
import type { FakeHost } from '@devicegrant/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { headerOf, shapeOf, write } from './dialect-flow.js'
import { createDialectHost } from './dialect-host.js'
import { mounts, type OpenDoor, openFetch, openServer } from './doors.js'
import { claimsOf, createCaller, foreignPages, setCookiesOf } from './dreadnode-caller.js'
import { alice, formType } from './flow.js'
import { bodyOf } from './support/json.js'

// The login of the envelope dialect, over HTTP: FastAPI's form, tokens in the body and in cookies.

let host: FakeHost
let door: OpenDoor

beforeEach(async () => {
  const world = createDialectHost()
  host = world.host
  door = await openServer(mounts['Express 5'](world.grant))
})

afterEach(() => door.close())

const failed = { code: 401, detail: 'Authentication failed', type: 'authentication_error' }
const missing = (name: string) => ({ loc: ['body', name], msg: 'Field required', type: 'missing' })
const notThatPattern = {
  loc: ['body', 'grant_type'],
  msg: "String should match pattern '^password$'",
  type: 'string_pattern_mismatch',
}

describe.each(['/api/v1/auth', '/api/auth'])('a login below %s', (prefix) => {
  const { send, logIn } = createCaller(() => door, prefix)
  const form = (body: string) => send('/login', [formType], body)

  it('answers with the access token and the organizations, and keeps the refresh token out of the body', async () => {
    const response = await logIn()
    expect(response.status).toBe(200)
    expect(bodyOf(response)).toEqual({
      access_token: 'fake-token-1',
      orgs: [
        { key: 'acme', name: 'Acme' },
        { key: 'globex', name: 'Globex' },
      ],
      default_org: { key: 'acme', name: 'Acme' },
    })
    expect(headerOf(response, 'Cache-Control')).toBe('no-store')
    expect(host.issued).toMatchObject([
      { occasion: 'login', clientId: 'dreadnode', scope: ['read'], organization: 'acme' },
    ])
  })

  it('sets both cookies, out of reach of scripts and other sites, for as long as the tokens live', async () => {
    const cookies = setCookiesOf(await logIn())
    expect(Object.keys(cookies).toSorted()).toEqual(['access_token', 'refresh_token'])
    expect(cookies['access_token']).toEqual({
      value: 'fake-token-1',
      attributes: ['Max-Age=3600', 'Path=/', 'HttpOnly', 'SameSite=Lax'],
    })
    expect(cookies['refresh_token']?.attributes).toEqual(['Max-Age=2592000', 'Path=/', 'HttpOnly', 'SameSite=Lax'])
  })

  it.each([
    ['no grant_type', {}],
    ['an empty one', { grant_type: '' }],
    ['password', { grant_type: 'password' }],
    ['client credentials that are ignored', { client_id: 'nobody', client_secret: 'wrong' }],
    ['an empty scope, which is the default', { scope: '' }],
    ['a scope', { scope: 'read' }],
    ['the scope twice', { scope: ' read  read ' }],
  ])('takes %s', async (_, fields) => {
    expect((await logIn(fields)).status).toBe(200)
    expect(host.issued).toMatchObject([{ clientId: 'dreadnode', scope: ['read'] }])
  })

  it.each([
    ['another grant_type', { grant_type: 'example' }, [notThatPattern]],
    ['no username', { username: '' }, [missing('username')]],
    ['no password', { password: '' }, [missing('password')]],
    [
      'nothing right, in the order of the declaration',
      { grant_type: 'x', username: '', password: '' },
      [notThatPattern, missing('username'), missing('password')],
    ],
  ])('refuses %s as 422', async (_, fields, errors) => {
    const response = await logIn(fields)
    expect(response.status).toBe(422)
    expect(bodyOf(response)).toEqual({ code: 422, detail: 'Validation error', type: 'validation_error', errors })
    expect(setCookiesOf(response)).toEqual({})
  })

  it('refuses a scope that its client may not have, and says nothing of a pattern that is not about scopes', async () => {
    const unknown = await logIn({ scope: 'admin' })
    expect([unknown.status, bodyOf(unknown)]).toMatchObject([400, { code: 400, type: 'invalid_error' }])
    const malformed = await logIn({ scope: 'read"' })
    expect([malformed.status, bodyOf(malformed).type]).toEqual([400, 'invalid_error'])
    expect(malformed.body).not.toContain('^password$')
  })

  it('refuses JSON, a field twice, and credentials in the address', async () => {
    const json = await send('/login', [['Content-Type', 'application/json']], JSON.stringify(alice))
    expect([json.status, bodyOf(json).code]).toEqual([415, 415])
    const twice = await form('username=alice&username=bob&password=x')
    expect([twice.status, bodyOf(twice).type]).toEqual([422, 'validation_error'])
    const inQuery = await send(`/login?password=x`, [formType], String(new URLSearchParams(alice)))
    expect([inQuery.status, bodyOf(inQuery).type]).toEqual([422, 'validation_error'])
    expect(host.issued).toEqual([])
  })

  it('fails in one way whatever is wrong with name or password, with a challenge', async () => {
    const attempts = [
      { password: 'wrong' },
      { username: 'nobody' },
      { username: 'carol', password: 'disabled accounts stay outside' },
      { username: 'dave' },
    ]
    for (const attempt of attempts) {
      const response = await logIn(attempt)
      expect([response.status, bodyOf(response)]).toEqual([401, failed])
      expect(headerOf(response, 'WWW-Authenticate')).toBe('Bearer realm="devicegrant"')
      expect(setCookiesOf(response)).toEqual({})
    }
  })

  it.each(foreignPages)('from %s is refused, and signs no person in', async (_, headers) => {
    const response = await logIn({}, headers)
    expect([response.status, bodyOf(response)]).toMatchObject([403, { code: 403, type: 'forbidden_error' }])
    expect([setCookiesOf(response), host.issued, host.events]).toEqual([{}, [], []])
  })

  it('from our own page is taken', async () => {
    const { origin } = new URL(host.options.issuer)
    const headers = [
      ['Origin', origin],
      ['Sec-Fetch-Site', 'same-origin'],
    ] as const
    expect((await logIn({}, headers)).status).toBe(200)
  })

  it('is no session at the verification interface, at neither page', async () => {
    const { access_token: token } = bodyOf(await logIn())
    for (const page of ['/device', '/account/device']) {
      const headers = [['Authorization', `Bearer ${token}`] as const, ['Content-Type', 'application/json'] as const]
      const asked = { method: 'POST', headers, body: '{"user_code":"BCDF-GHJK"}' }
      expect((await door.send({ ...asked, path: `${page}/lookup` })).status).toBe(403)
      expect((await door.send({ ...asked, path: `${page}/decision` })).status).toBe(403)
    }
  })
})

describe('the tokens', () => {
  it('are both JWTs that say when they end', async () => {
    const { clock } = host
    const keys = [await generateSigningKey()]
    const { grant } = createDialectHost(
      { clock },
      { tokens: createJwtIssuer({ issuer: host.options.issuer, keys, clock }) },
    )
    const other = openFetch(grant, host.options.issuer)
    const response = await createCaller(() => other).logIn()
    const { access_token: access, refresh_token: refresh } = setCookiesOf(response)
    const now = Math.floor(clock.now() / 1_000)
    expect(bodyOf(response).access_token).toBe(access?.value)
    expect(claimsOf(access?.value ?? '')).toMatchObject({
      iat: now,
      exp: now + 600,
      client_id: 'dreadnode',
      org: 'acme',
    })
    expect(claimsOf(refresh?.value ?? '')).toMatchObject({ iat: now, exp: now + 30 * 86_400 })
    // The cookie says nothing about the account: its holder learns only when it ends.
    expect(Object.keys(claimsOf(refresh?.value ?? ''))).toEqual(['iat', 'exp', 'token'])
  })

  const issuer = 'https://login.example.com'
  const fromPage = [['Origin', issuer] as const]
  const openSecure = () => {
    const secure = openFetch(createDialectHost({ issuer }).grant, issuer)
    return createCaller(() => secure)
  }

  it('are in cookies that no other host can set, where the issuer is https', async () => {
    const caller = openSecure()
    const cookies = setCookiesOf(await caller.logIn({}, fromPage))
    expect(Object.keys(cookies).toSorted()).toEqual(['__Host-access_token', '__Host-refresh_token'])
    for (const { attributes } of Object.values(cookies)) {
      expect(attributes.slice(1)).toEqual(['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax'])
    }
    const { value = '' } = cookies['__Host-refresh_token'] ?? {}
    const cookie = ['Cookie', `__Host-refresh_token=${value}`] as const
    for (const headers of [[...fromPage, cookie], [cookie]]) {
      const refreshed = await caller.send('/refresh', headers)
      expect([refreshed.status, Object.keys(setCookiesOf(refreshed))]).toEqual([200, Object.keys(cookies)])
    }
  })

  it('are in cookies of the documented names for a program, which no other host can reach', async () => {
    const caller = openSecure()
    let cookies = setCookiesOf(await caller.logIn())
    for (let use = 0; use < 2; use++) {
      expect(Object.keys(cookies)).toEqual(['access_token', 'refresh_token'])
      expect(cookies['refresh_token']?.attributes).toContain('Secure')
      const refreshed = await caller.refreshByCookie(cookies['refresh_token']?.value ?? '')
      expect(refreshed.status).toBe(200)
      host.clock.advance(60_000)
      cookies = setCookiesOf(refreshed)
    }
  })

  it.each([
    ['alone', (planted: string) => `refresh_token=${planted}`],
    [
      'beside our own, sent twice',
      (planted: string) => `__Host-refresh_token=a; __Host-refresh_token=b; refresh_token=${planted}`,
    ],
  ])('are never those that another host has planted in a browser: %s', async (_, write) => {
    const caller = openSecure()
    const planted = setCookiesOf(await caller.logIn())['refresh_token']?.value ?? ''
    for (const headers of [fromPage, [['Sec-Fetch-Site', 'same-origin'] as const]]) {
      const response = await caller.send('/refresh', [...headers, ['Cookie', write(planted)]])
      expect([response.status, setCookiesOf(response)]).toEqual([401, {}])
    }
    expect((await caller.refreshByCookie(planted)).status).toBe(200)
  })

  it('are not set for a page that hides where it is', async () => {
    const response = await openSecure().logIn({}, [['Origin', 'null']])
    expect([response.status, setCookiesOf(response)]).toEqual([403, {}])
  })

  it('of a device are in the body alone', async () => {
    const poll = { path: '/api/v1/auth/device/token', writes: 'json', fields: { device_code: 'example' } } as const
    const response = await door.send(write(poll))
    expect([shapeOf(bodyOf(response)), setCookiesOf(response)]).toEqual([shapeOf(failed), {}])
  })
})
