import { createDeviceGrant, type HostSession } from '@devicegrant/core'
import type { DeviceAuthorizationStore } from '@devicegrant/core/stores'
import { createMemoryStore } from '@devicegrant/store-memory'
import { createFakeHost, createScriptedRandom, httpAudits } from '@devicegrant/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { type OpenDoor, openFetch } from './doors.js'
import { createFlow, json } from './flow.js'

let host: ReturnType<typeof createFakeHost>
let store: DeviceAuthorizationStore
let door: OpenDoor

beforeEach(() => {
  host = createFakeHost()
  store = createMemoryStore({ clock: host.clock })
  door = openFetch(
    createDeviceGrant({ ...host.options, stores: { ...host.stores, authorizations: store } }),
    host.options.issuer,
  )
})

const { post, begin, poll, beginDecided } = createFlow(() => door)
const problemOf = (response: Parameters<typeof json>[0]) => [response.status, json(response)['error']]

describe('what the host changes is so at once', () => {
  it('a secret is good until it is taken away', async () => {
    const prove = (secret: string) =>
      post('/device_authorization', { client_id: 'fake-backend', client_secret: secret })
    const { secretDigests: [current = ''] = [] } = (await host.options.clients.findClient('fake-backend')) ?? {}
    const { secretDigests: [next = ''] = [] } = (await host.options.clients.findClient('fake: 50% off + é')) ?? {}
    const statuses = async () => [(await prove('fake-backend-secret')).status, (await prove('s:e%c+r é t')).status]
    expect(await statuses()).toEqual([200, 401])
    host.changeClient('fake-backend', { secretDigests: [current, next] })
    expect(await statuses()).toEqual([200, 200])
    host.changeClient('fake-backend', { secretDigests: [next] })
    expect(await statuses()).toEqual([401, 200])
  })

  it('a client that loses the grant, or a scope, after the approval does not get it', async () => {
    const [lost, narrowed] = [await beginDecided(), await beginDecided()]
    host.changeClient('fake-cli', { grantTypes: [] })
    expect(problemOf(await poll(lost))).toEqual([400, 'unauthorized_client'])
    host.changeClient('fake-cli', { grantTypes: ['device_code'], scopes: ['write'] })
    const response = await poll(narrowed)
    expect([response.status, json(response)['scope']]).toEqual([200, ''])
  })

  it('an account that is gone after the approval gets no tokens', async () => {
    const deviceCode = await beginDecided()
    host.changeAccount('alice', { subject: 'somebody else' })
    expect(problemOf(await poll(deviceCode))).toEqual([400, 'access_denied'])
    expect(host.issued.filter(({ occasion }) => occasion === 'deviceCode')).toEqual([])
  })
})

describe('what is stored', () => {
  it('is worth nothing as a code', async () => {
    const stored: string[] = []
    door = openFetch(
      createDeviceGrant({
        ...host.options,
        stores: {
          ...host.stores,
          authorizations: {
            ...store,
            create: async (authorization) => {
              stored.push(authorization.deviceCode, authorization.userCode, authorization.grantId)
              return store.create(authorization)
            },
          },
        },
      }),
      host.options.issuer,
    )
    await beginDecided()
    expect(stored).toHaveLength(3)
    for (const digest of stored) expect(problemOf(await poll(digest))).toEqual([400, 'invalid_grant'])
  })
})

describe('the events', () => {
  it('are emitted once each, with actor and subject', async () => {
    for (const decision of ['approve', 'deny']) {
      const before = host.events.length
      const deviceCode = await beginDecided(decision)
      await poll(deviceCode)
      const about = { clientId: 'fake-cli', grantId: expect.any(String), ip: '127.0.0.1', at: host.clock.now() }
      const byAlice = { ...about, subject: 'fake-subject-of-alice' }
      expect(host.events.slice(before)).toEqual([
        { type: 'authorizationIssued', ...about, scope: ['read'] },
        { type: 'loginSucceeded', subject: byAlice.subject, ip: about.ip, at: about.at },
        { type: 'authorizationViewed', ...byAlice },
        ...(decision === 'deny'
          ? [{ type: 'authorizationDenied', ...byAlice }]
          : [
              { type: 'authorizationApproved', ...byAlice, scope: ['read'] },
              { type: 'authorizationRedeemed', ...byAlice, scope: ['read'] },
            ]),
      ])
    }
  })

  it('nothing that was secret in any audit is in an event or a fault', async () => {
    const secrets = new Set<string>()
    host = createFakeHost({ random: createScriptedRandom(1) })
    store = createMemoryStore({ clock: host.clock })
    door = openFetch(
      createDeviceGrant({ ...host.options, stores: { ...host.stores, authorizations: store } }),
      host.options.issuer,
    )
    const target = {
      fixtures: host.fixtures,
      advance: host.clock.advance,
      disable: host.disable,
      async send(request: Parameters<OpenDoor['send']>[0]) {
        const response = await door.send(request)
        const said = /"(?:device_code|user_code|access_token|ticket)":"([^"]+)"|(?:csrf|ticket)" value="([^"]+)"/g
        for (const [, inJson, inForm] of response.body.matchAll(said)) secrets.add(inJson ?? inForm ?? '')
        return response
      },
    }
    for (const { password } of [...host.fixtures.accounts, host.fixtures.disabledAccount]) secrets.add(password)
    secrets.add(host.fixtures.confidentialClient.secret)
    for (const audit of httpAudits) await audit.run(target).catch(() => {})
    const reported = JSON.stringify([host.events, host.faults])
    expect(secrets.size).toBeGreaterThan(400)
    expect([...secrets].filter((secret) => secret !== '' && reported.includes(secret))).toEqual([])
    expect(host.faults).toEqual([])
  })
})

describe('a host with a sign-in of its own', () => {
  let session: HostSession | undefined

  beforeEach(() => {
    session = undefined
    const hostSessions = {
      find: async () => session,
      signInUrl: (returnTo: string) => `/account/sign-in?next=${encodeURIComponent(returnTo)}`,
    }
    door = openFetch(
      createDeviceGrant({ ...host.options, stores: { ...host.stores, authorizations: store }, hostSessions }),
      host.options.issuer,
    )
  })

  const get = (path: string) => door.send({ method: 'GET', path, headers: [] })

  it('sends people there and back, and the page has no sign-in', async () => {
    const { user_code: userCode } = json(await begin())
    const response = await get(`/device/confirm?user_code=${userCode}`)
    const location = new URL(Object.fromEntries(response.headers)['location'] ?? '', host.options.issuer)
    expect([response.status, location.pathname]).toEqual([303, '/account/sign-in'])
    expect(location.searchParams.get('next')).toBe(`/device/confirm?user_code=${userCode}`)
    expect((await get('/device/sign-in')).status).toBe(404)
    expect((await get('/device')).body).not.toContain('sign-out')
  })

  it('decides for the person of the host’s session, with the ticket of that session only', async () => {
    const { user_code: userCode = '', device_code: deviceCode = '' } = json(await begin())
    const alice = { subject: 'fake-subject-of-alice', sessionId: 'one', authenticatedAt: host.clock.now() }
    session = alice
    const page = await get(`/device/confirm?user_code=${userCode}`)
    const ticket = /name="ticket" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
    const decide = () => post('/device/confirm', { user_code: userCode, ticket, decision: 'approve' })
    session = { ...alice, sessionId: 'another' }
    expect((await decide()).status).toBe(403)
    session = { ...alice, subject: 'fake-subject-of-bob' }
    expect((await decide()).status).toBe(403)
    session = alice
    expect((await decide()).status).toBe(200)
    expect((await poll(deviceCode)).status).toBe(200)
    expect(host.issued).toMatchObject([{ subject: alice.subject, occasion: 'deviceCode', clientId: 'fake-cli' }])
  })
})
