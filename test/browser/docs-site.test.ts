import { rmSync } from 'node:fs'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { buildSite, serveFolder } from '../support/docs-site.js'
import { accessibilityProblems } from './accessibility.js'
import { pictures, startChromium } from './chromium.js'

const sizes = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 800 } }
const paths = {
  first: '/',
  guide: '/guide/getting-started.html',
  table: '/guide/options.html',
  machine: '/reference/state-machine.html',
  architecture: '/architecture.html',
  client: '/guide/write-a-client.html',
}

describe('the site of the documents in Chromium', () => {
  let folder: string
  let site: { readonly origin: string; close(): Promise<void> }
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let troubles: string[] = []

  beforeAll(async () => {
    folder = await buildSite()
    site = await serveFolder(folder)
    browser = await startChromium()
  })

  afterAll(async () => {
    await browser?.close()
    await site?.close()
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  })

  afterEach(async () => {
    await context.close()
    expect(troubles).toEqual([])
  })

  async function open(path: string, options: BrowserContextOptions): Promise<void> {
    troubles = []
    context = await browser.newContext(options)
    page = await context.newPage()
    page.on('console', (message) => troubles.push(message.text()))
    page.on('pageerror', (fault) => troubles.push(fault.message))
    page.on('request', (request) => {
      const url = request.url()
      if (!url.startsWith(site.origin) && !url.startsWith('data:')) troubles.push(`a request to ${url}`)
    })
    await page.goto(site.origin + path, { waitUntil: 'networkidle' })
  }

  const settings = [
    { size: 'phone', colorScheme: 'dark' },
    { size: 'desktop', colorScheme: 'light' },
  ] as const
  const looks = settings.flatMap((setting) => Object.entries(paths).map(([name, path]) => ({ ...setting, name, path })))

  it.each(looks)('shows $name on a $size, $colorScheme, and asks no other host', async (look) => {
    const { size, colorScheme, name, path } = look
    await open(path, { viewport: sizes[size], colorScheme })
    expect(await page.locator('h1').first().isVisible()).toBe(true)
    const wide = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    expect(wide).toBe(0)
    if (pictures !== undefined) {
      await page.screenshot({ path: `${pictures}/site-${name}-${size}-${colorScheme}.png`, fullPage: name === 'first' })
    }
    // The structure of its pages is that of the theme; the colors are ours.
    const problems = await accessibilityProblems(page)
    expect(problems.filter((problem) => problem.startsWith('color-contrast'))).toEqual([])
  })

  it('finds a page without another host', async () => {
    await open('/', { viewport: sizes.desktop })
    await page.getByRole('button', { name: 'Search' }).click()
    await page.locator('#localsearch-input').fill('stolen refresh token')
    const first = page.locator('#localsearch-list li a').first()
    await first.waitFor()
    if (pictures !== undefined) await page.screenshot({ path: `${pictures}/site-search.png` })
    await first.click()
    await page.waitForURL((url) => url.pathname !== '/')
    expect(await page.locator('.vp-doc').textContent()).toContain('token')
  })

  it('can be read without scripts', async () => {
    await open('/guide/getting-started.html', { viewport: sizes.phone, javaScriptEnabled: false })
    expect(await page.locator('.vp-doc').textContent()).toContain('npm install express')
  })
})
