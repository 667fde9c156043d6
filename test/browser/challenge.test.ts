import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { expressMiddleware } from '@devicegrant/adapter-express'
import { createDeviceGrant, type DeviceGrant } from '@devicegrant/core'
import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import express from 'express'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startChromium } from './chromium.js'

// docs/challenge.md. Chromium applies `form-action 'self'` to every redirect after a form of the page.

const alice = { username: 'alice', password: 'correct horse battery staple' }
const one = { burst: 1, every: 86_400_000 }

async function listen(): Promise<{ readonly server: Server; readonly origin: string }> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return { server, origin: `http://127.0.0.1:${address.port}` }
}

/** The page of the host. Its CAPTCHA is a button. */
function captcha(grant: () => DeviceGrant) {
  const app = express()
  app.get('/captcha', ({ query }, response) => {
    const state = encodeURIComponent(String(query['state']))
    response.send(
      `<h1>Are you a person?</h1><form method="post"><input type="hidden" name="state" value="${state}"><button>Yes</button></form>`,
    )
  })
  app.post('/captcha', express.urlencoded({ extended: false }), ({ body }, response) => {
    response.redirect(303, grant().service.passChallenge(Object(body).state) ?? 'about:blank')
  })
  return app
}

describe('a challenge in Chromium', () => {
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let servers: Server[]

  beforeAll(async () => {
    browser = await startChromium()
  })
  afterAll(() => browser.close())

  beforeEach(async () => {
    servers = []
    context = await browser.newContext({ javaScriptEnabled: false })
    page = await context.newPage()
  })
  afterEach(async () => {
    await context.close()
    for (const server of servers) server.close()
  })

  /** Starts the server with the page of the host beside it, or on another origin. Returns the link with a code. */
  async function open(place: 'the same origin' | 'another origin') {
    const [ours, other] = [await listen(), await listen()]
    servers = [ours.server, other.server]
    const host = createFakeHost({
      issuer: ours.origin,
      limits: { passwords: { perAddress: one }, userCodes: { perSession: one } },
    })
    const grant = createDeviceGrant({
      ...host.options,
      stores: createMemoryStores({ clock: host.clock }),
      challenge: () => ({ location: `${place === 'the same origin' ? ours.origin : other.origin}/captcha` }),
    })
    const wall = captcha(() => grant)
    ours.server.on('request', express().use(wall, expressMiddleware(grant)))
    other.server.on('request', wall)
    const started = await fetch(`${ours.origin}/device_authorization`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: 'fake-cli', scope: 'read' }),
    })
    const { user_code: userCode }: { user_code?: string } = Object(await started.json())
    return { origin: ours.origin, userCode: userCode ?? '' }
  }

  async function signIn(password = alice.password): Promise<void> {
    await page.getByLabel('Username').fill(alice.username)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
  }

  async function enter(code: string): Promise<void> {
    await page.getByLabel('Code from your device').fill(code)
    await page.getByRole('button', { name: 'Continue' }).click()
  }

  const pass = async () => {
    await page.getByRole('heading', { name: 'Are you a person?' }).waitFor()
    await page.getByRole('button', { name: 'Yes' }).click()
  }

  it.each(['the same origin', 'another origin'] as const)(
    'on %s leads a person through the sign-in and to the code',
    async (place) => {
      const { origin, userCode } = await open(place)
      await page.goto(`${origin}/device`)
      await enter(userCode)
      await signIn('wrong')
      await signIn()
      await pass()
      await signIn()
      await page.getByRole('button', { name: 'Approve' }).waitFor()

      await page.goto(`${origin}/device`)
      await enter('WDJB-MJHT')
      await enter(userCode)
      await pass()
      await page.getByRole('button', { name: 'Approve' }).click()
      await page.getByRole('heading', { name: 'Approved' }).waitFor()
      expect(new URL(page.url()).origin).toBe(origin)
    },
  )
})
