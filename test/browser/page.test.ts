import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ExpressHost, startExpressHost } from '../support/express-host.js'
import { membersOf } from '../support/json.js'
import { accessibilityProblems } from './accessibility.js'
import { pictures, startChromium } from './chromium.js'

const phone = { width: 360, height: 740 }
const desktop = { width: 1280, height: 800 }
const alice = { username: 'alice', password: 'correct horse battery staple' }

describe('the verification page in Chromium', () => {
  let browser: Browser
  let host: ExpressHost
  let context: BrowserContext
  let page: Page
  let troubles: string[]

  beforeAll(async () => {
    browser = await startChromium()
  })

  afterAll(() => browser.close())

  beforeEach(async () => {
    host = await startExpressHost()
    troubles = []
  })

  afterEach(async () => {
    await context.close()
    await host.close()
    expect(troubles).toEqual([])
  })

  async function open(
    options: BrowserContextOptions,
    { scripts = false, elsewhere = '' }: { readonly scripts?: boolean; readonly elsewhere?: string } = {},
  ): Promise<void> {
    const ours = [host.issuer, elsewhere].filter((origin) => origin !== '')
    context = await browser.newContext({ ...options, javaScriptEnabled: scripts, bypassCSP: scripts })
    page = await context.newPage()
    page.on('console', (message) => {
      // A refused form is an answer with a status like any other; Chromium notes those in its console too.
      if (!message.text().startsWith('Failed to load resource')) troubles.push(message.text())
    })
    page.on('request', (request) => {
      if (!ours.some((origin) => request.url().startsWith(origin))) troubles.push(`a request to ${request.url()}`)
    })
  }

  async function start(scope = 'read write'): Promise<{ readonly userCode: string; readonly link: string }> {
    const body = new URLSearchParams({ client_id: 'demo-cli', scope })
    const started = await membersOf(await fetch(`${host.issuer}/device_authorization`, { method: 'POST', body }))
    return { userCode: String(started['user_code']), link: String(started['verification_uri_complete']) }
  }

  async function signIn(account = alice): Promise<void> {
    await page.getByLabel('Username').fill(account.username)
    await page.getByLabel('Password').fill(account.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
  }

  async function look(name: string): Promise<void> {
    if (pictures !== undefined) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true })
  }

  const heading = () => page.getByRole('heading', { level: 1 }).textContent()
  const shownAs = (name: string) =>
    page.getByRole('button', { name, exact: true }).evaluate((button) => {
      const { width, height, y } = button.getBoundingClientRect()
      const style = button.ownerDocument.defaultView?.getComputedStyle(button)
      return { width, height, y, font: `${style?.fontSize} ${style?.fontWeight}` }
    })
  const main = async () => (await page.locator('main').textContent()) ?? ''
  const decided = () => host.events.filter(({ type }) => type.startsWith('authorizationApproved'))

  it.each([
    ['phone', phone, 'light'],
    ['desktop', desktop, 'dark'],
  ] as const)('leads from the code to the approval without scripts, on a %s', async (name, viewport, colorScheme) => {
    await open({ viewport, colorScheme })
    const { userCode } = await start()
    await page.goto(`${host.issuer}/device`)
    await look(`${name}-1-code`)
    await page.getByRole('textbox').fill(userCode.toLowerCase().replace('-', ' '))
    await page.getByRole('button', { name: 'Continue' }).click()
    await look(`${name}-2-sign-in`)
    await signIn()
    const text = await main()
    expect(text).toContain(userCode)
    expect(text).toContain('Demo CLI')
    expect(text).toContain('alice')
    expect(text).toContain('127.0.0.1')
    await look(`${name}-3-confirm`)
    const overflow = page.viewportSize()
    expect(await page.locator('html').evaluate((html) => html.scrollWidth)).toBeLessThanOrEqual(overflow?.width ?? 0)
    await page.getByRole('button', { name: 'Approve' }).click()
    expect(await main()).toMatch(/device/i)
    await look(`${name}-4-approved`)
    expect(decided()).toMatchObject([{ clientId: 'demo-cli', subject: 'user-alice', scope: ['read', 'write'] }])
  })

  it('leads by a complete link to one question, before and after the sign-in', async () => {
    await open({ viewport: phone })
    const first = await start()
    await page.goto(first.link)
    await look('phone-link-1-sign-in')
    expect(await main()).toContain(first.userCode)
    await signIn()
    expect(await heading()).toBe('Link this device?')
    expect(await main()).toContain(first.userCode)
    const second = await start()
    await page.goto(second.link)
    expect(await heading()).toBe('Link this device?')
    expect(await main()).toContain(second.userCode)
    expect(decided()).toEqual([])
  })

  it('takes a pasted link, with what a chat puts around it', async () => {
    await open({ viewport: phone })
    const { userCode, link } = await start()
    await page.goto(`${host.issuer}/DEVICE/`)
    await page.getByRole('textbox').fill(`\u2068Open <${link}> now\u2069`)
    await page.getByRole('button', { name: 'Continue' }).click()
    expect(await main()).toContain(userCode)
    const cut = link.slice(0, link.indexOf(userCode) + userCode.length - 3)
    await page.goto(`${host.issuer}/device`)
    await page.getByRole('textbox').fill(cut)
    await page.getByRole('button', { name: 'Continue' }).click()
    expect(await page.getByRole('alert').textContent()).toContain('This link holds no code')
    await look('phone-link-cut-short')
    await page.goto(cut)
    expect(await page.getByRole('alert').textContent()).toContain('This link holds no code')
    await look('phone-link-cut-short-opened')
  })

  it('keeps the code of a sign-in form that was open for too long', async () => {
    await open({ viewport: phone })
    const { userCode, link } = await start()
    await page.goto(link)
    await context.clearCookies()
    await signIn()
    expect(await page.getByRole('alert').textContent()).toContain('open for too long')
    expect(await main()).toContain(userCode)
    await look('phone-stale-sign-in')
    await signIn()
    expect(await heading()).toBe('Link this device?')
  })

  it('keeps the code when the person changes accounts', async () => {
    await open({ viewport: phone })
    const { userCode, link } = await start()
    await page.goto(link)
    await signIn()
    await page.getByRole('button', { name: 'Use another account' }).click()
    expect(await main()).toContain(userCode)
    await signIn({ username: 'bob', password: 'a quiet river under seven bridges' })
    expect(await main()).toContain('bob')
    expect(await main()).toContain(userCode)
  })

  it('asks again when nothing is ticked', async () => {
    await open({ viewport: phone })
    await page.goto((await start()).link)
    await signIn()
    for (const box of await page.getByRole('checkbox').all()) await box.uncheck()
    await page.getByRole('button', { name: 'Approve' }).click()
    expect(await page.getByRole('alert').textContent()).toContain('ticked nothing')
    expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(0)
    await look('phone-nothing-ticked')
    expect(decided()).toEqual([])
    await page.locator('input[type=checkbox][value=read]').check()
    await page.getByRole('button', { name: 'Approve' }).click()
    expect(decided()).toMatchObject([{ scope: ['read'] }])
  })

  it('denies, and shows Deny as large as Approve', async () => {
    await open({ viewport: desktop })
    await page.goto((await start()).link)
    await signIn()
    const approve = await page.getByRole('button', { name: 'Approve' }).boundingBox()
    const deny = await page.getByRole('button', { name: 'Deny' }).boundingBox()
    expect([deny?.width, deny?.height]).toEqual([approve?.width, approve?.height])
    await page.getByRole('button', { name: 'Deny' }).click()
    await look('desktop-denied')
    expect(host.events.at(-1)).toMatchObject({ type: 'authorizationDenied' })
  })

  it('XD03: leads the keyboard to Deny before Approve, as large and as legible', async () => {
    await open({ viewport: phone }, { scripts: true })
    await page.goto((await start()).link)
    await signIn()
    await page.getByRole('heading', { name: 'Link this device?' }).waitFor()
    const focused: (string | null)[] = []
    for (let nth = 0; nth < 12 && !focused.includes('report'); nth++) {
      await page.keyboard.press('Tab')
      focused.push(await page.locator(':focus').getAttribute('value'))
    }
    expect(focused.slice(-3)).toEqual(['deny', 'approve', 'report'])
    const [deny, approve] = await Promise.all(['Deny', 'Approve'].map((name) => shownAs(name)))
    expect(deny).toMatchObject({ width: approve?.width, height: approve?.height, font: approve?.font })
    expect(deny?.y).toBe(approve?.y)
    expect(await accessibilityProblems(page)).toEqual([])
    // A person who presses Enter anywhere in the form has denied.
    await page.locator('input[type=checkbox]').first().focus()
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.searchParams.size === 0)
    expect(host.events.at(-1)).toMatchObject({ type: 'authorizationDenied' })
    expect(host.events.filter(({ type }) => type === 'phishingReported')).toEqual([])
  })

  it('XD04: denies and reports what the person did not start', async () => {
    await open({ viewport: phone })
    await page.goto((await start()).link)
    await signIn()
    await page.getByRole('button', { name: 'I did not start this' }).click()
    expect(await heading()).toBe('Denied and reported. Nothing was linked.')
    expect(host.events.at(-1)).toMatchObject({ type: 'phishingReported', stage: 'request' })
  })

  it('grants only the scopes that stay ticked', async () => {
    await open({ viewport: phone })
    await page.goto((await start()).link)
    await signIn()
    await page.locator('input[type=checkbox][value=write]').uncheck()
    await page.getByRole('button', { name: 'Approve' }).click()
    expect(decided()).toMatchObject([{ scope: ['read'] }])
  })

  it('is harmless to reload and to go back after the decision', async () => {
    await open({ viewport: phone })
    await page.goto((await start()).link)
    await signIn()
    await page.getByRole('button', { name: 'Approve' }).click()
    const approved = await heading()
    await page.reload()
    expect(await heading()).toBe(approved)
    await page.goBack()
    expect(decided()).toHaveLength(1)
  })

  it('shows that a password or a code is wrong, and offers the form again', async () => {
    await open({ viewport: phone })
    await page.goto(`${host.issuer}/device`)
    await page.getByRole('textbox').fill('BCDF-GHJK')
    await page.getByRole('button', { name: 'Continue' }).click()
    await signIn({ username: 'alice', password: 'wrong' })
    expect(await page.getByRole('alert').textContent()).toContain('Wrong username or password')
    await look('phone-wrong-password')
    await page.getByLabel('Password').fill(alice.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    expect(await page.getByRole('alert').textContent()).toContain('not valid')
    await look('phone-wrong-code')
  })

  it('keeps a form of before another sign-in from deciding', async () => {
    await open({ viewport: phone })
    const { link } = await start()
    await page.goto(link)
    await signIn()
    const second = await context.newPage()
    await second.goto(`${host.issuer}/device/sign-in`)
    await second.getByLabel('Username').fill('bob')
    await second.getByLabel('Password').fill('a quiet river under seven bridges')
    await second.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('button', { name: 'Approve' }).click()
    expect(await main()).toContain('out of date')
    expect(decided()).toEqual([])
  })

  /** Links a device as Alice, whose browser is this one. */
  async function link(label: string, scope = 'read offline_access'): Promise<void> {
    const body = new URLSearchParams({ client_id: 'demo-cli', scope, device_label: label })
    const headers = { 'User-Agent': 'democli/1.4 (linux; x64)' }
    const asked = await fetch(`${host.issuer}/device_authorization`, { method: 'POST', body, headers })
    const started = await membersOf(asked)
    await page.goto(String(started['verification_uri_complete']))
    if ((await heading()) === 'Sign in') await signIn()
    await page.getByRole('button', { name: 'Approve' }).click()
    const grant = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', client_id: 'demo-cli' }
    const code = new URLSearchParams({ ...grant, device_code: String(started['device_code']) })
    expect((await fetch(`${host.issuer}/token`, { method: 'POST', body: code, headers })).status).toBe(200)
  }

  const ended = () => host.events.filter(({ type }) => type === 'grantEnded' || type === 'grantsRevoked')

  it.each([
    ['phone', phone, 'light'],
    ['desktop', desktop, 'dark'],
  ] as const)('shows the linked devices, and unlinks one of them, on a %s', async (name, viewport, colorScheme) => {
    await open({ viewport, colorScheme })
    await page.goto(`${host.issuer}/device/linked`)
    await signIn()
    expect(await main()).toContain('No device is linked')
    await link('Build machine in the cellar')
    host.clock.advance(3 * 86_400_000)
    await page.goto(`${host.issuer}/device`)
    await link('Laptop', 'read write openid offline_access')
    await page.getByRole('link', { name: 'See your linked devices' }).click()
    await look(`${name}-linked`)
    const text = await main()
    expect(text).toContain('Build machine in the cellar')
    expect(text).toContain('3 days ago')
    expect(text).toContain('Demo CLI')
    expect(await page.locator('html').evaluate((html) => html.scrollWidth)).toBeLessThanOrEqual(viewport.width)
    const cellar = page.getByRole('listitem').filter({ hasText: 'cellar' })
    await cellar.getByRole('link', { name: 'Unlink Demo CLI' }).click()
    await look(`${name}-unlink`)
    expect(await heading()).toBe('Unlink Demo CLI?')
    expect(ended()).toEqual([])
    await page.getByRole('button', { name: 'Unlink' }).click()
    await look(`${name}-unlinked-one`)
    expect(await heading()).toBe('Demo CLI is unlinked')
    await page.getByRole('link', { name: 'See your linked devices' }).click()
    expect(await main()).not.toContain('cellar')
    expect(await main()).toContain('Laptop')
    expect(ended()).toMatchObject([{ type: 'grantEnded', reason: 'revokedByPerson', subject: 'user-alice' }])
  })

  it('unlinks everything, and is signed out itself', async () => {
    await open({ viewport: phone })
    await page.goto(`${host.issuer}/device/linked`)
    await signIn()
    await link('Laptop')
    await page.goto(`${host.issuer}/device/linked`)
    await page.getByRole('link', { name: 'Unlink all devices' }).click()
    await look('phone-unlink-all')
    await page.getByRole('button', { name: 'Unlink' }).click()
    await look('phone-unlinked')
    expect(await heading()).toBe('Every device is unlinked')
    expect(ended()).toMatchObject([{ type: 'grantsRevoked', subject: 'user-alice' }])
    await page.goto(`${host.issuer}/device/linked`)
    expect(await heading()).toBe('Sign in')
    host.clock.advance(1_000)
    await signIn()
    expect(await main()).toContain('No device is linked')
  })

  it.each(['light', 'dark'] as const)(
    'has linked devices without anything that axe finds, in %s',
    async (colorScheme) => {
      await open({ viewport: phone, colorScheme }, { scripts: true })
      await page.goto(`${host.issuer}/device/linked`)
      expect(await accessibilityProblems(page)).toEqual([])
      await signIn()
      expect(await accessibilityProblems(page)).toEqual([])
      await link('Laptop')
      expect(await accessibilityProblems(page)).toEqual([])
      await page.goto(`${host.issuer}/device/linked`)
      expect(await accessibilityProblems(page)).toEqual([])
      await page.getByRole('link', { name: 'Unlink all devices' }).click()
      expect(await accessibilityProblems(page)).toEqual([])
      await page.getByRole('button', { name: 'Unlink' }).click()
      expect(await accessibilityProblems(page)).toEqual([])
    },
  )

  it('leads to a sign-in of the host on another origin', async () => {
    const elsewhere = await startExpressHost()
    await host.close()
    const signInUrl = (returnTo: string) => `${elsewhere.issuer}/device?user_code=BCDF-GHJK&return_to=${returnTo}`
    host = await startExpressHost({ hostSessions: { find: async () => undefined, signInUrl } })
    await open({ viewport: phone }, { elsewhere: elsewhere.issuer })
    await page.goto((await start()).link)
    await page.waitForURL(`${elsewhere.issuer}/**`)
    expect(new URL(page.url()).searchParams.get('return_to')).toMatch(/^\/device\/confirm\?user_code=/)
    await page.goto(`${host.issuer}/device`)
    await page.getByRole('textbox').fill((await start()).userCode)
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.waitForURL(`${elsewhere.issuer}/**`)
    await elsewhere.close()
  })

  it.each(['light', 'dark'] as const)('has nothing that axe finds inaccessible, in %s', async (colorScheme) => {
    await open({ viewport: phone, colorScheme }, { scripts: true })
    const { link } = await start()
    await page.goto(link.slice(0, -1))
    expect(await accessibilityProblems(page)).toEqual([])
    await page.goto(link)
    expect(await accessibilityProblems(page)).toEqual([])
    await context.clearCookies()
    await signIn()
    expect(await accessibilityProblems(page)).toEqual([])
    await signIn()
    expect(await accessibilityProblems(page)).toEqual([])
    const boxes = await page.getByRole('checkbox').all()
    for (const box of boxes) await box.uncheck()
    await page.getByRole('button', { name: 'Approve' }).click()
    expect(await accessibilityProblems(page)).toEqual([])
    for (const box of await page.getByRole('checkbox').all()) await box.check()
    await page.getByRole('button', { name: 'Approve' }).click()
    expect(await accessibilityProblems(page)).toEqual([])
  })
})
