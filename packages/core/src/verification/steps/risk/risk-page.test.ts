import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost, type FakeHost } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { type Browser, browserProxy, createBrowser, fieldOf } from '../../../../test-support/browser.js'
import { formRequest, jsonRequest, responseOf } from '../../../../test-support/http.js'
import { createDeviceGrant, type DeviceGrant } from '../../../compose/create-device-grant.js'
import type { DeviceGrantOptions } from '../../../compose/options.js'
import { createProximityPolicy } from '../../../defaults/risk/proximity-policy.js'
import type { HttpResponse } from '../../../http/message.js'
import { minute } from '../../../machine/time.js'
import type { RiskPolicy } from '../../../ports/hooks/risk-policy.js'

const origin = 'https://login.example'
const nearby = '203.0.113.1'
const faraway = '198.51.100.9'
const device = '203.0.113.7'

interface Scene {
  readonly host: FakeHost
  readonly grant: DeviceGrant
  readonly userCode: string
  readonly browser: Browser
  poll(): Promise<HttpResponse>
  /** Signs in, and opens the request. */
  open(): Promise<HttpResponse>
  /** Sends the form of a page. */
  decide(page: HttpResponse, decision: 'approve' | 'deny', scope?: string): Promise<HttpResponse>
}

/** A device waits at one address, and a person has a browser at another one. */
async function scene(changes: Partial<DeviceGrantOptions>, address = faraway): Promise<Scene> {
  const host = createFakeHost({ issuer: origin })
  const stores = createMemoryStores({ clock: host.clock })
  const trusted = { trustedProxies: [browserProxy], onWarning: () => {} }
  const grant = createDeviceGrant({ ...host.options, stores, ...trusted, ...changes })
  const send = (path: string, form: Readonly<Record<string, string>>) =>
    responseOf(grant.handler, {
      ...formRequest(path, String(new URLSearchParams(form)), { 'x-forwarded-for': device }),
      remote: browserProxy,
    })
  const started = await send('/device_authorization', { client_id: 'fake-cli', scope: 'read write' })
  const { user_code: userCode = '', device_code: deviceCode = '' }: Record<string, string> = JSON.parse(started.body)
  const browser = createBrowser(grant, origin, { address })
  const [{ username, password }] = host.fixtures.accounts
  return {
    host,
    grant,
    userCode,
    browser,
    poll: () =>
      send('/token', {
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        client_id: 'fake-cli',
        device_code: deviceCode,
      }),
    async open() {
      await browser.signIn({ username, password })
      return browser.get(`/device/confirm?user_code=${userCode}`)
    },
    decide: (page, decision, scope = 'read') =>
      browser.post('/device/confirm', {
        user_code: userCode,
        ticket: fieldOf(page, 'ticket'),
        scope_shown: '1',
        scope,
        decision,
      }),
  }
}

const cities: Readonly<Record<string, string>> = { [device]: 'São Paulo, Brazil', [faraway]: 'Berlin, Germany' }
const locateAddress = (address: string) => {
  const name = cities[address]
  return name === undefined ? undefined : { name }
}
const note = /<div class="note bad">.*?<\/div><\/div>/s
const textIn = (page: HttpResponse) => (note.exec(page.body)?.[0] ?? '').replaceAll(/<[^>]+>/g, '')

describe('the page and the risk of a request', () => {
  it('says where both are, without a risk policy too', async () => {
    const { open } = await scene({ locateAddress })
    const page = await open()
    expect(page.body.replaceAll(/<[^>]+>/g, '')).toContain(
      'This request comes from São Paulo, Brazil; you are in Berlin, Germany.',
    )
    expect(page.body).not.toMatch(note)
  })

  it('XD02: warns if the device and the person are in different networks, and lets them decide', async () => {
    const { open, decide, poll } = await scene({ riskPolicy: createProximityPolicy({ far: 'warn' }) })
    const page = await open()
    expect(textIn(page)).toContain('It comes from another network than yours.')
    expect(page.body).toContain('aria-describedby="risk warning"')
    expect(page.body.indexOf('value="deny"')).toBeLessThan(page.body.indexOf('value="approve"'))
    expect((await decide(page, 'approve')).body).toContain('Approved. Go back to your device.')
    expect((await poll()).status).toBe(200)
  })

  it('XD02: names both places in the warning, and says so once', async () => {
    const { open } = await scene({ locateAddress, riskPolicy: createProximityPolicy({ far: 'warn' }) })
    const page = await open()
    expect(textIn(page)).toContain('This request comes from São Paulo, Brazil; you are in Berlin, Germany.')
    expect(page.body.split('This request comes from')).toHaveLength(2)
  })

  it.each([
    ['one network', nearby, {}] as const,
    ['one region', faraway, { locateAddress: () => ({ name: 'Berlin', region: 'DE' }) }] as const,
  ])('XD02: does not warn in %s', async (_, address, changes) => {
    const { open } = await scene({ ...changes, riskPolicy: createProximityPolicy({ far: 'deny' }) }, address)
    expect((await open()).body).not.toMatch(note)
  })

  it('XD02: has no button to approve for the verdict deny, says why, and the device hears a denial', async () => {
    const reasons = [{ code: 'abroad', text: { en: 'Access from <abroad> is off.', de: 'Aus dem Ausland gesperrt.' } }]
    const { open, decide, poll } = await scene({ riskPolicy: { onView: () => ({ verdict: 'deny', reasons }) } })
    const page = await open()
    expect(page.body).not.toContain('value="approve"')
    expect(page.body).not.toContain('type="checkbox"')
    expect(textIn(page)).toContain('You cannot approve this request')
    expect(textIn(page)).toContain('Access from &lt;abroad&gt; is off.')
    expect(JSON.parse((await poll()).body)).toMatchObject({ error: 'authorization_pending' })
    expect((await decide(page, 'deny')).body).toContain('Denied. Nothing was linked.')
    expect(JSON.parse((await poll()).body)).toMatchObject({ error: expect.stringMatching(/access_denied|slow_down/) })
  })

  it('XD02: denies an approval that a program sends in spite of the verdict deny', async () => {
    const { open, decide, poll, host } = await scene({ riskPolicy: createProximityPolicy({ far: 'deny' }) })
    const made = await decide(await open(), 'approve')
    expect(made.body).toContain('Not approved. Nothing was linked.')
    host.clock.advance(1 * minute)
    expect(JSON.parse((await poll()).body)).toMatchObject({ error: 'access_denied' })
  })

  it('XD02: leads to the sign-in form for the verdict stepUp, and approves after it', async () => {
    const { open, decide, host, browser, userCode, poll } = await scene({
      riskPolicy: createProximityPolicy({ far: 'stepUp' }),
    })
    await open()
    host.clock.advance(6 * minute)
    const page = await browser.get(`/device/confirm?user_code=${userCode}`)
    expect(textIn(page)).toContain('you have to sign in again')
    expect(page.body).toContain('>Sign in again</button>')
    const form = await decide(page, 'approve')
    expect(form.status).toBe(200)
    expect(form.body).toContain('To approve this request, you have to sign in again.')
    expect(form.body).not.toContain('This device asks')
    const [{ username, password }] = host.fixtures.accounts
    const csrf = fieldOf(form, 'csrf')
    const next = await browser.post('/device/sign-in', { csrf, username, password, user_code: userCode })
    const again = await browser.get(String(next.headers['Location']))
    expect(again.body).toContain('value="approve"')
    expect(again.body).not.toContain('>Sign in again</button>')
    expect((await decide(again, 'approve')).body).toContain('Approved.')
    expect((await poll()).status).toBe(200)
  })

  it('leads to the sign-in of the host for the verdict stepUp, with a link and not a redirect', async () => {
    const asked: string[] = []
    const host = createFakeHost({ issuer: origin })
    const { passwordLogin: _, ...options } = host.options
    const [{ username }] = host.fixtures.accounts
    const { subject = '' } = (await host.options.accounts.findByUsername(username)) ?? {}
    const { clock } = host
    const grant = createDeviceGrant({
      ...options,
      stores: createMemoryStores({ clock }),
      onWarning: () => {},
      hostSessions: {
        find: () => ({ subject, sessionId: 'one', authenticatedAt: clock.now() - 6 * minute }),
        signInUrl(returnTo, who) {
          asked.push(who)
          return `/login?to=${encodeURIComponent(returnTo)}`
        },
      },
      riskPolicy: { onView: () => ({ verdict: 'stepUp' }) },
    })
    const started = await responseOf(grant.handler, formRequest('/device_authorization', 'client_id=fake-cli'))
    const { user_code: userCode = '' }: Record<string, string> = JSON.parse(started.body)
    const browser = createBrowser(grant, origin)
    const page = await browser.get(`/device/confirm?user_code=${userCode}`)
    const ticket = fieldOf(page, 'ticket')
    const made = await browser.post('/device/confirm', { user_code: userCode, ticket, decision: 'approve' })
    expect(made.status).toBe(403)
    expect(made.body).toContain(`href="${origin}/login?to=%2Fdevice%2Fconfirm`)
    expect(made.body).toContain('To approve this request, you have to sign in again.')
    expect(asked).toEqual(['stale'])
  })

  it('tells the policy whether the person had signed in from this browser before', async () => {
    const known: (boolean | undefined)[] = []
    const onView: RiskPolicy['onView'] = ({ viewer }) => {
      known.push(viewer.knownBrowser)
      return { verdict: 'allow' }
    }
    const { open, browser } = await scene({ riskPolicy: { onView } })
    await open()
    await open()
    const form = await browser.get('/device')
    await browser.post('/device/sign-out', { csrf: fieldOf(form, 'csrf') })
    await open()
    expect(known).toEqual([false, false, true])
  })

  it('offers only the scope values that the policy leaves, and refuses others', async () => {
    const riskPolicy: RiskPolicy = { onView: () => ({ verdict: 'warn', narrowScope: ['read'] }) }
    const { open, decide, poll } = await scene({ riskPolicy })
    const page = await open()
    expect(page.body.match(/type="checkbox"[^>]*value="[^"]*"|name="scope" value="[^"]*"/g)).toHaveLength(1)
    expect((await decide(page, 'approve', 'write')).status).toBe(403)
    expect((await decide(await open(), 'approve')).body).toContain('Approved.')
    expect(JSON.parse((await poll()).body)).toMatchObject({ scope: 'read' })
  })
})

describe('a policy that narrows the scope when the person approves', () => {
  const riskPolicy: RiskPolicy = { onDecide: () => ({ verdict: 'allow', narrowScope: ['read'] }) }

  it('grants what is left of every ticked box of the page', async () => {
    const { browser, open, poll, userCode } = await scene({ riskPolicy })
    const page = await open()
    const form = { user_code: userCode, ticket: fieldOf(page, 'ticket'), scope_shown: '1', decision: 'approve' }
    const ticked = new URLSearchParams([...Object.entries(form), ['scope', 'read'], ['scope', 'write']])
    const made = await browser.post('/device/confirm', ticked)
    expect(made.body).toContain('Approved.')
    expect(JSON.parse((await poll()).body)).toMatchObject({ scope: 'read' })
  })

  it('grants the same through JSON', async () => {
    const set = await scene({ riskPolicy })
    const send = await appOf(set)
    const { body: view } = await send('/device/lookup', { user_code: set.userCode })
    const decision = { user_code: set.userCode, ticket: view['ticket'], decision: 'approve', scope: 'read write' }
    expect(await send('/device/decision', decision)).toMatchObject({ status: 200, body: { status: 'approved' } })
    expect(JSON.parse((await set.poll()).body)).toMatchObject({ scope: 'read' })
  })
})

describe('the JSON of the verification interface and the risk of a request', () => {
  it('XD02: shows the verdict without the codes of reasons, and the decision obeys it', async () => {
    const reasons = [{ code: 'secret_rule', text: 'Not from there.' }]
    const onView = () => ({ verdict: 'warn', reasons }) as const
    const set = await scene({ locateAddress, riskPolicy: { onView, onDecide: () => ({ verdict: 'deny', reasons }) } })
    const send = await appOf(set)
    const { body: view } = await send('/device/lookup', { user_code: set.userCode })
    expect(view).toMatchObject({
      viewer: { location: 'Berlin, Germany' },
      risk: { verdict: 'warn', proximity: 'far', checked: true, sign_in_again: false, messages: ['Not from there.'] },
    })
    expect(JSON.stringify(view)).not.toContain('secret_rule')
    const decision = { user_code: set.userCode, ticket: view['ticket'], decision: 'approve' }
    expect(await send('/device/decision', decision)).toEqual({
      status: 200,
      body: { status: 'denied', refused: { messages: ['Not from there.'] } },
    })
  })

  it('XD02: says reauthentication_required if the sign-in is too old, and decides nothing', async () => {
    const set = await scene({ riskPolicy: createProximityPolicy({ far: 'stepUp' }) })
    const send = await appOf(set)
    set.host.clock.advance(6 * minute)
    const { body: view } = await send('/device/lookup', { user_code: set.userCode })
    expect(view['risk']).toMatchObject({ verdict: 'step_up', sign_in_again: true })
    const decision = { user_code: set.userCode, ticket: view['ticket'], decision: 'approve' }
    expect(await send('/device/decision', decision)).toMatchObject({
      status: 403,
      body: { error: 'reauthentication_required', max_age: 300 },
    })
    expect(JSON.parse((await set.poll()).body)).toMatchObject({ error: 'authorization_pending' })
  })

  it('has no member about the risk without a risk policy', async () => {
    const set = await scene({})
    const { body } = await (await appOf(set))('/device/lookup', { user_code: set.userCode })
    expect(body).not.toHaveProperty('risk')
    expect(body).not.toHaveProperty('viewer')
  })
})

/** Logs a person in, and returns how the app of the host sends JSON for them. */
async function appOf({ grant, host }: Scene) {
  const [{ username, password }] = host.fixtures.accounts
  const credentials = String(new URLSearchParams({ username, password }))
  const login = await responseOf(grant.handler, formRequest('/login', credentials))
  const { access_token: token }: Record<string, string> = JSON.parse(login.body)
  const headers = { authorization: `Bearer ${token}`, 'x-forwarded-for': faraway }
  return async (path: string, value: object) => {
    const response = await responseOf(grant.handler, { ...jsonRequest(path, value, headers), remote: browserProxy })
    const body: Record<string, unknown> = JSON.parse(response.body)
    return { status: response.status, body }
  }
}
