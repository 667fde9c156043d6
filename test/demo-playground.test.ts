import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decideInBrowser } from './support/browser-forms.js'
import { type RunningDemo, startDemo } from './support/demo-process.js'
import { type EventStream, readEvents } from './support/event-stream.js'
import { membersOf } from './support/json.js'

const frameworks = ['express', 'koa', 'node']

/** A browser that has opened the playground: its cookie. */
async function openPlayground(address: string): Promise<string> {
  const response = await fetch(`${address}/`)
  return String(response.headers.get('set-cookie')).split(';', 1)[0] ?? ''
}

/** Starts a code, as the playground does. */
function start(address: string, headers: Readonly<Record<string, string>>): Promise<Response> {
  const body = new URLSearchParams({ client_id: 'demo-living-room', scope: 'read' })
  return fetch(`${address}/device_authorization`, { method: 'POST', headers, body })
}

const shownHeaders = ['content-type', 'cache-control', 'content-security-policy', 'x-content-type-options']
const grantOf = (response: Response) => response.headers.get('playground-grant')
const namesOf = (stream: EventStream) => stream.events.map(({ type, grantId }) => `${type} ${grantId}`)

describe.each(frameworks)('the playground in %s', (framework) => {
  let demo: RunningDemo
  const streams: EventStream[] = []

  beforeAll(async () => {
    demo = await startDemo({ FRAMEWORK: framework })
  })
  afterAll(async () => {
    for (const stream of streams) stream.close()
    // None of these requests is a fault of the server, so its log has no stack.
    expect((await demo.stop('SIGKILL')).errors).not.toMatch(/^ +at /m)
  })

  async function listen(cookie: string, lastId?: string): Promise<EventStream> {
    const headers = { cookie, ...(lastId !== undefined && { 'last-event-id': lastId }) }
    const stream = await readEvents(`${demo.address}/playground/events`, headers)
    streams.push(stream)
    return stream
  }

  it('is at /, loads only from its own origin, and cannot be framed', async () => {
    const response = await fetch(`${demo.address}/`)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe|\*|data:|https?:/)
    expect(response.headers.get('set-cookie')).toMatch(/^playground-\d+=[\w-]{32}; HttpOnly; SameSite=Lax; Path=\/$/)
    const files = [...(await response.text()).matchAll(/(?:src|href)="(\/playground\/[^"]+)"/g)].map(([, file]) => file)
    expect(files.length).toBeGreaterThan(5)
    for (const file of [...files, '/playground/uqr.mjs']) {
      const part = await fetch(`${demo.address}${file}`)
      expect([file, part.status, part.headers.get('x-content-type-options')]).toEqual([file, 200, 'nosniff'])
    }
    expect((await fetch(`${demo.address}/playground/page.html`)).status).toBe(404)
    expect((await fetch(`${demo.address}/playground/..%2f..%2fmain.js`)).status).toBe(404)
  })

  it.each(['/', '/playground/main.js', '/playground/events', '/healthz'])(
    'answers HEAD %s as GET, and ends',
    async (path) => {
      const cookie = await openPlayground(demo.address)
      const head = await fetch(`${demo.address}${path}`, { method: 'HEAD', headers: { cookie } })
      const abort = new AbortController()
      const get = await fetch(`${demo.address}${path}`, { headers: { cookie }, signal: abort.signal })
      abort.abort()
      const facts = ({ status, headers }: Response) => ({
        status,
        ...Object.fromEntries(shownHeaders.map((name) => [name, headers.get(name)])),
      })
      expect(facts(head)).toEqual(facts(get))
      expect(await head.text()).toBe('')
    },
  )

  it('serves the same with a slash at the end, and with an encoded name', async () => {
    for (const path of ['/playground/main.js/', '/playground/main%2Ejs', '/healthz/', '/playground/events/']) {
      const response = await fetch(`${demo.address}${path}`)
      expect([path, response.status]).toEqual([path, path.includes('events') ? 204 : 200])
    }
  })

  it('has no file whose name cannot be decoded, and shows no stack', async () => {
    const response = await fetch(`${demo.address}/playground/%E0%A4%A`)
    expect(response.status).toBe(404)
    expect(await response.text()).not.toMatch(/URIError|node_modules/)
  })

  it('leaves the headers of the verification page as they are, for a frame too', async () => {
    const response = await fetch(`${demo.address}/device`, {
      headers: {
        cookie: await openPlayground(demo.address),
        'sec-fetch-dest': 'iframe',
        'sec-fetch-site': 'same-origin',
      },
    })
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(response.headers.get('x-frame-options')).toBe('DENY')
  })

  it('keeps its session when it is loaded again', async () => {
    const cookie = await openPlayground(demo.address)
    expect((await fetch(`${demo.address}/`, { headers: { cookie } })).headers.get('set-cookie')).toBeNull()
    const invented = cookie.replace(/=.*/, `=${'A'.repeat(32)}`)
    expect(
      (await fetch(`${demo.address}/`, { headers: { cookie: invented } })).headers.get('set-cookie'),
    ).not.toBeNull()
  })

  it('streams the events of the grants that this browser started, and of no others', async () => {
    const [mine, other] = [await openPlayground(demo.address), await openPlayground(demo.address)]
    const stream = await listen(mine)
    const started = await start(demo.address, { cookie: mine })
    const grant = grantOf(started)
    const foreign = [await start(demo.address, { cookie: other }), await start(demo.address, {})]
    expect(foreign.map(grantOf)).toEqual([expect.stringMatching(/^[\w-]{43}$/), null])
    for (const response of [...foreign, started]) {
      const { user_code: userCode } = await membersOf(response)
      await decideInBrowser(demo.address, String(userCode), 'approve')
    }
    await stream.until(({ type }) => type === 'authorizationApproved')
    const types = ['authorizationIssued', 'authorizationViewed', 'authorizationApproved']
    expect(namesOf(stream)).toEqual(types.map((type) => `${type} ${grant}`))
  })

  it('goes on after the event that the browser heard last', async () => {
    const cookie = await openPlayground(demo.address)
    for (let count = 0; count < 3; count += 1) await start(demo.address, { cookie })
    const first = await listen(cookie)
    await first.until(() => first.events.length === 3)
    const again = await listen(cookie, first.events[1]?.id)
    await again.until(() => true)
    expect(again.events).toEqual(first.events.slice(2))
  })

  it('has no events for a browser that it does not know, and a few streams at most for one that it knows', async () => {
    expect((await fetch(`${demo.address}/playground/events`)).status).toBe(204)
    const cookie = await openPlayground(demo.address)
    for (let count = 0; count < 4; count += 1) await listen(cookie)
    expect((await fetch(`${demo.address}/playground/events`, { headers: { cookie } })).status).toBe(503)
  })

  it('gets codes that expire soon, and no other caller gets them', async () => {
    const cookie = await openPlayground(demo.address)
    const [asked, refused] = ['yes', 'no'].map((value) => ({ 'playground-short-lived': value }))
    const lifetimes = await Promise.all(
      [{ cookie, ...asked }, { cookie, ...refused }, { cookie }, { ...asked }].map(async (headers) =>
        membersOf(await start(demo.address, headers)),
      ),
    )
    expect(lifetimes.map((members) => members['expires_in'])).toEqual([15, 600, 600, 600])
  })
})

describe.each(frameworks)('the end of the playground in %s', (framework) => {
  it('comes with the end of the server, which waits for no stream', async () => {
    const demo = await startDemo({ FRAMEWORK: framework })
    const stream = await readEvents(`${demo.address}/playground/events`, { cookie: await openPlayground(demo.address) })
    const ended = demo.stop('SIGTERM')
    // A stream that is cut off rejects here.
    await stream.end
    expect(await ended).toMatchObject({ code: 0 })
  })
})

describe.each(frameworks)('a demo without the playground in %s', { tags: ['thorough'] }, (framework) => {
  it.each([
    ['it is off', { PLAYGROUND: 'off' }, '', '/device'],
    ['its issuer is public', { ISSUER: 'https://login.example.com/auth' }, '/auth', '/auth/device'],
  ])('leads to the page: %s', async (_, environment, path, page) => {
    const demo = await startDemo({ FRAMEWORK: framework, ...environment })
    const response = await fetch(`${demo.address}${path}/`, { redirect: 'manual' })
    expect([response.status, response.headers.get('location')]).toEqual([303, page])
    expect((await fetch(`${demo.address}${path}/playground/events`)).status).toBe(404)
    await demo.stop('SIGKILL')
  })

  it('has it at a public issuer if it is asked for, below the path, with a cookie for https', async () => {
    const issuer = 'https://login.example.com/auth'
    const demo = await startDemo({ FRAMEWORK: framework, ISSUER: issuer, PLAYGROUND: 'on' })
    const response = await fetch(`${demo.address}/auth/`)
    expect(response.headers.get('set-cookie')).toMatch(
      /^__Host-playground=.+; HttpOnly; SameSite=Lax; Path=\/; Secure$/,
    )
    expect(await response.text()).toContain('src="/auth/playground/main.js"')
    expect((await fetch(`${demo.address}/auth/playground/main.js`)).status).toBe(200)
    await demo.stop('SIGKILL')
  })
})
