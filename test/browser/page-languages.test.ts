import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ExpressHost, startExpressHost } from '../support/express-host.js'
import { membersOf } from '../support/json.js'
import { accessibilityProblems } from './accessibility.js'
import { pictures, startChromium } from './chromium.js'

const languages = ['en', 'de', 'fr', 'es', 'pt', 'ja', 'zh', 'ar']
const alice = { username: 'alice', password: 'correct horse battery staple' }
describe('the verification page in other languages, in Chromium', () => {
  let browser: Browser
  let host: ExpressHost
  let context: BrowserContext
  let page: Page

  beforeAll(async () => {
    browser = await startChromium()
  })

  afterAll(() => browser.close())

  beforeEach(async () => {
    host = await startExpressHost()
  })

  afterEach(async () => {
    await context.close()
    await host.close()
  })

  // Scripts are only for axe: the page has none.
  async function open(locale: string, width: number): Promise<void> {
    const viewport = { width, height: 740 }
    context = await browser.newContext({ locale, viewport, javaScriptEnabled: true, bypassCSP: true })
    page = await context.newPage()
  }

  async function start(): Promise<{ readonly link: string; readonly deviceCode: string }> {
    const body = new URLSearchParams({ client_id: 'demo-cli', scope: 'read offline_access', device_label: 'The TV' })
    const started = await membersOf(await fetch(`${host.issuer}/device_authorization`, { method: 'POST', body }))
    return { link: String(started['verification_uri_complete']), deviceCode: String(started['device_code']) }
  }

  async function redeem(deviceCode: string): Promise<void> {
    const grant = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', client_id: 'demo-cli' }
    const body = new URLSearchParams({ ...grant, device_code: deviceCode })
    expect((await fetch(`${host.issuer}/token`, { method: 'POST', body })).status).toBe(200)
  }

  /** Goes through the main pages, and calls `check` on each of them. */
  async function walk(check: (name: string) => Promise<void>): Promise<void> {
    await page.goto(`${host.issuer}/device`)
    await check('code')
    const { link, deviceCode } = await start()
    await page.goto(link)
    await check('sign-in')
    await page.locator('#username').fill(alice.username)
    await page.locator('#password').fill('wrong')
    await page.locator('main button').click()
    await check('sign-in-again')
    await page.locator('#password').fill(alice.password)
    await page.locator('main button').click()
    await check('confirm')
    await page.locator('button[value=approve]').click()
    await check('approved')
    await redeem(deviceCode)
    await page.locator('main a').click()
    expect(await page.locator('main').textContent()).toContain('The TV')
    await check('linked')
    await page.goto((await start()).link)
    await page.locator('button[value=deny]').click()
    await check('denied')
  }

  async function look(name: string): Promise<void> {
    if (pictures !== undefined) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true })
  }

  it.each(languages)('needs no horizontal scrolling at 320 pixels: %s', async (locale) => {
    await open(locale, 320)
    await walk(async (name) => {
      expect(await page.locator('html').getAttribute('lang'), name).toBe(locale)
      expect(await page.locator('html').evaluate((html) => html.scrollWidth), name).toBeLessThanOrEqual(320)
      await look(`${locale}-phone-${name}`)
    })
  })

  it.each(['ar', 'ja'])('has nothing that axe finds inaccessible: %s', async (locale) => {
    await open(locale, 1280)
    await walk(async (name) => {
      expect(await accessibilityProblems(page), name).toEqual([])
      await look(`${locale}-desktop-${name}`)
    })
  })

  it('is written from right to left in Arabic, but its codes from left to right', async () => {
    await open('ar-EG', 360)
    await page.goto((await start()).link)
    const header = await page.locator('header .mark').boundingBox()
    expect(header?.x).toBeGreaterThan(180)
    expect(await page.locator('strong.code').evaluate((code) => code.ownerDocument.dir)).toBe('rtl')
    expect(await page.locator('strong.code').getAttribute('dir')).toBe('ltr')
  })

  it('changes its language by a link, and keeps the code and the language to the approval', async () => {
    await open('en', 360)
    const { link } = await start()
    const code = new URL(link).searchParams.get('user_code') ?? ''
    await page.goto(link)
    await page.getByRole('link', { name: 'Deutsch' }).click()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Anmelden')
    await page.getByLabel('Benutzername').fill(alice.username)
    await page.getByLabel('Passwort').fill(alice.password)
    await page.getByRole('button', { name: 'Anmelden' }).click()
    expect(await page.locator('main').textContent()).toContain(code)
    await page.getByRole('button', { name: 'Zustimmen' }).click()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('Zugestimmt')
    expect(await page.getByRole('navigation').count()).toBe(0)
  })
})
