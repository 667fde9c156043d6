import { createDeviceGrant } from '@devicegrant/core'
import type { DeviceAuthorizationStore } from '@devicegrant/core/stores'
import { createMemoryStore } from '@devicegrant/store-memory'
import { type AuditResponse, createFakeHost } from '@devicegrant/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { type OpenDoor, openFetch } from './doors.js'
import { alice, createFlow, formType, json } from './flow.js'

let host: ReturnType<typeof createFakeHost>
let store: DeviceAuthorizationStore
let door: OpenDoor
let storeIsDown: boolean

beforeEach(() => {
  host = createFakeHost()
  storeIsDown = false
  store = createMemoryStore({ clock: host.clock })
  open(unreachableAtTimes(store))
})

function open(through: DeviceAuthorizationStore) {
  door = openFetch(
    createDeviceGrant({ ...host.options, stores: { ...host.stores, authorizations: through } }),
    host.options.issuer,
  )
}

function unreachableAtTimes(reachable: DeviceAuthorizationStore): DeviceAuthorizationStore {
  const down = <Result>(run: () => Promise<Result>) =>
    storeIsDown ? Promise.reject(new Error('connect ECONNREFUSED /run/secret-place.sock')) : run()
  return {
    create: (authorization) => down(() => reachable.create(authorization)),
    recordPoll: (...poll) => down(() => reachable.recordPoll(...poll)),
    find: (code) => down(() => reachable.find(code)),
    replace: (seen, next) => down(() => reachable.replace(seen, next)),
  }
}

const { post, begin, poll, verification, beginDecided } = createFlow(() => door)

function expectOutage({ status, headers, body }: AuditResponse) {
  expect({ status, body: JSON.parse(body) }).toEqual({
    status: 503,
    body: { error: 'temporarily_unavailable', error_description: expect.stringMatching(/^[ !#-[\]-~]+$/) },
  })
  const byName = Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]))
  expect(byName).toMatchObject({ 'retry-after': expect.stringMatching(/^[1-9]\d*$/), 'cache-control': 'no-store' })
  expect(body).not.toMatch(/ECONNREFUSED|secret-place|test/)
}

describe('an outage of the store', () => {
  it('is reported at the start of an authorization, and leaves no trace', async () => {
    storeIsDown = true
    expectOutage(await begin())
    storeIsDown = false
    expect((await begin()).status).toBe(200)
  })

  it('is reported to polls as an outage, never as a denial, and the flow goes on afterwards', async () => {
    const deviceCode = await beginDecided()
    storeIsDown = true
    expectOutage(await poll(deviceCode))
    storeIsDown = false
    expect((await poll(deviceCode)).status).toBe(200)
    expect(host.faults).toEqual([{ fault: expect.any(Error), during: 'POST /token' }])
  })

  it('is reported to the person who decides: nothing is approved that is not stored', async () => {
    const { device_code: deviceCode = '', user_code: userCode = '' } = json(await begin())
    const { lookUp, decide } = await verification(userCode)
    const { ticket = '' } = json(await lookUp())
    storeIsDown = true
    expectOutage(await lookUp())
    expectOutage(await decide(ticket))
    storeIsDown = false
    expect(json(await poll(deviceCode))['error']).toBe('authorization_pending')
    expect(json(await decide(ticket))).toEqual({ status: 'approved' })
  })
})

describe('a failure of the host', () => {
  it('to make tokens burns no approval', async () => {
    const deviceCode = await beginDecided()
    host.fail('tokens.issue', 1)
    expectOutage(await poll(deviceCode))
    expect((await poll(deviceCode)).status).toBe(200)
    expect(host.issued.filter(({ occasion }) => occasion === 'deviceCode')).toHaveLength(1)
  })

  it.each([
    ['clients.findClient', () => begin()],
    ['clients.findClient', () => poll('x')],
    ['accounts.findByUsername', () => post('/login', alice)],
    ['passwordLogin.hasher.verify', () => post('/login', alice)],
    ['tokens.issue', () => post('/login', alice)],
    ['tokens.jwks', () => door.send({ method: 'GET', path: '/jwks', headers: [] })],
    ['tokens.verify', async () => (await verification('BBBB-BBBB')).lookUp()],
    ['accounts.findAccount', async () => (await verification('BBBB-BBBB')).lookUp()],
  ] as const)('in %s is an outage, is reported, and is over when it is over', async (call, run) => {
    host.fail(call)
    expectOutage(await run())
    expect(host.faults.length).toBeGreaterThan(0)
    host.fail(call, 0)
    expect((await run()).status).toBeLessThan(500)
  })

  it('on the page is a page', async () => {
    const start = await door.send({ method: 'GET', path: '/device/sign-in', headers: [] })
    const csrf = /name="csrf" value="([^"]+)"/.exec(start.body)?.[1] ?? ''
    const cookie = start.headers.find(([name]) => name === 'set-cookie')?.[1].split(';')[0] ?? ''
    host.fail('accounts.findByUsername', 1)
    const response = await door.send({
      method: 'POST',
      path: '/device/sign-in',
      headers: [formType, ['Cookie', cookie]],
      body: String(new URLSearchParams({ ...alice, csrf })),
    })
    expect(response.status).toBe(503)
    const byName = Object.fromEntries(response.headers)
    expect(byName).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'retry-after': '1',
      'x-frame-options': 'DENY',
    })
  })
})

describe('a user code that is taken', () => {
  it('is drawn again, and reported as an outage when all are taken', async () => {
    const begun: string[] = []
    open({
      ...store,
      create: async (authorization) => {
        begun.push(authorization.userCode)
        return begun.length < 3 ? 'userCodeTaken' : store.create(authorization)
      },
    })
    expect((await begin()).status).toBe(200)
    expect(new Set(begun).size).toBe(3)
    open({ ...store, create: async () => 'userCodeTaken' })
    expectOutage(await begin())
  })
})
