import { createDeviceGrant, type DeviceGrantOptions } from '@devicegrant/core'
import { createOpenTelemetry, type OpenTelemetryOptions } from '@devicegrant/core/opentelemetry'
import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost, type FakeHostSettings } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { browserProxy, createBrowser, fieldOf } from '../../packages/core/test-support/browser.js'
import { requestOf, responseOf } from '../../packages/core/test-support/http.js'
import { openFetch } from '../doors.js'
import { alice, createFlow, json } from '../flow.js'
import { createMeter, tally } from './meter.js'

// What the metrics say adds up exactly to what was sent.

interface Measured {
  readonly settings?: FakeHostSettings
  readonly telemetry?: Omit<OpenTelemetryOptions, 'meterProvider'>
  readonly changes?: (options: DeviceGrantOptions) => Partial<DeviceGrantOptions>
}

function measured({ settings = {}, telemetry = {}, changes = () => ({}) }: Measured = {}) {
  const host = createFakeHost({ cors: true, ...settings })
  const { meterProvider, read } = createMeter()
  const options: DeviceGrantOptions = {
    ...host.options,
    stores: createMemoryStores({ clock: host.clock }),
    telemetry: createOpenTelemetry({ meterProvider, ...telemetry }),
  }
  const grant = createDeviceGrant({ ...options, ...changes(options) })
  const door = openFetch(grant, host.options.issuer)
  const flow = createFlow(() => door)
  const requests = async () => tally(await read(), 'devicegrant.request.duration', 'operation', 'outcome')
  const events = async (...names: readonly string[]) => tally(await read(), 'devicegrant.events', 'event', ...names)
  const ports = async () => tally(await read(), 'devicegrant.port.duration', 'port', 'outcome')
  const faults = async () => tally(await read(), 'devicegrant.faults', 'port')
  return { host, grant, door, flow, read, requests, events, ports, faults }
}

async function times(count: number, send: () => Promise<unknown>): Promise<void> {
  for (let left = count; left > 0; left--) await send()
}

describe('the requests of devices', () => {
  it('add up, by operation and outcome', async () => {
    const { host, flow, requests, events, read } = measured()
    const { device_code: pending = '' } = json(await flow.begin())
    await times(6, flow.begin)
    await times(4, async () => {
      host.clock.advance(10_000)
      await flow.poll(pending)
    })
    await times(3, () => flow.poll(pending))
    const approved = await flow.beginDecided()
    const tokens = json(
      await flow.post('/device_authorization', { client_id: 'fake-cli', scope: 'read offline_access' }),
    )
    const { lookUp, decide } = await flow.verification(String(tokens['user_code']))
    await decide(String(json(await lookUp())['ticket']))
    const { refresh_token: refreshToken = '' } = json(await flow.poll(String(tokens['device_code'])))
    await times(2, () => flow.poll(approved))
    await flow.poll(await flow.beginDecided('deny'))
    await times(2, () => flow.poll('unknown-code-of-a-device-0000000000000000000'))
    host.clock.advance(600_000)
    await flow.poll(pending)
    await flow.post('/token', { client_id: 'fake-cli', grant_type: 'refresh_token', refresh_token: refreshToken })
    await flow.post('/token', { client_id: 'fake-cli', grant_type: 'refresh_token', refresh_token: 'wrong' })
    await flow.post('/token', { client_id: 'fake-cli', grant_type: 'of another server' })
    await flow.post('/revoke', { client_id: 'fake-cli', token: 'unknown' })
    await flow.post('/introspect', { client_id: 'fake-api', client_secret: 'fake-api-secret', token: 'unknown' })
    await flow.post('/login', { ...alice, password: 'wrong' })

    expect(await requests()).toEqual({
      'start codes_issued': 10,
      'poll authorization_pending': 4,
      'poll slow_down': 3,
      'poll tokens_issued': 3,
      'poll access_denied': 1,
      'poll invalid_grant': 2,
      'poll expired_token': 1,
      'refresh tokens_issued': 1,
      'refresh invalid_grant': 1,
      'token unsupported_grant_type': 1,
      'revoke token_revoked': 1,
      'introspect token_inactive': 1,
      'login tokens_issued': 3,
      'login invalid_credentials': 1,
      'json:lookup code_shown': 3,
      'json:decide approved': 2,
      'json:decide denied': 1,
    })
    // Every event that the host got, and no other.
    const emitted: Record<string, number> = {}
    for (const { type } of host.events) emitted[type] = (emitted[type] ?? 0) + 1
    expect(await events()).toEqual(emitted)
    expect(emitted).toMatchObject({ authorizationIssued: 10, authorizationRedeemed: 2, deviceCodeReplayed: 1 })
    const durations = (await read()).filter(({ metric }) => metric.endsWith('.duration'))
    expect(durations.every(({ sum }) => sum >= 0 && sum < 60)).toBe(true)
  })

  it('of other kinds are counted too: documents, preflights, wrong methods and malformed bodies', async () => {
    const { door, flow, requests } = measured()
    await door.send({ method: 'GET', path: '/.well-known/oauth-authorization-server', headers: [] })
    await door.send({ method: 'HEAD', path: '/jwks', headers: [] })
    await door.send({
      method: 'OPTIONS',
      path: '/token',
      headers: [
        ['Origin', 'https://app.example'],
        ['Access-Control-Request-Method', 'POST'],
      ],
    })
    await door.send({ method: 'GET', path: '/token', headers: [] })
    await door.send({ method: 'POST', path: '/token', headers: [['Content-Type', 'text/plain']], body: 'x' })
    await flow.post('/device_authorization', {})
    await door.send({ method: 'GET', path: '/a/path/of/the/host', headers: [] })
    expect(await requests()).toEqual({
      'metadata ok': 1,
      'keys ok': 1,
      'preflight ok': 1,
      'token method_not_allowed': 1,
      'token unsupported_media_type': 1,
      'start invalid_request': 1,
    })
  })

  it('say the dialect, and the client only as far as the host has a label for it', async () => {
    const label = (clientId: string) => (clientId === 'fake-cli' ? 'cli' : undefined)
    const { flow, read } = measured({ telemetry: { clientLabel: label } })
    await times(2, () => flow.begin())
    await flow.begin('a text that a stranger chose')
    await flow.post('/device_authorization', {})
    const all = await read()
    expect(tally(all, 'devicegrant.request.duration', 'dialect', 'client')).toEqual({
      'rfc8628 cli': 2,
      'rfc8628 other': 1,
      'rfc8628 none': 1,
    })
    expect(tally(all, 'devicegrant.events', 'client', 'event')).toMatchObject({ 'cli authorizationIssued': 2 })
  })

  it('have at most 100 labels of clients, and none that is long', async () => {
    const { flow, read } = measured({ telemetry: { clientLabel: (clientId) => clientId } })
    for (let n = 0; n < 130; n++) await flow.begin(`stranger-${n}`)
    await flow.begin('x'.repeat(65))
    const labels = tally(await read(), 'devicegrant.request.duration', 'client')
    expect(Object.keys(labels)).toHaveLength(101)
    expect(labels['other']).toBe(31)
  })
})

describe('the requests of people', () => {
  it('add up on the page', async () => {
    const { door, flow, requests } = measured()
    await door.send({ method: 'GET', path: '/device', headers: [] })
    await door.send({ method: 'GET', path: '/DEVICE/', headers: [] })
    await door.send({ method: 'GET', path: '/device/sign-in', headers: [] })
    await flow.post('/device', { user_code: '' })
    await flow.post('/device/sign-in', alice)
    const { lookUp, decide } = await flow.verification('not a code')
    await lookUp()
    await decide('a wrong ticket')
    expect(await requests()).toEqual({
      'page:code ok': 1,
      'page:code redirected': 1,
      'page:sign_in ok': 1,
      'page:code refused': 1,
      'page:sign_in refused': 1,
      'login tokens_issued': 1,
      'json:lookup invalid_user_code': 1,
      'json:decide invalid_ticket': 1,
    })
  })
})

describe('a person with a browser', () => {
  it('is counted from the code to the end of the link', async () => {
    const { flow, grant, host, requests } = measured({ changes: () => ({ trustedProxies: [browserProxy] }) })
    const { user_code: userCode = '' } = json(await flow.begin())
    const browser = createBrowser(grant, host.options.issuer)
    await browser.signIn({ ...alice, password: 'wrong' })
    await browser.signIn(alice)
    const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
    const confirm = { method: 'GET', path: '/device/confirm', query: `user_code=${userCode}`, headers: { cookie } }
    const shown = await responseOf(grant.handler, requestOf(confirm))
    const decision = { user_code: userCode, ticket: fieldOf(shown, 'ticket'), decision: 'approve' }
    await browser.post('/device/confirm', { ...decision, scope_shown: '1' })
    await browser.post('/device/confirm', decision)
    await browser.get('/device/linked')
    const question = await browser.get('/device/linked/unlink?everything=1')
    await browser.post('/device/linked/unlink', { csrf: fieldOf(question, 'csrf'), everything: '1' })
    expect(await requests()).toEqual({
      'start codes_issued': 1,
      'page:sign_in ok': 2,
      'page:sign_in invalid_credentials': 1,
      'page:sign_in signed_in': 1,
      'page:confirm code_shown': 1,
      'page:decide invalid_scope': 1,
      'page:decide approved': 1,
      'page:linked devices_listed': 1,
      'page:unlink ok': 1,
      'page:unlink unlinked': 1,
    })
  })
})

describe('the events of an alert', () => {
  it.each([
    [{}, {}],
    [{ clientLabel: () => 'tv' }, { 'devicegrant.client': 'none' }],
  ])('begin at 0, so that Prometheus sees the first of them: %j', async (telemetry, client) => {
    const { read } = measured({ telemetry })
    const attributes = (await read()).map((series) => [series.metric, series.attributes, series.count])
    const metric = 'devicegrant.events'
    expect(attributes).toEqual([
      [metric, { 'devicegrant.event': 'accountUnderAttack', ...client }, 0],
      [metric, { 'devicegrant.event': 'grantEnded', 'devicegrant.reason': 'refreshTokenReused', ...client }, 0],
    ])
  })
})

describe('limits', () => {
  it('are counted as outcomes of requests and as events with their surface and lane', async () => {
    const start = { burst: 2, every: 60_000 }
    const { flow, requests, events } = measured({ settings: { limits: { starts: { perAddress: start } } } })
    await times(5, flow.begin)
    expect(await requests()).toEqual({ 'start codes_issued': 2, 'start too_many_requests': 3 })
    expect(await events('surface', 'lane')).toEqual({ authorizationIssued: 2, 'limitReached start address': 1 })
  })
})

describe('faults', () => {
  it('are counted by port, and the requests that they end', async () => {
    const { host, flow, requests, faults, ports } = measured()
    const { device_code: code = '' } = json(await flow.begin())
    host.fail('clients.findClient', 3)
    await times(3, () => flow.poll(code))
    host.clock.advance(10_000)
    await flow.poll(code)
    expect(await requests()).toEqual({ 'start codes_issued': 1, 'poll fault': 3, 'poll authorization_pending': 1 })
    expect(await faults()).toEqual({ 'clients.findClient': 3 })
    expect(await ports()).toEqual(
      expect.objectContaining({
        'clients.findClient ok': 2,
        'clients.findClient fault': 3,
        'stores.authorizations.create ok': 1,
        'stores.authorizations.recordPoll ok': 1,
      }),
    )
  })

  it('of a port that hangs are counted as timeouts, and the calls after them as skipped', async () => {
    const never = new Promise<never>(() => {})
    const { flow, ports, requests } = measured({
      changes: ({ stores }) => ({
        timeout: 10,
        stores: { ...stores, authorizations: { ...stores.authorizations, recordPoll: () => never } },
      }),
    })
    const { device_code: code = '' } = json(await flow.begin())
    await flow.poll(code)
    expect(await ports()).toMatchObject({ 'stores.authorizations.recordPoll timeout': 1 })
    expect(await requests()).toMatchObject({ 'poll fault': 1 })
  })

  it('of a record that is wrong have their own type', async () => {
    const { flow, read } = measured({
      changes: () => ({ clients: { findClient: () => Reflect.apply(Object, undefined, [7]) } }),
    })
    await flow.begin()
    expect((await read()).filter(({ metric }) => metric === 'devicegrant.faults')).toEqual([
      expect.objectContaining({
        count: 1,
        attributes: { 'devicegrant.port': 'clients.findClient', 'error.type': 'RecordFault' },
      }),
    ])
  })

  it('of no port are counted too', async () => {
    const { flow, faults } = measured({
      changes: () => ({
        events: () => {
          throw new Error('of the host')
        },
      }),
    })
    await times(2, flow.begin)
    expect(await faults()).toEqual({ none: 2 })
  })
})

describe('port calls', () => {
  it('of a pending poll are one, and those of a bearer check belong to no request', async () => {
    const { host, flow, grant, ports, requests } = measured()
    const { device_code: code = '' } = json(await flow.begin())
    const { access_token: token = '' } = json(await flow.post('/login', alice))
    const before = await ports()
    const requestsBefore = await requests()
    host.clock.advance(10_000)
    await flow.poll(code)
    const polled = await ports()
    await grant.bearer()(`Bearer ${token}`)
    const checked = await ports()
    expect(growth(before, polled)).toEqual({ 'clients.findClient ok': 1, 'stores.authorizations.recordPoll ok': 1 })
    expect(growth(polled, checked)).toMatchObject({
      'tokens.verify ok': 1,
      'stores.families.findRevocation ok': 1,
      'stores.families.findRevokedBefore ok': 1,
    })
    expect(growth(requestsBefore, await requests())).toEqual({ 'poll authorization_pending': 1 })
  })

  it('have the hashing of passwords', async () => {
    const { flow, ports } = measured()
    await times(2, () => flow.post('/login', alice))
    expect(await ports()).toMatchObject({ 'passwordLogin.hasher.verify ok': 2 })
  })
})

function growth(before: Record<string, number>, after: Record<string, number>): Record<string, number> {
  const grown = Object.entries(after).map(([key, count]) => [key, count - (before[key] ?? 0)] as const)
  return Object.fromEntries(grown.filter(([, count]) => count > 0))
}
