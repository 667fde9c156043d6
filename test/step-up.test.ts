import { type Assurance, createDeviceGrant, type DeviceGrantOptions, type HostSession } from '@devicegrant/core'
import { createJwtIssuer, generateSigningKey } from '@devicegrant/core/jwt'
import { createMemoryStores } from '@devicegrant/store-memory'
import { type AuditResponse, createFakeHost, type FakeHost } from '@devicegrant/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { type OpenDoor, openFetch } from './doors.js'
import { createFlow, json } from './flow.js'

// RFC 9470 over HTTP: a device asks for a fresh or a strong sign-in, the page leads the person to it, the tokens say so.

const subject = 'fake-subject-of-alice'
const strong = 'urn:example:two-factors'
const minute = 60_000
const signingKey = await generateSigningKey()
const api = { authorization: `Basic ${btoa('fake-api:fake-api-secret')}` }

let host: FakeHost
let session: HostSession
let grant: ReturnType<typeof createDeviceGrant>
let door: OpenDoor

/** The sessions that have stepped up, as the host keeps them. */
let stepped: Set<string>

const assurance: Assurance = ({ sessionId, wanted, returnTo = '' }) => {
  if (!wanted.includes(strong)) return 'unreachable'
  if (stepped.has(sessionId)) return { met: strong, amr: ['pwd', 'otp'] }
  return { stepUpUrl: `/step-up?${new URLSearchParams({ return_to: returnTo })}` }
}

function open(changes: Partial<DeviceGrantOptions> = {}): void {
  const { passwordLogin: _, ...options } = host.options
  grant = createDeviceGrant({
    ...options,
    stores: createMemoryStores({ clock: host.clock }),
    tokens: createJwtIssuer({ keys: [signingKey] }),
    hostSessions: {
      find: () => session,
      signInUrl: (returnTo, who) => `/sign-in?${new URLSearchParams({ who, return_to: returnTo })}`,
    },
    assurance,
    metadata: { acrValues: [strong] },
    ...changes,
  })
  door = openFetch(grant, host.options.issuer)
}

beforeEach(() => {
  host = createFakeHost()
  stepped = new Set()
  session = { subject, sessionId: 'one', authenticatedAt: host.clock.now() }
  open()
})

const { post, poll } = createFlow(() => door)
const get = (path: string) => door.send({ method: 'GET', path, headers: [] })
const field = ({ body }: AuditResponse, name: string) =>
  new RegExp(`name="${name}" value="([^"]+)"`).exec(body)?.[1] ?? ''
const linkIn = ({ body }: AuditResponse) =>
  /class="button" href="([^"]+)"/.exec(body)?.[1]?.replaceAll('&amp;', '&') ?? ''

const begin = async (asked: Record<string, string>) =>
  json(await post('/device_authorization', { client_id: 'fake-cli', scope: 'openid read offline_access', ...asked }))

/** Opens the confirm page of a code and sends its form. */
async function approveOnPage(userCode: string): Promise<AuditResponse> {
  const page = await get(`/device/confirm?user_code=${userCode}`)
  return post('/device/confirm', { user_code: userCode, ticket: field(page, 'ticket'), decision: 'approve' })
}

const decode = (token = ''): object => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

async function introspect(token = ''): Promise<Record<string, unknown>> {
  const headers = [
    ['Content-Type', 'application/x-www-form-urlencoded'] as const,
    ['Authorization', api.authorization] as const,
  ]
  return json(await door.send({ method: 'POST', path: '/introspect', headers, body: `token=${token}` }))
}

describe('the page of the host’s sign-in', () => {
  it('SU01: sends a person who signed in an hour ago to sign in again, and the new time is in the token', async () => {
    host.clock.advance(60 * minute)
    const { user_code: userCode = '', device_code: deviceCode = '' } = await begin({ max_age: '60' })
    const page = await get(`/device/confirm?user_code=${userCode}`)
    expect(page).toMatchObject({ status: 403, body: expect.stringContaining('a sign-in from just now') })
    const signIn = new URL(linkIn(page))
    expect([signIn.pathname, signIn.searchParams.get('who')]).toEqual(['/sign-in', 'stale'])
    expect(signIn.searchParams.get('return_to')).toMatch(/^\/device\/confirm\?user_code=/)
    session = { ...session, authenticatedAt: host.clock.now() }
    expect((await approveOnPage(userCode)).status).toBe(200)
    const tokens = json(await poll(deviceCode))
    const claimed = { auth_time: Math.floor(session.authenticatedAt / 1_000) }
    expect(decode(tokens['access_token'])).toMatchObject(claimed)
    expect(decode(tokens['id_token'])).toMatchObject(claimed)
  })

  it('SU01: approves nothing if the sign-in is too old when the form arrives', async () => {
    const { user_code: userCode = '', device_code: deviceCode = '' } = await begin({ max_age: '60' })
    const page = await get(`/device/confirm?user_code=${userCode}`)
    host.clock.advance(3 * minute)
    const form = { user_code: userCode, ticket: field(page, 'ticket'), decision: 'approve' }
    const refused = await post('/device/confirm', form)
    expect(refused).toMatchObject({ status: 403, body: expect.stringContaining('who=stale') })
    expect(json(await poll(deviceCode))).toMatchObject({ error: 'authorization_pending' })
  })

  it('I23: leads a person to the step-up of the host and back, and everything says which level was met', async () => {
    const { user_code: userCode = '', device_code: deviceCode = '' } = await begin({ acr_values: `key ${strong}` })
    const page = await get(`/device/confirm?user_code=${userCode}`)
    expect(page).toMatchObject({ status: 403, body: expect.stringContaining('a stronger sign-in') })
    expect(field(page, 'ticket')).toBe('')
    const stepUp = new URL(linkIn(page))
    expect([stepUp.origin, stepUp.pathname]).toEqual([new URL(host.options.issuer).origin, '/step-up'])
    stepped.add('one')
    const back = await get(stepUp.searchParams.get('return_to') ?? '')
    expect(back).toMatchObject({ status: 200, body: expect.stringContaining(userCode) })
    expect((await approveOnPage(userCode)).status).toBe(200)
    const tokens = json(await poll(deviceCode))
    const claimed = { acr: strong, amr: ['pwd', 'otp'], auth_time: Math.floor(session.authenticatedAt / 1_000) }
    expect(decode(tokens['access_token'])).toMatchObject(claimed)
    expect(decode(tokens['id_token'])).toMatchObject(claimed)
    expect(await introspect(tokens['access_token'])).toMatchObject({ active: true, ...claimed })
    expect(await introspect(tokens['refresh_token'])).toMatchObject({ active: true, ...claimed })
    const refreshed = json(
      await post('/token', {
        client_id: 'fake-cli',
        grant_type: 'refresh_token',
        refresh_token: tokens['refresh_token'] ?? '',
      }),
    )
    expect(decode(refreshed['access_token'])).toMatchObject(claimed)
  })

  it('SU02: tells a person whose account cannot have the level, and the device hears access_denied', async () => {
    const { user_code: userCode = '', device_code: deviceCode = '' } = await begin({ acr_values: 'urn:example:key' })
    const told = await approveOnPage(userCode)
    expect(told).toMatchObject({ status: 403, body: expect.stringContaining('stronger sign-in than your account') })
    expect(json(await poll(deviceCode))).toMatchObject({ error: 'access_denied' })
    expect(host.events.filter(({ type }) => type === 'assuranceUnmet')).toMatchObject([
      { subject, clientId: 'fake-cli', wanted: ['urn:example:key'] },
    ])
  })

  it('has the level of opaque tokens at introspection too', async () => {
    session = { ...session, acr: strong, amr: ['hwk'] }
    const opaqueSecrets = ['an opaque secret of many different characters 0123456789']
    open({ tokens: createJwtIssuer({ keys: [signingKey], opaqueSecrets }) })
    const { user_code: userCode = '', device_code: deviceCode = '' } = await begin({ acr_values: strong })
    expect((await approveOnPage(userCode)).status).toBe(200)
    const { access_token: token } = json(await poll(deviceCode))
    expect(token).toMatch(/^dga_/)
    expect(await introspect(token)).toMatchObject({ acr: strong, amr: ['hwk'] })
  })
})

describe('the page’s own sign-in', () => {
  const alice = { username: 'alice', password: 'correct horse battery staple' }

  it('SU01: asks a signed-in person for the password again, without losing the code', async () => {
    const { hostSessions: _, ...own } = { ...host.options, hostSessions: undefined }
    grant = createDeviceGrant({ ...own, stores: createMemoryStores({ clock: host.clock }) })
    door = openFetch(grant, host.options.issuer)
    let cookie = ''
    const send = async (method: 'GET' | 'POST', path: string, fields: Record<string, string> = {}) => {
      const type = method === 'POST' ? [['Content-Type', 'application/x-www-form-urlencoded'] as const] : []
      const headers = [...type, ['Cookie', cookie] as const]
      const body = method === 'POST' ? { body: String(new URLSearchParams(fields)) } : {}
      const response = await door.send({ method, path, headers, ...body })
      const set = response.headers.find(([name, value]) => name === 'set-cookie' && value.includes('session'))
      if (set !== undefined) cookie = set[1].split(';')[0] ?? ''
      return response
    }
    const { user_code: userCode = '', device_code: deviceCode = '' } = await begin({ max_age: '60' })
    const confirm = `/device/confirm?user_code=${userCode}`
    const signIn = async (page: AuditResponse) =>
      send('POST', '/device/sign-in', { csrf: field(page, 'csrf'), user_code: userCode, ...alice })
    await signIn(await send('GET', confirm))
    host.clock.advance(3 * minute)
    const again = await send('GET', confirm)
    expect(again).toMatchObject({ status: 200, body: expect.stringContaining('a sign-in from just now') })
    expect(again.body).toContain(userCode)
    expect(again.body).not.toContain('Error:')
    expect((await signIn(again)).status).toBe(303)
    const page = await send('GET', confirm)
    host.clock.advance(90_000)
    const form = { user_code: userCode, ticket: field(page, 'ticket'), decision: 'approve' }
    expect(await send('POST', '/device/confirm', form)).toMatchObject({ status: 200 })
    expect(json(await poll(deviceCode))).toHaveProperty('access_token')
  })
})

describe('the JSON interface', () => {
  const call = async (path: string, body: object) => {
    const headers = [
      ['Content-Type', 'application/json'],
      ['Origin', new URL(host.options.issuer).origin],
    ] as const
    const { status, body: text } = await door.send({ method: 'POST', path, headers, body: JSON.stringify(body) })
    return { status, body: JSON.parse(text) }
  }

  it('I23: answers 403 with the URL of the step-up, at the look-up and at the decision', async () => {
    const { user_code = '' } = await begin({ acr_values: strong })
    const refused = {
      status: 403,
      body: { error: 'step_up_required', step_up_uri: expect.stringContaining('/step-up?') },
    }
    expect(await call('/device/lookup', { user_code })).toMatchObject(refused)
    stepped.add('one')
    const { ticket } = (await call('/device/lookup', { user_code })).body
    stepped.clear()
    expect(await call('/device/decision', { user_code, ticket, decision: 'approve' })).toMatchObject(refused)
    stepped.add('one')
    expect(await call('/device/decision', { user_code, ticket, decision: 'approve' })).toMatchObject({ status: 200 })
  })

  it('I23: answers 403 with the greatest age for an old sign-in', async () => {
    const { user_code = '' } = await begin({ max_age: '60' })
    host.clock.advance(3 * minute)
    const body = { error: 'reauthentication_required', max_age: 60 }
    expect(await call('/device/lookup', { user_code })).toMatchObject({ status: 403, body })
  })

  it('SU02: answers 403 for a level that the account cannot have', async () => {
    const { user_code = '' } = await begin({ acr_values: 'urn:example:key' })
    const { ticket } = (await call('/device/lookup', { user_code })).body
    const decision = { user_code, ticket, decision: 'approve' }
    expect(await call('/device/decision', decision)).toMatchObject({ status: 403, body: { error: 'assurance_unmet' } })
  })
})

describe('the parameters of a start', () => {
  it.each([
    ['max_age', '-1'],
    ['max_age', '1.5'],
    ['max_age', '60s'],
    ['max_age', '1234567890'],
    ['acr_values', 'a"b'],
    ['acr_values', 'schlüssel'],
    ['acr_values', 'a'.repeat(1_025)],
  ])('%s that is malformed is an invalid request: %s', async (name, value) => {
    const { error, error_description: description } = await begin({ [name]: value })
    expect([error, description]).toEqual(['invalid_request', `The parameter ${name} is malformed.`])
  })

  it('count as omitted if they are empty', async () => {
    host.clock.advance(60 * minute)
    const { user_code: userCode = '' } = await begin({ max_age: '', acr_values: '', refresh_token: '' })
    expect((await approveOnPage(userCode)).status).toBe(200)
  })

  it('SU04: refuse a refresh token that is none with invalid_grant', async () => {
    expect(await begin({ refresh_token: 'dgr_none' })).toMatchObject({ error: 'invalid_grant' })
  })

  it('SU04: keep a refresh token out of URLs', async () => {
    const refused = await post('/device_authorization?refresh_token=dgr_none', { client_id: 'fake-cli' })
    expect(json(refused)).toMatchObject({ error: 'invalid_request' })
  })
})

describe('a resource', () => {
  it('SU03: tells a device what to ask for, and accepts the token of the new sign-in', async () => {
    const first = await begin({})
    expect((await approveOnPage(first['user_code'] ?? '')).status).toBe(200)
    const old = json(await poll(first['device_code'] ?? ''))
    host.clock.advance(6 * minute)
    const check = grant.bearer({ authentication: { maxAge: 5 * minute, acr: [strong] } })
    const verdict = await check(`Bearer ${old['access_token']}`)
    const challenge = verdict.ok ? '' : String(verdict.response.headers['WWW-Authenticate'])
    expect(challenge).toContain('error="insufficient_user_authentication"')
    const [, acr_values = ''] = /acr_values="([^"]+)"/.exec(challenge) ?? []
    const [, max_age = ''] = /max_age="([^"]+)"/.exec(challenge) ?? []
    expect([acr_values, max_age]).toEqual([strong, '300'])
    const again = await begin({ acr_values, max_age, refresh_token: old['refresh_token'] ?? '', scope: '' })
    session = { ...session, authenticatedAt: host.clock.now() }
    stepped.add('one')
    expect((await approveOnPage(again['user_code'] ?? '')).status).toBe(200)
    const renewed = json(await poll(again['device_code'] ?? ''))
    expect(renewed['scope']).toBe('openid read offline_access')
    expect(await check(`Bearer ${renewed['access_token']}`)).toMatchObject({ ok: true, claims: { acr: strong } })
    expect(await check(`Bearer ${old['access_token']}`)).toMatchObject({ ok: false, response: { status: 401 } })
    expect(host.events.filter(({ type }) => type === 'grantEnded')).toMatchObject([{ reason: 'replaced' }])
  })

  it('learns the levels from the metadata', async () => {
    const metadata = JSON.parse((await get('/.well-known/oauth-authorization-server')).body)
    expect(metadata).toMatchObject({ acr_values_supported: [strong] })
  })
})
