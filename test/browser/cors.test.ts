import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { createDeviceGrant, nodeListener } from '@devicegrant/core'
import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startChromium } from './chromium.js'

// What Chromium itself sends and lets a page read: a page at one port, a server at another.

const headers = {
  'Content-Type': 'application/x-www-form-urlencoded',
  Authorization: `Basic ${btoa('fake-cli:wrong')}`,
}

async function listen(server: Server): Promise<string> {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return `http://127.0.0.1:${address.port}`
}

describe('a page of another origin in Chromium', () => {
  let browser: Browser
  let page: Page
  let issuer: string
  let servers: Server[]
  let faults: readonly unknown[]

  beforeAll(async () => {
    browser = await startChromium()
  })
  afterAll(() => browser.close())

  beforeEach(() => {
    servers = []
  })
  afterEach(async () => {
    await page.close()
    for (const server of servers) server.close()
    expect(faults).toEqual([])
  })

  async function open(letIn: boolean): Promise<void> {
    const app = createServer((_request, response) =>
      response.setHeader('Content-Type', 'text/html').end('<title>app</title>'),
    )
    const origin = await listen(app)
    const server = createServer()
    issuer = await listen(server)
    servers = [app, server]
    const host = createFakeHost({ issuer })
    faults = host.faults
    const cors = letIn ? { cors: { origins: [origin] } } : {}
    const stores = createMemoryStores({ clock: host.clock })
    server.on('request', nodeListener(createDeviceGrant({ ...host.options, stores, ...cors })))
    page = await browser.newPage()
    await page.goto(origin)
  }

  /** What the page can read of the answer; `blocked` where the browser keeps it to itself. */
  const ask = (path: string, body: string | null, sent: Record<string, string> = {}) =>
    page.evaluate(
      async ([url, body, headers]) => {
        try {
          const init = body === null ? { headers } : { method: 'POST', headers, body }
          const response = await fetch(url, init)
          return { status: response.status, challenge: response.headers.get('WWW-Authenticate') }
        } catch {
          return 'blocked'
        }
      },
      [issuer + path, body, sent] as const,
    )

  it('that is let in starts a code after a preflight, and reads refusals and documents', async () => {
    await open(true)
    expect(
      await ask('/device_authorization', 'client_id=fake-cli', { 'Content-Type': headers['Content-Type'] }),
    ).toEqual({
      status: 200,
      challenge: null,
    })
    // The header asks for a preflight.
    expect(await ask('/token', 'grant_type=refresh_token&refresh_token=x', headers)).toEqual({
      status: 401,
      challenge: 'Basic realm="devicegrant"',
    })
    expect(await ask('/.well-known/oauth-authorization-server', null)).toMatchObject({ status: 200 })
    expect(await ask('/jwks', null)).toMatchObject({ status: 200 })
  })

  it('that is let in reads nothing of a login, of introspection and of decisions', async () => {
    await open(true)
    const form = { 'Content-Type': headers['Content-Type'] }
    expect(await ask('/login', 'username=alice&password=x', form)).toBe('blocked')
    expect(await ask('/introspect', 'token=x', headers)).toBe('blocked')
    expect(await ask('/device/lookup', '{}', { 'Content-Type': 'application/json' })).toBe('blocked')
  })

  it('that is not let in reads nothing, and its form is refused and leads to the right address', async () => {
    await open(false)
    const form = { 'Content-Type': headers['Content-Type'] }
    expect(await ask('/device_authorization', 'client_id=fake-cli', form)).toBe('blocked')
    expect(await ask('/jwks', null)).toBe('blocked')
    for (const [path, fields] of [
      ['/device_authorization', { client_id: 'fake-cli' }],
      ['/login', { username: 'alice', password: 'correct horse battery staple' }],
      ['/device', { user_code: 'BCDF-GHJK' }],
    ] as const) {
      const answered = page.waitForResponse((response) => response.url() === issuer + path)
      const inputs = Object.entries(fields).map(([name, value]) => `<input name="${name}" value="${value}">`)
      await page.setContent(
        `<form method="post" action="${issuer + path}">${inputs.join('')}<button>Go</button></form>`,
      )
      await page.getByRole('button').click()
      const response = await answered
      expect([path, response.status()]).toEqual([path, 403])
      expect(await response.text()).toContain(issuer)
      await page.goBack()
    }
  })
})
