import { createDeviceGrant, type HostSession, type HostSessions } from '@devicegrant/core'
import { createMemoryStores } from '@devicegrant/store-memory'
import { type AuditResponse, createFakeHost, type FakeHost } from '@devicegrant/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { type OpenDoor, openFetch } from './doors.js'
import { createFlow, formType, json } from './flow.js'

// A host with a sign-in of its own, and people who sign out everywhere.

const subject = 'fake-subject-of-alice'
const jsonType = ['Content-Type', 'application/json'] as const

let host: FakeHost
let session: HostSession | undefined
let grant: ReturnType<typeof createDeviceGrant>
let door: OpenDoor

const signedInNow = (): HostSession => ({ subject, sessionId: 'one', authenticatedAt: host.clock.now() })

/** Where a browser is sent to sign in, with what it is to come back with. */
const ownSignIn: HostSessions = {
  find: async () => session,
  signInUrl: (returnTo, who) => `/sign-in?${new URLSearchParams({ who, return_to: returnTo })}`,
}

function open(changes: Partial<HostSessions> = {}): void {
  const hostSessions = { ...ownSignIn, ...changes }
  grant = createDeviceGrant({ ...host.options, stores: createMemoryStores({ clock: host.clock }), hostSessions })
  door = openFetch(grant, host.options.issuer)
}

beforeEach(() => {
  host = createFakeHost()
  session = signedInNow()
  open()
})

const { post, begin, poll } = createFlow(() => door)
const get = (path: string) => door.send({ method: 'GET', path, headers: [] })
const call = (path: string, body: object) =>
  door.send({ method: 'POST', path, headers: [jsonType], body: JSON.stringify(body) })
const location = ({ headers }: AuditResponse) =>
  new URL(Object.fromEntries(headers)['location'] ?? '', host.options.issuer)
const field = ({ body }: AuditResponse, name: string) =>
  new RegExp(`name="${name}" value="([^"]+)"`).exec(body)?.[1] ?? ''

/** A code that was asked for, and the page that asks the person, if there is one. */
async function asked(address = '/device/confirm') {
  const { user_code: userCode = '', device_code: deviceCode = '' } = json(await begin())
  const page = await get(`${address}?user_code=${userCode}`)
  return {
    userCode,
    deviceCode,
    page,
    approval: { user_code: userCode, ticket: field(page, 'ticket'), decision: 'approve' },
  }
}

async function signOutEverywhere(): Promise<void> {
  await grant.service.revokeGrants({ subject })
  host.clock.advance(1)
}

describe('a link with a code', () => {
  it('leads by the host’s sign-in to one page that asks', async () => {
    session = undefined
    const { userCode, page } = await asked('/device')
    expect([page.status, location(page).pathname]).toEqual([303, '/sign-in'])
    session = signedInNow()
    const confirm = await get(location(page).searchParams.get('return_to') ?? '')
    expect(confirm).toMatchObject({ status: 200, body: expect.stringContaining(userCode) })
    expect(field(confirm, 'ticket')).not.toBe('')
  })

  it('leads a person who is signed in there at once', async () => {
    const { userCode, page } = await asked('/device')
    expect(page).toMatchObject({ status: 200, body: expect.stringContaining(userCode) })
    expect(field(page, 'ticket')).not.toBe('')
  })
})

describe('a session of the host that began before its account was signed out everywhere', () => {
  it('approves nothing, by form and by JSON, with a ticket from before', async () => {
    const { approval, deviceCode } = await asked()
    await signOutEverywhere()
    const sent = await post('/device/confirm', approval)
    expect(sent.body).not.toContain('Approved')
    expect(await call('/device/decision', approval)).toMatchObject({ status: 401 })
    expect(await call('/device/lookup', approval)).toMatchObject({ status: 401 })
    expect(json(await poll(deviceCode))['error']).toBe('authorization_pending')
  })

  it('sees no linked devices', async () => {
    await signOutEverywhere()
    expect(await get('/device/linked')).toMatchObject({ status: 403 })
    expect(await call('/device/linked/list', {})).toMatchObject({ status: 401 })
  })

  it('is the same by the moment that the host keeps beside the account', async () => {
    host.changeAccount('alice', { signedOutAt: host.clock.now() })
    expect((await asked()).page.status).toBe(403)
  })

  it('is asked to sign in again by a link and never by a redirect, which could go round in circles', async () => {
    await signOutEverywhere()
    const { userCode, page } = await asked()
    expect([page.status, Object.fromEntries(page.headers)['location']]).toEqual([403, undefined])
    const { searchParams } = new URL(/href="([^"]+)"/.exec(page.body)?.[1]?.replaceAll('&amp;', '&') ?? '')
    expect(Object.fromEntries(searchParams)).toEqual({
      who: 'signedOut',
      return_to: `/device/confirm?user_code=${userCode}`,
    })
    session = undefined
    expect(location((await asked()).page).searchParams.get('who')).toBe('nobody')
  })

  it('approves again once the person has signed in again', async () => {
    await signOutEverywhere()
    session = signedInNow()
    const { approval, deviceCode } = await asked()
    expect((await post('/device/confirm', approval)).status).toBe(200)
    expect((await poll(deviceCode)).status).toBe(200)
  })

  it('is reported to the host, and shows nothing, where its time is not a number', async () => {
    await signOutEverywhere()
    session = { ...signedInNow(), authenticatedAt: Number.NaN }
    expect((await asked()).page.status).toBe(503)
    const [reported] = host.faults
    expect(String(reported?.fault)).toContain('authenticatedAt')
  })
})

describe('"unlink all, and sign out everywhere"', () => {
  async function linkOne(): Promise<void> {
    const body = { client_id: 'fake-cli', scope: 'read offline_access' }
    const { user_code: userCode = '', device_code: deviceCode = '' } = json(await post('/device_authorization', body))
    const ticket = field(await get(`/device/confirm?user_code=${userCode}`), 'ticket')
    await post('/device/confirm', { user_code: userCode, ticket, decision: 'approve' })
    expect((await poll(deviceCode)).status).toBe(200)
  }

  async function unlinkAll(): Promise<{ readonly question: AuditResponse; readonly done: AuditResponse }> {
    await linkOne()
    const question = await get('/device/linked/unlink?everything=1')
    return { question, done: await post('/device/linked/unlink', { csrf: field(question, 'csrf'), everything: '1' }) }
  }

  const isRevoked = async () => !(await grant.service.isSignedIn(session ?? signedInNow()))

  it('lets the host end its own sessions of that account, once everything is unlinked', async () => {
    const ended: unknown[] = []
    open({ endAll: async (...given) => void ended.push([given[0], given[1].path, await isRevoked()]) })
    const { question, done } = await unlinkAll()
    expect(question.body).toContain('and you are signed out everywhere.')
    expect(done).toMatchObject({ status: 200, body: expect.stringContaining('You are signed out everywhere.') })
    expect(ended).toEqual([[subject, '/device/linked/unlink', true]])
    expect(host.faults).toEqual([])
  })

  it('by JSON lets it as well', async () => {
    const ended: string[] = []
    open({ endAll: async (whose) => void ended.push(whose) })
    expect(json(await call('/device/linked/end', { all: true }))).toEqual({ ended: true })
    expect(ended).toEqual([subject])
  })

  it('of one device calls no hook', async () => {
    const ended: string[] = []
    open({ endAll: async (whose) => void ended.push(whose) })
    await linkOne()
    const list = await get('/device/linked')
    const [, link = ''] = /href="([^"]*unlink\?device=[^"]*)"/.exec(list.body) ?? []
    const question = await get(link)
    const unlinked = { csrf: field(question, 'csrf'), device: field(question, 'device') }
    expect(await post('/device/linked/unlink', unlinked)).toMatchObject({
      body: expect.stringContaining('is unlinked'),
    })
    expect(ended).toEqual([])
  })

  it.each([
    ['rejects', () => Promise.reject(new Error('the sessions are down'))],
    [
      'throws',
      () => {
        throw new Error('the sessions are down')
      },
    ],
  ])('unlinks all the same when the host’s hook %s, says so, and reports it to the host', async (_how, endAll) => {
    open({ endAll })
    const { done } = await unlinkAll()
    expect(done.status).toBe(500)
    expect(done.body).toContain('Every device is unlinked')
    expect(done.body).toContain('signing you out everywhere did not work')
    expect(host.faults).toEqual([
      { fault: expect.objectContaining({ name: 'PortFault' }), during: 'hostSessions.endAll' },
    ])
    expect(await isRevoked()).toBe(true)
    expect((await asked()).page.status).toBe(403)
  })

  it('says by JSON that the sessions may go on', async () => {
    open({ endAll: () => Promise.reject(new Error('the sessions are down')) })
    expect(json(await call('/device/linked/end', { all: true }))).toEqual({ ended: true, signed_out: false })
  })

  it('promises no sign-out where the host has no hook', async () => {
    const { question, done } = await unlinkAll()
    expect(question.body).toContain('Unlink all devices?')
    expect(question.body).not.toContain('signed out everywhere')
    expect(done).toMatchObject({ status: 200, body: expect.stringContaining('You may still be signed in elsewhere') })
    expect((await asked()).page.status).toBe(403)
    host.clock.advance(1)
    session = signedInNow()
    expect(json(await call('/device/linked/end', { all: true }))).toEqual({ ended: true, signed_out: false })
  })
})

describe('a form of the page', () => {
  it('that is out of date leads back to the code', async () => {
    const { userCode, approval } = await asked()
    const stale = await door.send({
      method: 'POST',
      path: '/device/confirm',
      headers: [formType],
      body: String(new URLSearchParams({ ...approval, ticket: 'x' })),
    })
    expect(stale.status).toBe(403)
    expect(stale.body).toContain(`href="/device/confirm?user_code=${userCode}"`)
  })
})
