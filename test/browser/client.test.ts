import type * as clientModule from '@devicegrant/client'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { decideInBrowser } from '../support/browser-forms.js'
import { startChromium } from './chromium.js'
import { bundleClient, type ClientWorld, startClientWorld } from './client-world.js'

// What the page has: the bundle, a person, and the addresses.
declare const deviceClient: typeof clientModule
declare function decide(decision: 'approve' | 'deny', userCode: string): Promise<void>

const day = 86_400_000

describe('the client in a page of Chromium', () => {
  let browser: Browser
  let bundle: string
  let page: Page
  let world: ClientWorld

  beforeAll(async () => {
    browser = await startChromium()
    bundle = await bundleClient()
  })
  afterAll(() => browser.close())

  beforeEach(async () => {
    world = await startClientWorld()
    page = await browser.newPage()
    await page.exposeFunction('decide', async (decision: 'approve' | 'deny', userCode: string) => {
      await decideInBrowser(world.issuer, userCode, decision)
    })
    await page.goto(world.app)
    await page.addScriptTag({ content: bundle })
  })
  afterEach(async () => {
    await page.close()
    world.close()
    expect(world.faults).toEqual([])
  })

  /** Signs in, uses the token at the API, refreshes it and signs out. */
  const useClient = () =>
    page.evaluate(
      async ({ issuer, api }) => {
        const auth = deviceClient.createDeviceClient({
          issuer,
          clientId: 'fake-cli',
          scope: ['openid', 'read', 'offline_access'],
          tokens: deviceClient.memoryTokens(),
          dpop: 'on',
          pkce: 'on',
          firstPoll: 'now',
        })
        const { isBound, subject } = await auth.login({ show: ({ userCode }) => decide('approve', userCode) })
        const before = await auth.accessToken()
        const things = await auth.fetch(`${api}/things`)
        const isRefreshed = before !== (await auth.accessToken({ minLife: 1_000_000_000_000 }))
        const again = await auth.fetch(`${api}/things`)
        const statuses = [things.status, again.status]
        return { isBound, subject, owner: await things.json(), statuses, isRefreshed, logout: await auth.logout() }
      },
      { issuer: world.issuer, api: world.api },
    )

  const used = {
    isBound: true,
    subject: 'fake-subject-of-alice',
    owner: { owner: 'fake-subject-of-alice' },
    statuses: [200, 200],
    isRefreshed: true,
    logout: 'revoked',
  }

  it('signs in at another origin, calls an API at a third one, refreshes and signs out', async () => {
    expect(await useClient()).toEqual(used)
  })

  it.each([
    ['behind', -day],
    ['ahead', day],
  ])('does the same on a device whose clock is a day %s', async (_, wrong) => {
    await page.clock.setSystemTime(Date.now() + wrong)
    expect(await useClient()).toEqual(used)
  })

  it('hears that the person has denied', async () => {
    const code = await page.evaluate(async (issuer) => {
      const auth = deviceClient.createDeviceClient({
        issuer,
        clientId: 'fake-cli',
        tokens: deviceClient.memoryTokens(),
        firstPoll: 'now',
      })
      try {
        await auth.login({ show: ({ userCode }) => decide('deny', userCode) })
      } catch (thrown) {
        return thrown instanceof deviceClient.DeviceLoginError ? thrown.code : String(thrown)
      }
      return 'signed in'
    }, world.issuer)
    expect(code).toBe('denied')
  })
})
