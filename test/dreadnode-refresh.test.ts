import type { DeviceGrant } from '@devicegrant/core'
import type { AuditResponse, FakeHost } from '@devicegrant/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { headerOf } from './dialect-flow.js'
import { createDialectHost } from './dialect-host.js'
import { mounts, type OpenDoor, openFetch, openServer } from './doors.js'
import { claimsOf, createCaller, foreignPages, setCookiesOf } from './dreadnode-caller.js'
import { bodyOf } from './support/json.js'

// Refresh and logout of the envelope dialect, over HTTP. A cookie is rotated, a token in JSON stays the same.

const bob = { username: 'bob', password: 'a quiet rivière under seven bridges' }

let host: FakeHost
let grant: DeviceGrant
let door: OpenDoor

beforeEach(async () => {
  ;({ host, grant } = createDialectHost())
  door = await openServer(mounts['Express 5'](grant))
})

afterEach(() => door.close())

const refreshCookieOf = (response: AuditResponse) => setCookiesOf(response)['refresh_token']?.value ?? ''
const endings = () => host.events.filter(({ type }) => type === 'grantEnded')

async function stands(accessToken: string): Promise<boolean> {
  const claims = await host.options.tokens.verify(accessToken)
  return claims ? grant.service.isTokenActive(claims) : false
}

function expectRefused(response: AuditResponse): void {
  expect([response.status, bodyOf(response)]).toEqual([
    401,
    { code: 401, detail: 'Authentication failed', type: 'authentication_error' },
  ])
  expect(headerOf(response, 'WWW-Authenticate')).toBe('Bearer realm="devicegrant"')
  expect(setCookiesOf(response)).toEqual({})
}

describe.each(['/api/v1/auth', '/api/auth'])('below %s a refresh', (prefix) => {
  const { send, signIn, refreshByCookie, refreshByJson, logOut } = createCaller(() => door, prefix)

  it('by cookie rotates it, and sets both cookies', async () => {
    const { access, refresh } = await signIn()
    host.clock.advance(60_000)
    const response = await refreshByCookie(refresh)
    expect(response.status).toBe(200)
    expect(Object.keys(bodyOf(response))).toEqual(['access_token', 'orgs', 'default_org'])
    expect(bodyOf(response)).toMatchObject({ default_org: { key: 'acme', name: 'Acme' } })
    const cookies = setCookiesOf(response)
    expect(cookies['access_token']?.value).toBe(bodyOf(response).access_token)
    expect([access, refresh]).not.toContain(cookies['access_token']?.value)
    const successor = refreshCookieOf(response)
    expect(successor).not.toBe(refresh)
    // The family ends at its original end, however often it is rotated, and so does the cookie.
    expect(claimsOf(successor)['exp']).toBe(claimsOf(refresh)['exp'])
    expect(cookies['refresh_token']?.attributes[0]).toBe(`Max-Age=${30 * 86_400 - 60}`)
    host.clock.advance(60_000)
    expect((await refreshByCookie(successor)).status).toBe(200)
  })

  it('by JSON keeps the token, sets no refresh cookie, and can be repeated', async () => {
    const { refresh } = await signIn()
    const seen = new Set<string>()
    for (let count = 0; count < 3; count++) {
      const response = await refreshByJson(refresh)
      expect(response.status).toBe(200)
      expect(Object.keys(bodyOf(response))).toEqual(['access_token', 'orgs', 'default_org'])
      expect(Object.keys(setCookiesOf(response))).not.toContain('refresh_token')
      seen.add(bodyOf(response).access_token)
      expect(await stands(bodyOf(response).access_token)).toBe(true)
      host.clock.advance(60_000)
    }
    expect(seen.size).toBe(3)
    expect((await refreshByCookie(refresh)).status).toBe(200)
    expect(endings()).toEqual([])
  })

  it('by both goes by the body, since a cookie travels by itself', async () => {
    const [inBody, inCookie] = [await signIn(), await signIn(bob)]
    const response = await refreshByJson(inBody.refresh, [['Cookie', `refresh_token=${inCookie.refresh}`]])
    expect([response.status, bodyOf(response).orgs.length]).toEqual([200, 2])
    expect(refreshCookieOf(response)).toBe('')
    host.clock.advance(60_000)
    expect((await refreshByCookie(inCookie.refresh)).status).toBe(200)
  })

  it('by a body that says null, or nothing, goes by the cookie', async () => {
    for (const token of [null, undefined, '']) {
      const { refresh } = await signIn()
      const response = await refreshByJson(token, [['Cookie', `refresh_token=${refresh}`]])
      expect([response.status, refreshCookieOf(response)]).not.toEqual([200, ''])
      expect(response.status).toBe(200)
    }
  })

  it('by a body that is null, or empty, goes by the cookie', async () => {
    // The body is optional, and may be null.
    for (const body of ['null', '']) {
      const { refresh } = await signIn()
      const headers = [['Content-Type', 'application/json'] as const, ['Cookie', `refresh_token=${refresh}`] as const]
      expect([body, (await send('/refresh', headers, body)).status]).toEqual([body, 200])
    }
  })

  it('by neither, or by what is no token of ours, is refused', async () => {
    const { refresh } = await signIn()
    const [header, claims = '', proof = ''] = refresh.split('.')
    const later = Buffer.from(JSON.stringify({ ...claimsOf(refresh), exp: 9_999_999_999 })).toString('base64url')
    const last = proof.at(-1) === 'A' ? 'B' : 'A'
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')
    expectRefused(await send('/refresh'))
    expectRefused(await send('/refresh', [['Cookie', `refresh_token=${refresh}; refresh_token=${refresh}`]]))
    for (const forged of [
      'example',
      `${header}.${later}.${proof}`,
      `${header}.${claims}.${proof.slice(0, -1)}${last}`,
      `${header}.${claims}.`,
      `${header}.${claims}`,
      `${none}.${claims}.${proof}`,
      `${refresh}.`,
      `${refresh}=`,
      (await signIn()).access,
    ]) {
      expectRefused(await refreshByCookie(forged))
      expectRefused(await refreshByJson(forged))
    }
    const wrongType = await refreshByJson(7)
    expect([wrongType.status, bodyOf(wrongType).type]).toEqual([422, 'validation_error'])
    expect((await refreshByCookie(refresh)).status).toBe(200)
    expect(endings()).toEqual([])
  })

  it('at a server with another secret is refused', async () => {
    const { refresh } = await signIn()
    const { grant: other } = createDialectHost({ clock: host.clock }, { secret: 'another secret of many characters' })
    const elsewhere = openFetch(other, host.options.issuer)
    expectRefused(await createCaller(() => elsewhere, prefix).refreshByCookie(refresh))
  })

  it('by a spent cookie gives the same successor for ten seconds, and ends everything afterwards', async () => {
    const { refresh } = await signIn()
    const first = await refreshByCookie(refresh)
    host.clock.advance(9_999)
    const again = await refreshByCookie(refresh)
    expect([again.status, again.body, refreshCookieOf(again)]).toEqual([200, first.body, refreshCookieOf(first)])
    host.clock.advance(1)
    expectRefused(await refreshByCookie(refresh))
    expect(endings()).toMatchObject([{ reason: 'refreshTokenReused' }])
    expectRefused(await refreshByCookie(refreshCookieOf(first)))
    expect(await stands(bodyOf(first).access_token)).toBe(false)
  })

  it('by a spent token in JSON sets no refresh cookie either', async () => {
    const { refresh } = await signIn()
    await refreshByCookie(refresh)
    const response = await refreshByJson(refresh)
    expect([response.status, Object.keys(setCookiesOf(response))]).toEqual([200, ['access_token']])
  })

  it.each(foreignPages)('from %s is refused, and spends nothing', async (_, headers) => {
    const { refresh } = await signIn()
    const issued = host.issued.length
    for (const response of [await refreshByCookie(refresh, headers), await refreshByJson(refresh, headers)]) {
      expect([response.status, bodyOf(response).type, setCookiesOf(response)]).toEqual([403, 'forbidden_error', {}])
    }
    expect(host.issued).toHaveLength(issued)
    host.clock.advance(60_000)
    expect((await refreshByCookie(refresh)).status).toBe(200)
  })

  it('and a logout from another site ends nothing', async () => {
    for (const [, headers] of foreignPages) {
      const { access, refresh } = await signIn()
      const response = await logOut(`access_token=${access}; refresh_token=${refresh}`, headers)
      expect([response.status, bodyOf(response).type, setCookiesOf(response)]).toEqual([403, 'forbidden_error', {}])
      expect(await stands(access)).toBe(true)
      expect((await refreshByCookie(refresh)).status).toBe(200)
    }
  })

  it.each([
    ['both cookies', (access: string, refresh: string) => `access_token=${access}; refresh_token=${refresh}`],
    ['the refresh cookie', (_: string, refresh: string) => `refresh_token=${refresh}`],
    ['the access cookie', (access: string) => `access_token=${access}`],
  ])('is over after a logout with %s, which removes both', async (_, cookies) => {
    const { access, refresh } = await signIn()
    const response = await logOut(cookies(access, refresh))
    expect([response.status, response.body]).toEqual([200, '{}'])
    const removed = { value: '', attributes: ['Max-Age=0', 'Path=/', 'HttpOnly', 'SameSite=Lax'] }
    expect(setCookiesOf(response)).toEqual({ access_token: removed, refresh_token: removed })
    expect(endings()).toMatchObject([{ reason: 'revokedByClient' }])
    expect(await stands(access)).toBe(false)
    expectRefused(await refreshByCookie(refresh))
    expectRefused(await refreshByJson(refresh))
  })

  it('is not required for a logout, which removes both cookies without a session too', async () => {
    for (const cookies of ['other=1', 'refresh_token=example', 'access_token=example']) {
      const response = await logOut(cookies)
      expect([response.status, Object.keys(setCookiesOf(response)).length]).toEqual([200, 2])
    }
    expect(endings()).toEqual([])
  })
})
