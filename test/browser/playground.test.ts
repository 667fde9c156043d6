import type { Browser, BrowserContextOptions } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { served } from '../../examples/demo/src/dialects.js'
import { languagesOf } from '../../examples/demo/src/playground/languages.js'
import { type RunningDemo, startDemo } from '../support/demo-process.js'
import { accessibilityProblems } from './accessibility.js'
import { pictures, startChromium } from './chromium.js'
import { PlaygroundVisit, type Windows } from './playground-visit.js'

const phone = { width: 360, height: 740 }
const desktop = { width: 1360, height: 900 }
const names = languagesOf(served.dialects, '', '').map(({ name }) => name)
const ways = names.flatMap((name) => (['one', 'two'] as const).map((windows) => [name, windows] as const))

describe('the playground in Chromium', () => {
  let browser: Browser
  let demo: RunningDemo
  let visit: PlaygroundVisit

  beforeAll(async () => {
    browser = await startChromium()
    demo = await startDemo({ POLL_INTERVAL: '1' })
  })

  afterAll(async () => {
    await browser.close()
    await demo.stop('SIGKILL')
  })

  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
    expect(visit.troubles).toEqual([])
  })

  async function open(options: BrowserContextOptions = {}, windows: Windows = 'one', at = demo.address): Promise<void> {
    const context = await browser.newContext({ viewport: desktop, ...options })
    visit = await PlaygroundVisit.open(context, at, windows)
  }

  async function look(name: string): Promise<void> {
    if (pictures !== undefined)
      await visit.page.screenshot({ path: `${pictures}/playground-${name}.png`, fullPage: true })
  }

  const text = (selector: string) => visit.page.locator(selector).textContent()
  const eventTypes = () => visit.page.locator('#events code').allTextContents()

  it.each(ways)('shows an approval, a denial, and a poll that is too fast: %s, windows: %s', async (name, windows) => {
    await open({}, windows)
    await visit.start(name)
    await visit.page.getByLabel('Poll by itself').uncheck()
    expect(await text('#narration')).not.toContain('asks every')
    await visit.press('Poll too fast')
    await visit.page.locator('.arrow.live', { hasText: /^too fast: \d+ s$/ }).waitFor()
    expect(await text('#narration')).toMatch(/^The device polled too fast\. From now on it must wait \d+ seconds\.$/)
    expect((await visit.notes())[0]).toBe('too fast')
    await visit.decide('Approve')
    await visit.isIn('approved')
    await visit.press('Poll now')
    await visit.sees('signedIn')
    await visit.isIn('redeemed')
    expect(await text('#ending')).toBe('Signed in as alice')
    await look(`approved-${name}-${windows}`)
    expect((await eventTypes()).slice(-4)).toEqual([
      'authorizationRedeemed',
      'authorizationApproved',
      'authorizationViewed',
      'authorizationIssued',
    ])

    await visit.start(name)
    await visit.decide('Deny')
    await visit.isIn('denied')
    await visit.press('Poll now')
    await visit.sees('denied')
    expect((await visit.notes())[0]).toBe('denied')
    await look(`denied-${name}-${windows}`)
  })

  it('polls by itself until the person has decided', async () => {
    await open()
    await visit.start('rfc8628')
    await visit.page.locator('#exchanges .note', { hasText: 'not decided yet' }).nth(1).waitFor()
    await visit.decide('Approve')
    await visit.sees('signedIn')
    expect(await text('#narration')).toContain('The television is signed in.')
  })

  it.each(names)('loses the answer with the tokens, and gets the very same bytes again: %s', async (name) => {
    await open()
    await visit.page.getByLabel('Lose the answer').check()
    await visit.start(name)
    await visit.page.getByLabel('Poll by itself').uncheck()
    await visit.decide('Approve')
    await visit.isIn('approved')
    await visit.press('Poll now')
    await visit.isIn('redeemed')
    expect(await visit.phase()).toBe('code')
    expect(await visit.page.getByLabel('Lose the answer').isChecked()).toBe(false)
    await visit.press('Poll once more')
    await visit.sees('signedIn')
    expect((await visit.notes()).slice(0, 3)).toEqual([
      'uses its token',
      'the same bytes again',
      'tokens, lost on the way',
    ])
    const answers = await visit.page.locator('#exchanges .pair > :last-child pre').allTextContents()
    expect(answers[1]).toContain('access_token')
    expect(answers[1]).toBe(answers[2])
    expect(await eventTypes()).toContain('deviceCodeReplayed')
    await look(`lost-${name}`)
  })

  it('refreshes, and ends the grant when an old refresh token comes back later', async () => {
    await open()
    await visit.start('rfc8628')
    await visit.decide('Approve')
    await visit.sees('signedIn')
    await visit.press('Refresh the tokens')
    await expect.poll(() => visit.notes()).toContain('new tokens')
    await visit.press('Use an old refresh token')
    await expect.poll(() => visit.notes()).toContain('answered again')
    await expect
      .poll(
        async () => {
          if ((await visit.phase()) !== 'ended') await visit.press('Use an old refresh token')
          return visit.phase()
        },
        { timeout: 40_000, interval: 1_000 },
      )
      .toBe('ended')
    await visit.isIn('ended')
    expect(await eventTypes()).toContain('grantEnded')
    expect(await visit.page.getByRole('button', { name: 'Use an old refresh token' }).isDisabled()).toBe(true)
    await look('ended')
  })

  it('shows each request, with a command that sends the same one', async () => {
    await open({ permissions: ['clipboard-read', 'clipboard-write'] })
    await visit.start('dreadnode')
    await visit.press('Poll now')
    const poll = visit.page.locator('#exchanges > li', { hasText: '/api/v1/auth/device/token' }).first()
    await poll.getByRole('button', { name: 'Copy as curl' }).click()
    await poll.getByRole('button', { name: 'Copied' }).waitFor()
    const command = await visit.page.evaluate('navigator.clipboard.readText()')
    expect(command).toMatch(
      /^curl -i -H 'Content-Type: application\/json' --data-raw '\{"device_code":"[\w-]+"\}' 'http/,
    )
    await visit.page.getByLabel('Also the requests of the phone').check()
    await visit.page.locator('.phone-request').first().waitFor()
  })

  it('keeps the password of the person out of the list', async () => {
    await open()
    await visit.start('rfc8628')
    await visit.decide('Deny')
    await visit.sees('denied')
    const listed = await text('#exchanges')
    expect(listed).toContain('username=alice')
    expect(listed).not.toContain('correct+horse')
  })

  it.each(['light', 'dark'] as const)('has nothing that axe finds inaccessible, in %s', async (colorScheme) => {
    // Animations would let axe measure colors that are on their way.
    await open({ colorScheme, bypassCSP: true, reducedMotion: 'reduce' })
    expect(await accessibilityProblems(visit.page)).toEqual([])
    await visit.start('rfc8628')
    await visit.press('Poll too fast')
    await visit.page.locator('.arrow.live', { hasText: 'too fast' }).waitFor()
    expect(await accessibilityProblems(visit.page)).toEqual([])
    await look(`code-${colorScheme}`)
    await visit.decide('Approve')
    await visit.sees('signedIn')
    expect(await accessibilityProblems(visit.page)).toEqual([])
    await visit.start('auth0')
    await visit.page.getByLabel('In a second window').check()
    expect(await accessibilityProblems(visit.page)).toEqual([])
  })

  it('moves nothing for a person who wants no motion', async () => {
    await open({ reducedMotion: 'reduce' })
    await visit.start('rfc8628')
    const animation = `getComputedStyle(document.querySelector('.arrow.live .trace')).animationName`
    expect(await visit.page.evaluate(animation)).toBe('none')
    await visit.page.emulateMedia({ reducedMotion: 'no-preference' })
    expect(await visit.page.evaluate(animation)).toBe('travel')
  })

  it('fits a phone, and works with the keyboard', async () => {
    await open({ viewport: phone })
    await visit.fits()
    await visit.page.getByRole('button', { name: 'Sign in' }).press('Enter')
    await visit.sees('code')
    await visit.fits()
    await look('phone')
    await visit.decide('Approve')
    await visit.sees('signedIn')
    await visit.fits()
  })

  it('says what to do without scripts', async () => {
    await open()
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(`${demo.address}/`)
    expect(await page.getByRole('heading', { name: 'needs JavaScript' }).isVisible()).toBe(true)
    expect(await page.locator('pre').first().textContent()).toBe(
      `curl -d client_id=demo-cli ${demo.address}/device_authorization`,
    )
    expect(await page.locator('main').isVisible()).toBe(false)
    await page.getByRole('link', { name: `${demo.address}/device` }).click()
    expect(new URL(page.url()).pathname).toBe('/device')
  })

  it('says that the server was started again', async () => {
    const first = await startDemo()
    await open({}, 'one', first.address)
    await visit.start('rfc8628')
    await first.stop('SIGKILL')
    await visit.press('Poll now')
    await expect.poll(() => text('#narration')).toContain('tries again after 10 seconds')
    expect((await visit.notes())[0]).toBe('no answer')
    const second = await startDemo({ PORT: new URL(first.address).port })
    await visit.page.getByRole('alert').waitFor()
    expect(await text('#notice')).toContain('Load this page again')
    await visit.page.reload()
    await visit.start('rfc8628')
    await second.stop('SIGKILL')
  })

  it('says on the phone that the server does not answer, and tries again', async () => {
    const first = await startDemo()
    await open({}, 'one', first.address)
    await visit.start('rfc8628')
    const page = visit.page.frameLocator('#page')
    await page.getByLabel('Username').waitFor()
    await first.stop('SIGKILL')
    await visit.press('Fill in the form')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'The server does not answer' }).waitFor()
    await look('phone-silent')
    const second = await startDemo({ PORT: new URL(first.address).port })
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { name: 'The server does not answer' }).waitFor({ state: 'detached' })
    await visit.press('Poll now')
    await visit.sees('failed')
    expect(await text('#narration')).toBe('The server does not know this code any more. Start again.')
    expect(await visit.page.locator('#steps .done').count()).toBe(1)
    await second.stop('SIGKILL')
  })

  it('says that the grant was ended elsewhere', async () => {
    await open()
    await visit.start('rfc8628')
    await visit.decide('Approve')
    await visit.sees('signedIn')
    await visit.unlink()
    await visit.isIn('ended')
    expect(await text('#narration')).toContain('Ended at the server.')
    await visit.press('Refresh the tokens')
    await visit.sees('ended')
  })

  it('asks for the address of the issuer, if it was opened at another', async () => {
    await open({}, 'one', demo.address.replace('127.0.0.1', 'localhost'))
    expect(await text('#notice')).toContain('Open this page at that address')
  })

  describe('with codes that expire after five seconds', () => {
    let hasty: RunningDemo

    beforeAll(async () => {
      hasty = await startDemo({ POLL_INTERVAL: '1', DEVICE_CODE_LIFETIME: '5' })
    })
    afterAll(() => hasty.stop('SIGKILL'))

    it.each(ways)('shows that no person decided in time: %s, windows: %s', async (name, windows) => {
      await open({}, windows, hasty.address)
      await visit.page.getByLabel('The device speaks').selectOption(name)
      await visit.press('A code for 5 seconds only')
      await visit.sees('code')
      await visit.isIn('pending')
      await visit.sees('expired')
      await visit.isIn('expired')
      expect((await visit.notes())[0]).toBe('expired')
      await look(`expired-${name}-${windows}`)
    })
  })
})
