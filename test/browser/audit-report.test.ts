import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type AuditReport, htmlReport } from '@devicegrant/conformance'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { hostileReport, sampleReport } from '../../packages/conformance/test-support/sample-report.js'
import { accessibilityProblems } from './accessibility.js'
import { pictures, startChromium } from './chromium.js'

const screens = {
  'a small phone': { width: 320, height: 568 },
  'a phone': { width: 390, height: 844 },
  'a desktop': { width: 1280, height: 900 },
}
const hostile = `<script>document.title = 'taken'</script><img src="https://evil.example/a.png" onerror="document.title = 'taken'">${'x'.repeat(400)}`
const reports = {
  usual: sampleReport(),
  hostile: hostileReport(hostile),
  empty: sampleReport([]),
} satisfies Record<string, AuditReport>

describe('the page of an audit, in Chromium', () => {
  let browser: Browser
  let directory: string

  beforeAll(async () => {
    browser = await startChromium()
    directory = mkdtempSync(join(tmpdir(), 'audit-report-'))
  })

  afterAll(async () => {
    rmSync(directory, { recursive: true })
    await browser.close()
  })

  /** Opens a report from a file, as a person does, and notes what the page asks for and what the browser complains about. */
  async function open(name: keyof typeof reports, options: BrowserContextOptions = {}) {
    const file = join(directory, `${name}.html`)
    writeFileSync(file, htmlReport(reports[name]))
    const context = await browser.newContext(options)
    onTestFinished(() => context.close())
    const page = await context.newPage()
    const requests: string[] = []
    const complaints: string[] = []
    page.on('request', (request) => requests.push(request.url()))
    page.on('console', (message) => complaints.push(message.text()))
    const address = pathToFileURL(file).href
    await page.goto(address)
    return { page, address, requests, complaints }
  }

  const cases = Object.entries(screens).flatMap(([screen, viewport]) =>
    (['light', 'dark'] as const).flatMap((colorScheme) =>
      (['usual', 'hostile', 'empty'] as const).map((name) => ({ name, screen, viewport, colorScheme })),
    ),
  )

  it.each(cases)(
    'has nothing that axe finds, and nothing beside the screen: $name, $screen, $colorScheme',
    async ({ name, screen, viewport, colorScheme }) => {
      const { page } = await open(name, { viewport, colorScheme, bypassCSP: true, reducedMotion: 'reduce' })
      await takePicture(page, `${name}-${screen}-${colorScheme}`)
      for (const exchange of await page.locator('summary').all()) await exchange.click()
      await takePicture(page, `${name}-${screen}-${colorScheme}-open`)
      expect(await accessibilityProblems(page)).toEqual([])
      expect(await page.locator('html').evaluate((root) => root.scrollWidth)).toBe(viewport.width)
    },
  )

  it.each(['usual', 'hostile'] as const)('loads nothing, and its policy has nothing to block: %s', async (name) => {
    const { page, address, requests, complaints } = await open(name)
    expect({ requests, complaints }).toEqual({ requests: [address], complaints: [] })
    expect(await page.title()).not.toBe('taken')
    expect(await page.locator('script, img, [style], [onerror]').count()).toBe(0)
    // The policy allows the style by its hash.
    expect(await colorOf(page.locator('.verdict'))).not.toBe(await colorOf(page.locator('.results')))
  })

  it('has a policy that stops what would run or load all the same', async () => {
    const { page, complaints } = await open('usual')
    await page.locator('body').evaluate((body) => {
      const image = body.ownerDocument.createElement('img')
      image.src = 'https://evil.example/a.png'
      body.append(image)
    })
    await expect.poll(() => complaints).toEqual([expect.stringContaining('Content Security Policy')])
  })

  describe('without scripts', () => {
    it('shows the results that are chosen, and their groups', async () => {
      const { page } = await open('usual', { javaScriptEnabled: false })
      expect(await shown(page, '.group h3')).toEqual(['metadata', 'codes', 'poll', 'token', 'redeem', 'dpop'])
      await page.getByLabel('failed').check()
      expect(await shown(page, '.group h3')).toEqual(['metadata', 'token'])
      expect(await shown(page, '.result .id')).toEqual(['metadata-response-types', 'token-media-type'])
      // The choices are one stop of the keyboard, with the arrows between them.
      await page.keyboard.press('ArrowRight')
      expect(await shown(page, '.result .id')).toEqual(['codes-device-code-entropy'])
    })

    it('shows the target of a link, whatever is chosen', async () => {
      const { page } = await open('usual', { javaScriptEnabled: false })
      await page.getByLabel('skipped').check()
      await page.locator('.first a').first().click()
      expect(await shown(page, '.result .id')).toEqual([
        'metadata-response-types',
        'redeem-once',
        'redeem-race',
        'dpop-nonce',
      ])
      expect(page.url()).toMatch(/#metadata-response-types$/)
    })

    it('has each exchange behind a summary that the keyboard opens', async () => {
      const { page } = await open('usual', { javaScriptEnabled: false })
      const response = page.locator('#token-media-type details').last().getByText('"access_token"')
      expect(await response.isVisible()).toBe(false)
      await page.locator('#token-media-type summary').last().press('Enter')
      expect(await response.isVisible()).toBe(true)
    })

    it('prints the exchanges, and leaves out what only a screen needs', async () => {
      const { page } = await open('usual', { javaScriptEnabled: false })
      await page.emulateMedia({ media: 'print' })
      expect(await page.locator('#token-media-type').getByText('"access_token"').isVisible()).toBe(true)
      expect(await page.locator('nav').isVisible()).toBe(false)
      if (pictures !== undefined) await page.pdf({ path: `${pictures}/audit-report.pdf`, format: 'A4' })
    })
  })
})

async function takePicture(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return
  await page.screenshot({ path: `${pictures}/audit-report-${name.replaceAll(' ', '-')}.png`, fullPage: true })
}

/** The texts of the elements that are not hidden. */
async function shown(page: Page, selector: string): Promise<readonly string[]> {
  return page.locator(selector).filter({ visible: true }).allTextContents()
}

function colorOf(element: Locator): Promise<string | undefined> {
  return element.evaluate((node) => node.ownerDocument.defaultView?.getComputedStyle(node).backgroundColor)
}
