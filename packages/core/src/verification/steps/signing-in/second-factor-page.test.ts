import { beforeEach, describe, expect, it } from 'vitest'
import { type Browser, createBrowser, fieldOf } from '../../../../test-support/browser.js'
import { formRequest, requestOf, responseOf } from '../../../../test-support/http.js'
import { alice, bob, type FactorHost, openFactorHost, origin } from '../../../../test-support/second-factor.js'
import { createSystemRuntime } from '../../../defaults/system.js'
import { createCookieJar } from '../../../http/cookies.js'
import type { HttpResponse } from '../../../http/message.js'
import { minute } from '../../../machine/time.js'
import { createPageSessions } from '../../session.js'

const place = '/device/second-factor'

let at: FactorHost
let browser: Browser

beforeEach(async () => {
  at = await openFactorHost()
  browser = createBrowser(at.grant, origin)
})

const hidden = ['csrf', 'ticket', 'method', 'step', 'user_code', 'k']

/** The form of a page with what the person does. */
function send(page: HttpResponse, typed: Readonly<Record<string, string>>): Promise<HttpResponse> {
  const kept = hidden.map((name) => [name, fieldOf(page, name)] as const).filter(([, value]) => value !== '')
  return browser.post(place, { ...Object.fromEntries(kept), ...typed })
}

const known = () => browser.set.filter((line) => line.includes('devicegrant-known'))

describe('the page after a right password', () => {
  it('D42 asks for a second factor: no person is signed in, and the browser is not known', async () => {
    const page = await browser.signIn(alice)
    expect([page.status, page.headers['Set-Cookie']]).toEqual([200, undefined])
    expect(page.body).toContain('<h1>Confirm that it is you</h1>')
    expect(page.body).toContain('Code from your authenticator app')
    expect(known()).toEqual([])
    expect((await browser.get('/device/linked')).body).toContain('name="password"')
    expect(at.host.events.map(({ type }) => type)).toEqual(['secondFactorRequired'])
  })

  it('has a field for one-time codes with the digits of a phone, and no script', async () => {
    const { body, headers } = await browser.signIn(alice)
    const [field = ''] = /<input class="code"[^>]*>/.exec(body) ?? []
    expect(field).toContain('autocomplete="one-time-code" inputmode="numeric"')
    expect(body).not.toContain('<script')
    expect(headers['Content-Security-Policy']).toContain("default-src 'none'")
    expect(body).not.toContain(alice.password)
  })

  it('signs in with a code, with 303, in a new session, and makes the browser known', async () => {
    const page = await browser.signIn(alice)
    const before = browser.cookies.get('__Host-devicegrant-session')
    const done = await send(page, { factor_code: at.appCode() })
    expect([done.status, done.headers['Location']]).toEqual([303, '/device'])
    expect(browser.cookies.get('__Host-devicegrant-session')).not.toBe(before)
    expect(known()).toHaveLength(1)
    expect((await browser.get('/device')).body).toContain('Use another account')
    expect(at.host.events.map(({ type }) => type)).toEqual(['secondFactorRequired', 'loginSucceeded'])
  })

  it('keeps the code of the device, and leads to its request', async () => {
    const start = await browser.get('/device/sign-in?user_code=BCDF-GHJK')
    const page = await browser.post('/device/sign-in', {
      csrf: fieldOf(start, 'csrf'),
      user_code: fieldOf(start, 'user_code'),
      ...alice,
    })
    expect(page.body).toContain('BCDF-GHJK')
    const wrong = await send(page, { factor_code: at.wrongCode() })
    expect(wrong.body).toContain('BCDF-GHJK')
    const done = await send(wrong, { factor_code: at.appCode() })
    expect(done.headers['Location']).toBe('/device/confirm?user_code=BCDF-GHJK')
  })

  it('leads to the linked devices if the person came from there', async () => {
    const start = await browser.get('/device/linked')
    const page = await browser.post('/device/sign-in', {
      csrf: fieldOf(start, 'csrf'),
      step: fieldOf(start, 'step'),
      ...alice,
    })
    const done = await send(page, { factor_code: at.appCode() })
    expect(done.headers['Location']).toBe('/device/linked')
  })

  it('SU05: a slow code is as fresh as a fast one, for a request with max_age=0', async () => {
    const start = formRequest('/device_authorization', 'client_id=fake-cli&scope=read&max_age=0')
    const { user_code: userCode } = JSON.parse((await responseOf(at.grant.handler, start)).body)
    at.host.clock.advance(1_000)
    const form = await browser.get(`/device/sign-in?user_code=${userCode}`)
    const fields = { csrf: fieldOf(form, 'csrf'), user_code: fieldOf(form, 'user_code') }
    const page = await browser.post('/device/sign-in', { ...fields, ...alice })
    at.host.clock.advance(130_000)
    const done = await send(page, { factor_code: at.appCode() })
    expect(done.status).toBe(303)
    const confirm = await browser.get(done.headers['Location']?.toString() ?? '')
    expect(confirm.body).not.toContain('name="password"')
    expect(confirm.body).toContain('name="decision"')
  })

  it('says that a code is wrong, ties the message to the field, and lets the person try again', async () => {
    const page = await browser.signIn(alice)
    const wrong = await send(page, { factor_code: at.wrongCode() })
    expect(wrong.status).toBe(400)
    expect(wrong.body).toContain('This code is wrong, or it was used before.')
    expect(wrong.body).toContain('aria-invalid="true" aria-describedby="error"')
    expect((await send(wrong, { factor_code: at.appCode() })).status).toBe(303)
  })

  it('asks for a code that is missing, without a try', async () => {
    const page = await browser.signIn(alice)
    for (let nth = 0; nth < 8; nth++) {
      const missing = await send(page, { factor_code: ' ' })
      expect([missing.status, missing.body.includes('Enter the code.')]).toEqual([400, true])
    }
    expect((await send(page, { factor_code: at.appCode() })).status).toBe(303)
  })

  it('offers the other method by a button, and takes its code', async () => {
    const page = await browser.signIn(alice)
    expect(page.body).toMatch(
      /<button[^>]* name="use" value="recovery_code" formnovalidate>Use instead: Recovery code</,
    )
    const other = await send(page, { use: 'recovery_code', factor_code: '' })
    expect(other.status).toBe(200)
    expect(other.body).toContain('inputmode="text"')
    expect(other.body).toContain('name="use" value="totp"')
    const [code = ''] = at.recoveryCodes
    expect((await send(other, { factor_code: code })).status).toBe(303)
    expect(at.keptHashes.size).toBe(9)
  })

  it('asks for the first method if the form names an unknown one', async () => {
    const page = await browser.signIn(alice)
    const other = await send(page, { use: 'pigeon' })
    expect(other.body).toContain('Code from your authenticator app')
  })

  it('D42 takes a ticket once', async () => {
    const page = await browser.signIn(alice)
    expect((await send(page, { factor_code: at.appCode() })).status).toBe(303)
    const cookies = new Map(browser.cookies)
    const again = await send(page, { factor_code: at.appCode(1) })
    expect([again.status, again.body.includes('Please sign in again.')]).toEqual([403, true])
    expect(browser.cookies).toEqual(cookies)
  })

  it('takes a ticket only in the browser in which the password was right', async () => {
    const stolen = await browser.signIn(alice)
    const other = createBrowser(at.grant, origin)
    const own = await other.get('/device/sign-in')
    const fields = { csrf: fieldOf(own, 'csrf'), ticket: fieldOf(stolen, 'ticket'), factor_code: at.appCode() }
    const refused = await other.post(place, fields)
    expect([refused.status, refused.body.includes('name="password"')]).toEqual([403, true])
    expect((await send(stolen, { factor_code: at.appCode() })).status).toBe(303)
  })

  it('takes no ticket of POST /login, and POST /login none of the page', async () => {
    const page = await browser.signIn(alice)
    const { ticket } = JSON.parse((await at.login(alice)).body)
    expect((await send(page, { ticket, factor_code: at.appCode() })).status).toBe(403)
    expect((await at.login({ ticket: fieldOf(page, 'ticket'), code: at.appCode() })).status).toBe(403)
  })

  it('starts again after five minutes, without a cookie, and with the token of another session', async () => {
    const page = await browser.signIn(alice)
    expect((await send(page, { csrf: 'x', factor_code: at.appCode() })).body).toContain('This form is out of date')
    at.host.clock.advance(5 * minute)
    expect((await send(page, { factor_code: at.appCode() })).body).toContain('That took too long')
    browser.cookies.clear()
    expect((await send(page, { factor_code: at.appCode() })).body).toContain('This form was open for too long')
  })

  it('says how long to wait after too many wrong codes, and does not check the next one', async () => {
    const page = await browser.signIn(alice)
    for (let nth = 0; nth < 5; nth++) await send(page, { factor_code: at.wrongCode() })
    const refused = await send(page, { factor_code: at.appCode() })
    expect(refused.status).toBe(429)
    expect(refused.body).toContain('Please wait 12 minutes, and then sign in again.')
    expect(refused.headers['Retry-After']).toBe('720')
  })

  it('shows that the service is down if the second factor fails, and signs no person in', async () => {
    const page = await browser.signIn(alice)
    at.broken.add('verify')
    const down = await send(page, { factor_code: at.appCode() })
    expect([down.status, down.headers['Set-Cookie']]).toEqual([503, undefined])
    at.broken.clear()
    at.broken.add('needed')
    expect((await browser.signIn(alice)).status).toBe(503)
  })

  it('has the words of the host for a method of its own, in the language of the page', async () => {
    const { passwordLogin } = at.host.options
    const label = { en: 'Code from the text message', de: 'Code aus der SMS' }
    const secondFactor = {
      methods: [{ name: 'sms', label, keyboard: 'digits', amr: ['sms'] }],
      needed: () => ['sms'],
      verify: ({ code }: { readonly code: string }) => code === '424242',
    } as const
    const grant = at.open({ passwordLogin: { ...passwordLogin, secondFactor }, page: { language: 'de' } })
    const page = await createBrowser(grant, origin).signIn(alice)
    expect(page.body).toContain('<label for="factor_code">Code aus der SMS</label>')
    expect(page.body).toContain('Bestätigen Sie, dass Sie es sind')
    expect(page.body).not.toContain('name="use"')
  })

  it('is not shown for an account without a second factor', async () => {
    expect((await browser.signIn(bob)).status).toBe(303)
  })

  it('leads to the sign-in form if a browser opens its address', async () => {
    const page = await browser.get(place)
    expect([page.status, page.body.includes('name="password"')]).toEqual([200, true])
  })

  it('is not served without the option', async () => {
    const { passwordLogin } = at.host.options
    const { handler } = at.open({ passwordLogin })
    expect(await handler(requestOf({ path: place }))).toBeUndefined()
  })
})

describe('the session of the page', () => {
  it('says how the person signed in', async () => {
    const runtime = createSystemRuntime({ secret: at.host.options.secret, issuer: origin })
    const cookies = createCookieJar('devicegrant-session', true)
    const sessions = createPageSessions({ ...runtime, clock: at.host.clock }, cookies, origin)
    const amrOf = ({ cookies: sent }: Browser) => {
      const cookie = [...sent].map((pair) => pair.join('=')).join('; ')
      return sessions.read(requestOf({ headers: { cookie } }))?.viewer?.amr
    }
    const page = await browser.signIn(alice)
    expect(amrOf(browser)).toBeUndefined()
    await send(page, { factor_code: at.appCode() })
    expect(amrOf(browser)).toEqual(['pwd', 'otp'])
    const other = createBrowser(at.grant, origin)
    await other.signIn(bob)
    expect(amrOf(other)).toEqual(['pwd'])
  })
})
