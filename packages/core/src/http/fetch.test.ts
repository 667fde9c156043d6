import { afterEach, describe, expect, it, vi } from 'vitest'
import { fetchHandler } from './fetch.js'
import type { HttpAnswer, HttpRequest } from './message.js'

// The WHATWG door: the same values in and out as at any other.

const fine: HttpAnswer = {
  status: 201,
  headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
  body: '{"a":"\u00E9"}',
}

afterEach(() => {
  vi.useRealTimers()
})

/** A door that shows what it was asked. */
function watching(answer: HttpAnswer | undefined = fine, options: Parameters<typeof fetchHandler>[1] = {}) {
  const seen: HttpRequest[] = []
  const serve = fetchHandler(async (request) => {
    seen.push(request)
    return answer
  }, options)
  return { seen, serve }
}

const post = (body: Exclude<RequestInit['body'], undefined>, url = 'https://example.com/token') =>
  new Request(url, { method: 'POST', body, duplex: 'half' })

/** What the handler reads of this request's body. */
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

  it('has no address where the server knows none', async () => {
    const { seen, serve } = watching()
    await serve(post(null))
    expect(seen[0]).not.toHaveProperty('remote')
  })

  it('with two Authorization headers has both, joined', async () => {
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
    ['of nothing', null, '0 bytes'],
    ['at the limit', 'x'.repeat(100), '100 bytes'],
    ['beyond the limit', 'x'.repeat(101), 'tooLarge'],
    ['in chunks', inChunks('a', 'b', 'c'), '3 bytes'],
    ['in chunks, beyond the limit', inChunks('x'.repeat(60), 'x'.repeat(60)), 'tooLarge'],
  ])('%s', async (_, body, expected) => {
    expect(await read(post(body))).toBe(expected)
  })

  it('beyond the limit is not read any further', async () => {
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

  it('that breaks is cut off', async () => {
    const broken = new ReadableStream({ start: (controller) => controller.error(new Error('reset')) })
    expect(await read(post(broken))).toBe('cutOff')
  })

  it('that never ends is given up after a while', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
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
    expect(vi.getTimerCount()).toBe(0)
  })

  it('that somebody has read before is cut off, and not waited for', async () => {
    const request = post('a=1')
    await request.text()
    expect(await read(request)).toBe('cutOff')
  })
})

describe('an answer', () => {
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

  it('to a path that is not ours is none', async () => {
    const serve = fetchHandler(async () => undefined)
    expect(await serve(post(null))).toBe(undefined)
  })
})
