import type { Client, PageOptions } from '@devicegrant/core'
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type ExpressHost, startExpressHost } from '../support/express-host.js'
import { membersOf } from '../support/json.js'
import { accessibilityProblems } from './accessibility.js'
import { startChromium } from './chromium.js'

const svg = 'data:image/svg+xml,%3Csvg%20xmlns=%22http://www.w3.org/2000/svg%22%20viewBox=%220%200%2040%2040%22/%3E'
const scopes = Array.from({ length: 24 }, (_, index) => `scope-${index}`)
const scopeDescriptions = Object.fromEntries(
  scopes.map((scope) => [scope, `Do a thing that takes ${scope} to explain`]),
)
const client: Client = {
  clientId: 'branded',
  name: 'Branded CLI',
  verified: true,
  logoUri: svg,
  authMethods: ['none'],
  grantTypes: ['device_code', 'refresh_token'],
  scopes,
  defaultScopes: [],
}

describe('a branded page in Chromium', () => {
  let browser: Browser
  let host: ExpressHost
  let context: BrowserContext
  let page: Page
  let troubles: string[]

  beforeAll(async () => {
    browser = await startChromium()
  })

  afterAll(() => browser.close())

  afterEach(async () => {
    await context.close()
    await host.close()
    expect(troubles).toEqual([])
  })

  async function open(brand: PageOptions, options: BrowserContextOptions, scripts = false): Promise<void> {
    const branded = { scopeDescriptions, ...brand }
    host = await startExpressHost({ page: branded, clients: { findClient: () => client } })
    troubles = []
    context = await browser.newContext({ ...options, javaScriptEnabled: scripts, bypassCSP: scripts })
    page = await context.newPage()
    // Chromium writes each thing that the Content-Security-Policy blocks to the console.
    page.on('console', (message) => {
      if (!message.text().startsWith('Failed to load resource')) troubles.push(message.text())
    })
  }

  /** Opens the page that asks for a decision. */
  async function decide(scope = scopes.join(' ')): Promise<void> {
    const body = new URLSearchParams({ client_id: 'branded', scope, device_label: 'The TV in the living room' })
    const started = await membersOf(await fetch(`${host.issuer}/device_authorization`, { method: 'POST', body }))
    await page.goto(String(started['verification_uri_complete']))
    await page.getByLabel('Username').fill('alice')
    await page.getByLabel('Password').fill('correct horse battery staple')
    await page.getByRole('button', { name: 'Sign in' }).click()
  }

  const boxOf = async (name: string) => {
    const box = await page.getByRole('button', { name, exact: true }).boundingBox()
    if (box === null) throw new Error(`no button ${name}`)
    return box
  }

  const styleOf = async (locator: Locator, property: 'color' | 'border-top-color' | 'background-color') =>
    locator.evaluate(
      (element, name) => element.ownerDocument.defaultView?.getComputedStyle(element).getPropertyValue(name),
      property,
    )

  describe.each([
    ['a small phone', { width: 320, height: 568 }],
    ['a phone', { width: 390, height: 844 }],
    ['a phone on its side', { width: 667, height: 320 }],
    ['a desktop', { width: 1280, height: 800 }],
    ['a desktop at four times the size', { width: 320, height: 256 }],
  ] as const)('on %s', (_, viewport) => {
    it('both decisions are in sight from the first moment to the end of a long list, and hide nothing', async () => {
      await open({}, { viewport })
      await decide()
      const code = await page.locator('strong.code').boundingBox()
      const [deny, approve] = [await boxOf('Deny'), await boxOf('Approve')]
      // The browser lays out in parts of a pixel.
      expect(deny.width).toBeCloseTo(approve.width, 1)
      expect(deny.height).toBe(approve.height)
      for (const box of [deny, approve]) {
        expect(box.y).toBeGreaterThan((code?.y ?? Number.NaN) + (code?.height ?? 0))
        expect(box.y + box.height).toBeLessThanOrEqual(viewport.height)
        expect(box.x + box.width).toBeLessThanOrEqual(viewport.width)
      }
      for (const checkbox of await page.getByRole('checkbox').all()) {
        await page.keyboard.press('Tab')
        while (!(await checkbox.evaluate((element) => element === element.ownerDocument.activeElement))) {
          await page.keyboard.press('Tab')
        }
        const focused = await checkbox.boundingBox()
        const bar = await boxOf('Approve')
        expect((focused?.y ?? Number.NaN) + (focused?.height ?? 0)).toBeLessThanOrEqual(bar.y)
        expect(bar.y + bar.height).toBeLessThanOrEqual(viewport.height)
      }
    })
  })

  it('the warning is in sight before the person can scroll, on a small phone too', async () => {
    await open({}, { viewport: { width: 320, height: 568 } })
    await decide()
    const warning = await page.locator('#warning').boundingBox()
    expect((warning?.y ?? Number.NaN) + (warning?.height ?? 0)).toBeLessThanOrEqual((await boxOf('Deny')).y)
  })

  // Each of these colors cannot be read as text in one of the schemes.
  it.each([
    ['#ffd400', 'light'],
    ['#ffd400', 'dark'],
    ['#ffd1dc', 'light'],
    ['#ffd1dc', 'dark'],
    ['#0a1a3f', 'light'],
    ['#0a1a3f', 'dark'],
  ] as const)('with the accent %s has nothing that axe finds, in %s', async (accent, colorScheme) => {
    const brand = { accent, serviceName: 'Northwind', logo: svg, helpUrl: '/help', privacyUrl: '/privacy' }
    await open(brand, { viewport: { width: 390, height: 844 }, colorScheme }, true)
    await page.goto(`${host.issuer}/device`)
    expect(await accessibilityProblems(page)).toEqual([])
    await decide('scope-1 scope-2')
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByRole('button', { name: 'Approve' }).hover()
    await page.getByRole('button', { name: 'Approve' }).click()
    expect(await accessibilityProblems(page)).toEqual([])
  })

  it('loads its logos and the style of the host, with its hash, and nothing that the style names', async () => {
    const css = 'h1 {\r\n  color: rgb(1, 2, 3);\r\n  background: url("https://evil.example/a.png");\r\n}\r\n'
    await open({ css, logo: svg, serviceName: 'Northwind' }, { viewport: { width: 390, height: 844 } })
    await decide('scope-1')
    expect(await styleOf(page.locator('h1'), 'color')).toBe('rgb(1, 2, 3)')
    for (const image of await page.locator('img').all()) {
      expect(await image.evaluate((element) => Number(Reflect.get(element, 'naturalWidth')) > 0)).toBe(true)
    }
    expect(await page.locator('img').count()).toBe(2)
    expect(troubles.filter((text) => text.includes('evil.example')).length).toBeGreaterThan(0)
    troubles = troubles.filter((text) => !text.includes('evil.example'))
  })

  it('has visible edges with the colors of the person', async () => {
    await open({ accent: '#ffd400' }, { viewport: { width: 390, height: 844 }, forcedColors: 'active' })
    await decide('scope-1')
    for (const locator of [page.locator('.button').first(), page.locator('.note'), page.locator('.choices')]) {
      const [edge, ground] = [await styleOf(locator, 'border-top-color'), await styleOf(locator, 'background-color')]
      expect(edge).toMatch(/^rgb/)
      expect(edge).not.toBe(ground)
    }
  })

  it('names the example of a code to screen readers as a description, not as a value', async () => {
    await open({}, { viewport: { width: 390, height: 844 } })
    await page.goto(`${host.issuer}/device`)
    const field = page.getByRole('textbox', { name: 'Code from your device' })
    expect(await field.inputValue()).toBe('')
    expect(await field.getAttribute('placeholder')).toBeNull()
    const described = (await field.getAttribute('aria-describedby'))?.split(' ') ?? []
    const texts = await Promise.all(described.map((id) => page.locator(`#${id}`).textContent()))
    expect(texts.at(-1)).toBe('For example WDJB-MJHT')
  })
})
