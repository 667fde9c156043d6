import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost, type FakeHost } from '@devicegrant/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { jsonRequest, requestOf, responseOf, streamOf } from '../../test-support/http.js'
import { createDeviceGrant, type DeviceGrant } from '../compose/create-device-grant.js'
import type { DeviceGrantOptions } from '../compose/options.js'
import type { HttpResponse } from '../http/message.js'
import { minute } from '../machine/time.js'
import type { SecurityEvent } from '../ports/events.js'

// The proof in a link with a code goes with the code through every step of the page.

let host: FakeHost
let grant: DeviceGrant
let events: SecurityEvent[]
let cookie: string
let userCode: string
let proof: string

async function open(changes: Partial<DeviceGrantOptions> = {}): Promise<void> {
  cookie = ''
  events = []
  host = createFakeHost()
  const stores = createMemoryStores({ clock: host.clock })
  grant = createDeviceGrant({ ...host.options, stores, events: (event) => void events.push(event), ...changes })
  const response = await post('/device_authorization', { client_id: 'fake-cli', scope: 'read' })
  const { verification_uri_complete: link }: Record<string, string> = JSON.parse(String(response.body))
  const { searchParams } = new URL(link ?? '')
  userCode = searchParams.get('user_code') ?? ''
  proof = searchParams.get('k') ?? ''
}

async function send(method: string, path: string, body = '', site = 'same-origin'): Promise<HttpResponse> {
  const { pathname, search } = new URL(path, host.options.issuer)
  const type = 'application/x-www-form-urlencoded'
  const sender = method === 'POST' ? { origin: host.options.issuer, 'content-type': type } : {}
  const headers = { ...sender, 'sec-fetch-site': site, cookie }
  const response = await responseOf(
    grant.handler,
    requestOf({ method, path: pathname, query: search.slice(1), headers, body: streamOf(body) }),
  )
  const { 'Set-Cookie': set } = response.headers
  if (set !== undefined) cookie = String(set).split(';')[0] ?? ''
  return response
}

const get = (path: string) => send('GET', path)
const post = (path: string, fields: Readonly<Record<string, string>>) =>
  send('POST', path, String(new URLSearchParams(fields)))

const fieldOf = ({ body }: HttpResponse, name: string) =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(String(body))?.[1]

async function signIn(code: Readonly<Record<string, string>> = {}): Promise<HttpResponse> {
  const [{ username, password }] = host.fixtures.accounts
  const form = await get('/device/sign-in')
  return post('/device/sign-in', { csrf: fieldOf(form, 'csrf') ?? '', username, password, ...code })
}

/** Waits until the code has expired, and returns whether its look-ups count as links. */
async function linkedLookUps(look: () => Promise<unknown>): Promise<readonly unknown[]> {
  host.clock.advance(10 * minute)
  events.length = 0
  await look()
  return events.flatMap((event) => (event.type === 'userCodeFailed' ? [event.linked] : []))
}

const confirmPath = () => `/device/confirm?user_code=${userCode}&k=${proof}`

beforeEach(() => open())

describe('a link with a proof', () => {
  it('has a code and 16 characters of base64url', () => {
    expect(userCode).toMatch(/^[B-Z]{4}-[B-Z]{4}$/)
    expect(proof).toMatch(/^[\w-]{16}$/)
  })

  it('keeps it through the sign-in form', async () => {
    const page = await get(`/device?user_code=${userCode}&k=${proof}`)
    expect([fieldOf(page, 'user_code'), fieldOf(page, 'k')]).toEqual([userCode, proof])
    const wrong = await post('/device/sign-in', {
      csrf: fieldOf(page, 'csrf') ?? '',
      username: 'x',
      password: 'x',
      user_code: userCode,
      k: proof,
    })
    expect(fieldOf(wrong, 'k')).toBe(proof)
    expect((await signIn({ user_code: userCode, k: proof })).headers).toMatchObject({ Location: confirmPath() })
  })

  it('keeps it through the host’s own sign-in', async () => {
    const signInUrl = (returnTo: string) => `/sign-in?${new URLSearchParams({ return_to: returnTo })}`
    await open({ hostSessions: { find: async () => undefined, signInUrl } })
    const { headers } = await get(`/device?user_code=${userCode}&k=${proof}`)
    const target = new URL(String(headers['Location']), host.options.issuer)
    expect(target.searchParams.get('return_to')).toBe(confirmPath())
  })

  it('keeps it on the confirm page, for a sign-out and for a decision without a session', async () => {
    await signIn()
    const page = await get(confirmPath())
    expect(String(page.body).split(`<input type="hidden" name="k" value="${proof}">`)).toHaveLength(3)
    const decision = { user_code: userCode, k: proof, ticket: fieldOf(page, 'ticket') ?? '', decision: 'approve' }
    const out = { csrf: fieldOf(page, 'csrf') ?? '', user_code: userCode, k: proof }
    expect((await post('/device/sign-out', out)).headers).toMatchObject({ Location: confirmPath() })
    cookie = ''
    expect((await post('/device/confirm', decision)).headers).toMatchObject({ Location: confirmPath() })
  })

  it('keeps it when the address is typed in capitals', async () => {
    const { headers } = await get(`/DEVICE?USER_CODE=${userCode}&k=${proof}`)
    expect(headers['Location']).toContain(`&k=${proof}`)
  })

  it('is the same link when it is pasted into the field for the code', async () => {
    const link = `https://example.com/device?user_code=${userCode}&k=${proof}`
    expect((await post('/device', { user_code: link })).headers).toMatchObject({ Location: confirmPath() })
  })

  it('says that its code is used or has expired, and the JSON interface does not', async () => {
    await signIn()
    const lookUp = (k: string) =>
      responseOf(
        grant.handler,
        jsonRequest('/device/lookup', { user_code: userCode, k }, { origin: host.options.issuer, cookie }),
      )
    const page = await get(confirmPath())
    await post('/device/confirm', { user_code: userCode, ticket: fieldOf(page, 'ticket') ?? '', decision: 'deny' })
    const used = await get(confirmPath())
    expect([used.status, String(used.body)]).toEqual([
      410,
      expect.stringContaining('This request was already answered'),
    ])
    expect(String(used.body)).not.toMatch(/This code is not valid/)
    expect((await get(`/device/confirm?user_code=${userCode}`)).status).toBe(404)
    expect(await lookUp(proof)).toEqual(await lookUp('A'.repeat(16)))
    await open()
    await signIn()
    host.clock.advance(10 * minute)
    const expired = await get(confirmPath())
    expect([expired.status, String(expired.body)]).toEqual([410, expect.stringContaining('This link has expired')])
  })

  it('is no guess, opened or sent as JSON', async () => {
    await signIn()
    const lookUp = async (body: object) =>
      grant.handler(jsonRequest('/device/lookup', body, { origin: host.options.issuer, cookie }))
    const linked = await linkedLookUps(async () => {
      await get(confirmPath())
      await lookUp({ user_code: userCode, k: proof })
      await lookUp({ user_code: `https://example.com/device?user_code=${userCode}&k=${proof}` })
    })
    expect(linked).toEqual([true, true, true])
  })
})

describe('a link without a right proof', () => {
  it('works like a typed code', async () => {
    await signIn()
    const wrong = 'A'.repeat(16)
    for (const query of ['', '&k=', '&k=short', `&k=${wrong}`, `&k=${proof}A`, '&k=%FF', '&k=%3Cscript%3E']) {
      const page = await get(`/device?user_code=${userCode}${query}`)
      expect(fieldOf(page, 'user_code')).toBe(userCode)
      expect(fieldOf(page, 'k')).toBe(query.endsWith(wrong) ? wrong : undefined)
    }
    for (const k of [undefined, null, 7, [proof], {}, '', wrong]) {
      const sent = jsonRequest('/device/lookup', { user_code: userCode, k }, { origin: host.options.issuer, cookie })
      expect(await responseOf(grant.handler, sent)).toMatchObject({ status: 200 })
    }
  })

  it('is a guess', async () => {
    await signIn()
    const linked = await linkedLookUps(async () => {
      await get(`/device/confirm?user_code=${userCode}`)
      await get(`/device/confirm?user_code=${userCode}&k=${'A'.repeat(16)}`)
      await get(`/device/confirm?user_code=BCDF-GHJK&k=${proof}`)
    })
    expect(linked).toEqual([false, false, false])
  })

  it('carries no proof without a code', async () => {
    expect(fieldOf(await get(`/device/sign-in?k=${proof}`), 'k')).toBeUndefined()
    expect((await signIn({ k: proof })).headers).toMatchObject({ Location: '/device' })
  })
})

describe('a page of another site', () => {
  const follow = (path: string) => send('GET', path, '', 'cross-site')
  const right = () => `/device?user_code=${userCode}`

  it('uses up no guess of a signed-in person: the code is looked up only when the person continues', async () => {
    await open({ limits: {} })
    await signIn()
    for (const path of ['/device', '/device/confirm', '/device', '/device/confirm', '/device', '/device/confirm']) {
      const page = await follow(`${path}?user_code=BCDF-GHJK`)
      expect(page).toMatchObject({ status: 200, body: expect.stringContaining('value="BCDF-GHJK"') })
      expect(page.body).toContain('Another site has filled in this code.')
    }
    expect(events.filter(({ type }) => type === 'userCodeFailed')).toEqual([])
    const continued = await post('/device', { user_code: userCode })
    expect(await get(String(continued.headers['Location']))).toMatchObject({ status: 200 })
  })

  it('does not learn whether a code is valid, and leads to the decision with the proof of its link', async () => {
    await signIn()
    for (const path of [right(), '/device?user_code=BCDF-GHJK', `${right()}&k=${'A'.repeat(16)}`]) {
      expect((await follow(path)).body).toContain('Another site has filled in this code.')
    }
    expect((await follow(`${right()}&k=${proof}`)).body).toContain('name="ticket"')
  })

  it('is every site but our own, and no site is a person who has typed the address', async () => {
    await signIn()
    expect((await send('GET', right(), '', 'same-site')).body).toContain('Another site has filled in this code.')
    expect((await send('GET', right(), '', 'none')).body).toContain('name="ticket"')
  })
})
