import type { RequestListener } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { fakeWire, origin } from '../../test-support/fake-wire.js'
import { type Listening, listen } from '../../test-support/listen.js'
import { createBudget, OutOfBudget } from './budget.js'
import { sleep } from './sleep.js'
import { createWire, Unreachable } from './wire.js'

const get = { method: 'GET', url: `${origin}/token`, headers: [] } as const
const ok = () => new Response('fine')
const busy = (retryAfter?: string) =>
  new Response('', { status: 429, headers: retryAfter === undefined ? {} : { 'Retry-After': retryAfter } })

describe('a wire', () => {
  it('waits for its pace before each request but the first', async () => {
    const { wire, slept } = fakeWire(ok, { pace: 250 })
    for (let nth = 0; nth < 3; nth++) await wire.send(get)
    expect(slept).toEqual([250, 250])
  })

  it('sends what was asked for, and keeps the exchange', async () => {
    const { wire, sent, seen } = fakeWire(() => new Response('no', { status: 400, headers: { 'X-A': 'b' } }))
    const request = { method: 'POST', url: `${origin}/token`, headers: [['X-Own', 'c']], body: 'a=b' } as const
    const exchange = await wire.send(request)
    expect(exchange).toMatchObject({ request, status: 400, body: 'no' })
    expect(exchange.headers).toContainEqual(['x-a', 'b'])
    expect([wire.exchanges, seen]).toEqual([[exchange], [exchange]])
    expect([sent[0]?.headers.get('X-Own'), await sent[0]?.text()]).toEqual(['c', 'a=b'])
  })

  it('ends at its limit of requests, and says so', async () => {
    const { wire, sent, budget } = fakeWire(ok, { maxRequests: 2 })
    await wire.send(get)
    await wire.send(get)
    await expect(wire.send(get)).rejects.toThrow(new OutOfBudget('the limit of 2 requests is reached'))
    expect([sent.length, budget.requests]).toEqual([2, 2])
  })

  it('sends none of several requests if not all of them are left', async () => {
    const { wire, sent } = fakeWire(ok, { maxRequests: 2 })
    await expect(wire.sendTogether([get, get, get])).rejects.toThrow(OutOfBudget)
    expect(sent).toEqual([])
    expect(await wire.sendTogether([get, get])).toHaveLength(2)
  })

  it('waits for the end of all requests before one of them fails all', async () => {
    let isOver = false
    const { wire } = fakeWire(async (_request, nth) => {
      if (nth === 1) throw new Error('reset')
      await new Promise((resolve) => setTimeout(resolve, 20))
      isOver = true
      return ok()
    })
    await expect(wire.sendTogether([get, get])).rejects.toThrow('reset')
    expect(isOver).toBe(true)
  })

  it.each(['https://other.example.com', 'http://login.example.com', 'https://login.example.com:444'])(
    'never sends to %s, which was not named',
    async (other) => {
      const { wire, sent } = fakeWire(ok)
      const message = `${other} was not named, so it gets no request`
      await expect(wire.send({ ...get, url: `${other}/token` })).rejects.toThrow(new Unreachable(message))
      await expect(wire.sendTogether([get, { ...get, url: `${other}/` }])).rejects.toThrow(message)
      expect([sent.length, wire.mayReach(other), wire.mayReach(origin)]).toEqual([0, false, true])
    },
  )

  it('does not follow redirects', async () => {
    const { wire, sent } = fakeWire(() => Response.redirect(`${origin}/elsewhere`, 307))
    expect(await wire.send(get)).toMatchObject({ status: 307 })
    expect(sent.map(({ redirect }) => redirect)).toEqual(['manual'])
  })
})

describe('a wire to a server that has no time', () => {
  it.each([
    ['seconds', '7', 7000],
    ['a date', 'Thu, 01 Jan 1970 00:00:09 GMT', 9000],
    ['a time that is over, but not faster than its pace', '0', 100],
  ])('waits for %s', async (_, value, wait) => {
    const { wire, slept } = fakeWire((_request, nth) => (nth === 1 ? busy(value) : ok()))
    expect(await wire.send(get)).toMatchObject({ status: 200 })
    expect(slept).toEqual([wait])
  })

  it('gives up after three more attempts', async () => {
    const { wire, sent, slept } = fakeWire(() => busy('60'))
    const message = `the server has no time for GET ${origin}/token: status 429`
    await expect(wire.send(get)).rejects.toThrow(new Unreachable(message))
    expect([sent.length, slept]).toEqual([4, [60_000, 60_000, 60_000]])
  })

  it.each([undefined, '61', '999999999', '9'.repeat(400), '-1', 'soon', '2030', 'Thu, 01 Jan 2099 00:00:00 GMT'])(
    'does not wait for %s',
    async (value) => {
      const { wire, slept } = fakeWire(() => busy(value))
      await expect(wire.send(get)).rejects.toThrow(Unreachable)
      expect(slept).toEqual([])
    },
  )

  it('does not wait longer than the run may take', async () => {
    const { wire, slept } = fakeWire(() => busy('60'), { maxTime: 100_000 })
    await expect(wire.send(get)).rejects.toThrow(new OutOfBudget('the limit of 100 seconds is reached'))
    expect(slept).toEqual([60_000])
    await expect(wire.sleep(40_001)).rejects.toThrow(OutOfBudget)
    await wire.sleep(40_000)
    await expect(wire.sleep(1)).rejects.toThrow(OutOfBudget)
  })
})

describe('a wire to a socket', () => {
  const listening: Listening[] = []
  const closeAll = async () => {
    for (const one of listening.splice(0)) await one.close()
  }
  afterEach(closeAll)

  async function serve(listener: RequestListener): Promise<string> {
    const one = await listen(listener)
    listening.push(one)
    return one.origin
  }

  function wireTo(
    at: string,
    { timeout = 30_000, signal }: { readonly timeout?: number; readonly signal?: AbortSignal } = {},
  ) {
    const budget = createBudget({ maxRequests: 9, maxTime: 60_000, now: Date.now })
    const common = { fetch: globalThis.fetch, sleep, now: Date.now, pace: 1, timeout, onExchange: () => undefined }
    return createWire({ ...common, origins: new Set([at]), budget, signal })
  }

  const to = (at: string) => ({ method: 'GET', url: `${at}/`, headers: [] })

  it.each([
    ['never answers', () => undefined],
    [
      'hangs in the body',
      (response: { writeHead: (status: number) => unknown; write: (text: string) => unknown }) => {
        response.writeHead(200)
        response.write('{"')
      },
    ],
  ])('ends if the server %s', async (_, answer) => {
    const at = await serve((_request, response) => answer(response))
    const message = `GET ${at}/ got no response in 0.2 seconds`
    await expect(wireTo(at, { timeout: 200 }).send(to(at))).rejects.toThrow(new Unreachable(message))
  })

  it('does not unpack more than it keeps', async () => {
    const packed = gzipSync(Buffer.alloc(50 * 1024 * 1024, 'x'))
    const at = await serve((_request, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(packed))
    expect((await wireTo(at).send(to(at))).body).toHaveLength(1024 * 1024)
  })

  it('does not go where a redirect leads', async () => {
    const paths: (string | undefined)[] = []
    const at = await serve((request, response) => {
      paths.push(request.url)
      response.writeHead(302, { Location: '/secret' }).end()
    })
    expect(await wireTo(at).send(to(at))).toMatchObject({ status: 302 })
    expect(paths).toEqual(['/'])
  })

  it('rejects with the reason of the caller', async () => {
    const ending = new AbortController()
    const at = await serve(() => ending.abort(new Error('enough')))
    const wire = wireTo(at, { signal: ending.signal })
    await expect(wire.send(to(at))).rejects.toThrow('enough')
    await expect(wire.sleep(50_000)).rejects.toThrow('enough')
    expect(() => wire.throwIfAborted()).toThrow('enough')
  })

  it('says why nothing answers', async () => {
    const at = await serve(() => undefined)
    await closeAll()
    await expect(wireTo(at).send(to(at))).rejects.toThrow(/^GET http:\/\/127\.0\.0\.1:\d+\/ got no response: .*REFUSED/)
  })
})
