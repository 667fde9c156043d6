import { afterEach, describe, expect, it, vi } from 'vitest'
import { mountableOf } from '../../../test-support/http.js'
import type { HttpRequest } from '../../ports/http-request.js'
import type { HttpResponse } from '../message.js'
import { fetchHandler } from './fetch.js'

// The WHATWG fetch door makes the same values as every other door.

const fine: HttpResponse = {
  status: 201,
  headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
  body: '{"a":"\u00E9"}',
}

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

/** A door that records its requests. */
function watching(response: HttpResponse | undefined = fine, options: Parameters<typeof fetchHandler>[1] = {}) {
  const seen: HttpRequest[] = []
  const grant = mountableOf(async (request) => {
    seen.push(request)
    return response
  })
  const serve = fetchHandler(grant, options)
  return { seen, serve, grant }
}

const post = (body: Exclude<RequestInit['body'], undefined>, url = 'https://example.com/token') =>
  new Request(url, { method: 'POST', body, duplex: 'half' })

/** Returns the body of this request, as the handler reads it. */
async function read(request: Request, limit = 100): Promise<string> {
  const { seen, serve } = watching()
  await serve(request)
  const body = seen[0]?.body
  if (body?.kind !== 'stream') throw new Error('no stream')
  const bytes = await body.read(limit)
  return typeof bytes === 'string' ? bytes : `${bytes.length} bytes`
}

describe('a request', () => {
  it('arrives as plain values', async () => {
    const { seen, serve } = watching()
    const headers = { 'X-Forwarded-For': '1', Authorization: 'Basic x' }
    await serve(new Request('https://example.com/device?user_code=A%20B', { method: 'DELETE', headers }), {
      remote: '::1',
    })
    expect(seen).toMatchObject([
      {
        method: 'DELETE',
        path: '/device',
        query: 'user_code=A%20B',
        headers: { 'x-forwarded-for': '1', authorization: 'Basic x' },
        remote: '::1',
      },
    ])
  })

  it('has no address if the server does not know it', async () => {
    const { seen, serve } = watching()
    await serve(post(null))
    expect(seen[0]).not.toHaveProperty('remote')
  })

  it('with two Authorization headers has both values, joined', async () => {
    const { seen, serve } = watching()
    const headers = new Headers({ authorization: 'Basic one' })
    headers.append('authorization', 'Basic two')
    await serve(new Request('https://example.com/token', { headers }))
    expect(seen[0]?.headers['authorization']).toBe('Basic one, Basic two')
  })

  it.each([
    ['', 'https://example.com/token', '/token'],
    ['/auth', 'https://example.com/auth/token', '/token'],
    ['/auth', 'https://example.com/auth/', '/'],
    ['/auth', 'https://example.com/auth', undefined],
    ['/auth', 'https://example.com/authx/token', undefined],
    ['/auth', 'https://example.com/token', undefined],
    ['/auth', 'https://example.com/x/auth/token', undefined],
  ])('below %j, for %s, arrives as %s', async (prefix, url, path) => {
    const { seen, serve } = watching(fine, { prefix })
    const response = await serve(post(null, url))
    expect(seen.map((request) => request.path)).toEqual(path === undefined ? [] : [path])
    expect(response === undefined).toBe(path === undefined)
  })
})

describe('a body', () => {
  const inChunks = (...chunks: readonly string[]) =>
    new ReadableStream({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk))
        controller.close()
      },
    })

  it.each([
    ['without bytes', null, '0 bytes'],
    ['at the limit', 'x'.repeat(100), '100 bytes'],
    ['beyond the limit', 'x'.repeat(101), 'tooLarge'],
    ['in chunks', inChunks('a', 'b', 'c'), '3 bytes'],
    ['in chunks, beyond the limit', inChunks('x'.repeat(60), 'x'.repeat(60)), 'tooLarge'],
  ])('%s', async (_, body, expected) => {
    expect(await read(post(body))).toBe(expected)
  })

  it('beyond the limit is not read to its end', async () => {
    let drawn = 0
    let cancelled = false
    const endless = new ReadableStream({
      pull: (controller) => {
        drawn++
        controller.enqueue(new Uint8Array(60))
      },
      cancel: () => {
        cancelled = true
      },
    })
    expect(await read(post(endless))).toBe('tooLarge')
    expect(drawn).toBeLessThan(10)
    expect(cancelled).toBe(true)
  })

  it('that fails is aborted', async () => {
    const broken = new ReadableStream({ start: (controller) => controller.error(new Error('reset')) })
    expect(await read(post(broken))).toBe('aborted')
  })

  it('that never ends is abandoned after the timeout', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const set = vi.spyOn(globalThis, 'setTimeout')
    const cleared = vi.spyOn(globalThis, 'clearTimeout')
    let cancelled = false
    const silent = new ReadableStream({
      start: (controller) => controller.enqueue(new Uint8Array(1)),
      cancel: () => {
        cancelled = true
      },
    })
    const reading = read(post(silent))
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await reading).toBe('tooSlow')
    expect(cancelled).toBe(true)
    expect(await read(post('a=1'))).toBe('3 bytes')
    // Other code of the process may have timers of its own.
    const timers = set.mock.results.filter((_, nth) => set.mock.calls[nth]?.[1] === 10_000)
    expect(timers).toHaveLength(2)
    for (const { value } of timers) expect(cleared).toHaveBeenCalledWith(value)
  })

  it.each<[string, (request: Request) => unknown]>([
    ['read', (request) => request.text()],
    ['started to read', (request) => request.body?.getReader()],
  ])('that the host has %s is used up, unless the host passes the parsed body', async (_, use) => {
    const { seen, serve } = watching()
    const request = post('a=1')
    await use(request)
    await serve(request)
    await serve(request, { body: { a: '1' } })
    expect(seen.map(({ body }) => body)).toEqual([{ kind: 'usedUp' }, { kind: 'parsed', value: { a: '1' } }])
  })

  describe('that announces its length', () => {
    const announced = (body: Exclude<RequestInit['body'], undefined>, length: string) => {
      const request = post(body)
      request.headers.set('Content-Length', length)
      return request
    }
    const failing = () => new ReadableStream({ start: (controller) => controller.error(new Error('reset')) })

    it.each([
      ['is read', 'abc', '3', '3 bytes'],
      ['is read at the limit', 'x'.repeat(100), '100', '100 bytes'],
      ['is too large', 'x'.repeat(101), '101', 'tooLarge'],
      ['is too large if it is longer than announced', 'x'.repeat(101), '3', 'tooLarge'],
      ['is too large if it announces more than all memory', 'x'.repeat(101), '9'.repeat(30), 'tooLarge'],
      ['is read if its length is no number', 'abc', '3, 3', '3 bytes'],
      ['is aborted if it fails', failing(), '3', 'aborted'],
    ])('%s', async (_, body, length, expected) => {
      expect(await read(announced(body, length))).toBe(expected)
    })

    it('is read without a look at the stream, which costs some servers a second request', async () => {
      const request = announced('abc', '3')
      const stream = vi.spyOn(request, 'body', 'get')
      expect(await read(request)).toBe('3 bytes')
      expect(stream).not.toHaveBeenCalled()
    })

    it('and never ends is abandoned after the timeout', async () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
      const reading = read(announced(new ReadableStream(), '3'))
      await vi.advanceTimersByTimeAsync(9_999)
      expect(await Promise.race([reading, 'still reading'])).toBe('still reading')
      await vi.advanceTimersByTimeAsync(1)
      expect(await reading).toBe('tooSlow')
    })

    it('and that the host has started to read is used up, unless the host passes the parsed body', async () => {
      const { seen, serve } = watching()
      const request = announced('a=1', '3')
      request.body?.getReader()
      expect(await read(request)).toBe('usedUp')
      await serve(request, { body: { a: '1' } })
      expect(seen.map(({ body }) => body)).toEqual([{ kind: 'parsed', value: { a: '1' } }])
    })
  })

  it('that is unread wins over a parsed body', async () => {
    const { seen, serve } = watching()
    await serve(post('a=1'), { body: {} })
    expect(seen[0]?.body.kind).toBe('stream')
  })
})

describe('a response', () => {
  it('is a Response with the same status, headers and bytes', async () => {
    const response = await watching().serve(post(null))
    expect(response?.status).toBe(201)
    expect(Object.fromEntries(response?.headers ?? [])).toEqual({
      'cache-control': 'no-store',
      'content-type': 'application/json',
    })
    expect(await response?.text()).toBe(fine.body)
  })

  it('without a body has no Content-Type of its own', async () => {
    const response = await watching({ status: 303, headers: { Location: '/device' }, body: '' }).serve(post(null))
    expect(Object.fromEntries(response?.headers ?? [])).toEqual({ location: '/device' })
  })

  it('is undefined for a path that is not served', async () => {
    const serve = fetchHandler(mountableOf(async () => undefined))
    expect(await serve(post(null))).toBe(undefined)
  })
})

describe('headers', () => {
  const names = Object.getOwnPropertyNames(Object.prototype)

  it('with the names of Object.prototype are like any other', async () => {
    const { seen, serve } = watching()
    await serve(new Request('https://example.com/token', { headers: names.map((name) => [name, 'x']) }))
    const headers = seen[0]?.headers ?? {}
    expect(Object.getPrototypeOf(headers)).toBe(null)
    for (const name of names) expect(headers[name.toLowerCase()]).toBe('x')
  })

  it('is served where a server without types says null of it', async () => {
    const { serve } = watching()
    expect(await Reflect.apply(serve, undefined, [post(null), null])).toMatchObject({ status: 201 })
  })

  it('of the connection are left out only in HTTP/2', async () => {
    const { serve } = watching({ ...fine, headers: { Connection: 'close', 'Retry-After': '1' }, body: '' })
    const [http2, http1] = [await serve(post(null), { http2: true }), await serve(post(null))]
    expect(Object.fromEntries(http2?.headers ?? [])).toEqual({ 'retry-after': '1' })
    expect(Object.fromEntries(http1?.headers ?? [])).toEqual({ connection: 'close', 'retry-after': '1' })
  })
})

describe('a door that fails', () => {
  it('in its handler responds as the dialect of the path, and reports the fault', async () => {
    const failure = new Error('of the test')
    const grant = mountableOf(() => Promise.reject(failure))
    const response = await fetchHandler(grant, { prefix: '/auth' })(post(null, 'https://example.com/auth/token'))
    expect([response?.status, await response?.json()]).toEqual([500, { error: 'server_error' }])
    expect(grant.faults).toEqual([{ fault: failure, during: expect.any(String), path: '/token' }])
  })

  it('to make a Response does the same', async () => {
    const { serve, grant } = watching({ ...fine, headers: { 'X-Wrong': 'a\nb' } })
    expect((await serve(post(null)))?.status).toBe(500)
    expect(grant.faults).toHaveLength(1)
  })
})
