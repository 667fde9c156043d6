import type { ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createDeferred } from '../../../test-support/deferred.js'
import { mountableOf } from '../../../test-support/http.js'
import { serve } from '../../../test-support/server.js'
import type { HttpRequest } from '../../ports/http-request.js'
import type { HttpHandler, HttpResponse } from '../message.js'
import { nodeListener, requestFromNode, responseToNode } from './node.js'
import type { NodeRequest } from './node-exchange.js'

// RFC 9110 §8.6. Time passes only if a test advances the clock.

const timers = vi.hoisted(() => new Set<() => void>())

vi.mock('node:timers', () => ({
  setTimeout: (run: () => void) => {
    timers.add(run)
    return run
  },
  clearTimeout: (run: () => void) => timers.delete(run),
}))

beforeEach(() => {
  timers.clear()
})

const fine: HttpResponse = { status: 200, headers: { 'Content-Type': 'application/json' }, body: '{"a":"\u00E9"}' }

/** A server that records its requests, and responds after it has read the body. */
async function watching(limit = 100) {
  const seen: { request: HttpRequest; body: string }[] = []
  const started = createDeferred<void>()
  const server = await serve(
    nodeListener(
      mountableOf(async (request) => {
        started.resolve()
        seen.push({ request, body: await bodyOf(request, limit) })
        return fine
      }),
    ),
  )
  return { ...server, seen, started: started.promise }
}

async function bodyOf({ body }: HttpRequest, limit: number): Promise<string> {
  if (body.kind === 'usedUp') return 'used up'
  if (body.kind === 'parsed') return `parsed ${JSON.stringify(body.value)}`
  const bytes = await body.read(limit)
  return typeof bytes === 'string' ? bytes : `${bytes.length} bytes`
}

describe('a request', () => {
  it.each([
    ['/token', '/token', ''],
    ['/token?', '/token', ''],
    ['/device?user_code=A%20B&x', '/device', 'user_code=A%20B&x'],
    ['/a%2Fb?c?d', '/a%2Fb', 'c?d'],
    // RFC 9112 §3.2.2: the absolute form, as a proxy may send it.
    ['http://example.com/token?x', '/token', 'x'],
    ['HTTPS://user@example.com:8443/token', '/token', ''],
    ['//evil.example/token', '//evil.example/token', ''],
  ])('for %s is split without decoding', async (path, expectedPath, query) => {
    const server = await watching()
    await server.send({ path, method: 'PUT' })
    expect(server.seen).toMatchObject([{ request: { method: 'PUT', path: expectedPath, query, remote: '127.0.0.1' } }])
  })

  it('has its headers in lower case, and repeated ones joined: no value is dropped silently', async () => {
    const server = await watching()
    const headers = ['X-Forwarded-For', '1', 'X-FORWARDED-FOR', '2', 'Cookie', 'a=1', 'Cookie', 'b=2']
    await server.send({
      headers: [...headers, 'Authorization', 'Basic one', 'authorization', 'Basic two', 'Host', 'h'],
    })
    expect(server.seen[0]?.request.headers).toMatchObject({
      'x-forwarded-for': '1, 2',
      cookie: 'a=1; b=2',
      authorization: 'Basic one, Basic two',
      host: 'h',
    })
  })
})

describe('a body', () => {
  it.each([
    ['with a length', 'x'.repeat(50), {}, '50 bytes'],
    ['in chunks', 'x'.repeat(50), { 'Transfer-Encoding': 'chunked' }, '50 bytes'],
    ['without bytes', '', {}, '0 bytes'],
    ['at the limit', 'x'.repeat(100), {}, '100 bytes'],
    ['beyond the limit', 'x'.repeat(101), {}, 'tooLarge'],
    ['far beyond the limit, in chunks', 'x'.repeat(2_000_000), { 'Transfer-Encoding': 'chunked' }, 'tooLarge'],
  ])('%s', async (_, body, headers, expected) => {
    const server = await watching()
    expect(await server.send({ headers }, body)).toMatchObject({ status: 200 })
    expect(server.seen).toMatchObject([{ body: expected }])
    expect(timers.size).toBe(0)
  })

  it('that never ends is abandoned after the timeout, and the client receives a response', async () => {
    const server = await watching()
    const socket = await server.connect()
    socket.write('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 50\r\nConnection: close\r\n\r\nx')
    await server.started
    await vi.waitFor(() => expect(timers.size).toBe(1))
    for (const elapse of [...timers]) elapse()
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 OK/)
    expect(server.seen).toMatchObject([{ body: 'tooSlow' }])
  })

  it('that has arrived, but that other code has paused, is abandoned after the timeout too', async () => {
    const server = await serve(async (request, response) => {
      const value = requestFromNode(request)
      request.pause()
      await vi.waitFor(() => expect(request.complete).toBe(true))
      response.end(await bodyOf(value, 100))
    })
    const sent = server.send({}, 'a=1')
    await vi.waitFor(() => expect(timers.size).toBe(1))
    for (const elapse of [...timers]) elapse()
    expect(await sent).toMatchObject({ body: 'tooSlow' })
  })

  it('whose client disconnects is aborted', async () => {
    const server = await watching()
    const socket = await server.connect()
    socket.write('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 50\r\n\r\nx')
    await server.started
    await vi.waitFor(() => expect(timers.size).toBe(1))
    socket.destroy()
    await vi.waitFor(() => expect(server.seen).toMatchObject([{ body: 'aborted' }]))
    expect(timers.size).toBe(0)
  })

  it('whose chunks are malformed is aborted', async () => {
    const server = await watching()
    const socket = await server.connect()
    socket.write('POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nx')
    await vi.waitFor(() => expect(server.seen).toMatchObject([{ body: 'aborted' }]))
  })
})

/** A request as a body parser of the host leaves it. */
async function behindParser(parse: (request: NodeRequest & { body?: unknown }) => Promise<void>, body = 'a=1') {
  const seen: string[] = []
  const server = await serve(async (request, response) => {
    await parse(request)
    seen.push(await bodyOf(requestFromNode(request), 100))
    responseToNode(fine, response)
  })
  await server.send({}, body)
  return seen
}

describe('after a body parser of the host', () => {
  it('the parsed body is used', async () => {
    const seen = await behindParser(async (request) => {
      const read = await text(request)
      Object.assign(request, { body: { read } })
    })
    expect(seen).toEqual(['parsed {"read":"a=1"}'])
  })

  it('a body that was read and dropped is used up, and the door does not wait for it', async () => {
    const seen = await behindParser(async (request) => {
      await text(request)
    })
    expect(seen).toEqual(['used up'])
  })

  it('a body that was kept only as rawBody is also used up', async () => {
    const seen = await behindParser(async (request) => void Object.assign(request, { rawBody: await text(request) }))
    expect(seen).toEqual(['used up'])
  })

  it('an unread stream that was set to text still gives its bytes', async () => {
    expect(await behindParser(async (request) => void request.setEncoding('latin1'), 'caf\u00E9')).toEqual(['5 bytes'])
  })

  it('an empty object with an unread stream is not used as the body', async () => {
    const seen = await behindParser(async (request) => {
      Object.assign(request, { body: {} })
    })
    expect(seen).toEqual(['3 bytes'])
  })

  it('an empty body is empty, with every parser', async () => {
    expect(await behindParser(async (request) => void (await text(request)), '')).toEqual(['0 bytes'])
    expect(await behindParser(async () => {}, '')).toEqual(['0 bytes'])
  })
})

describe('a response', () => {
  const responder = (served: HttpResponse) => serve((_, response) => responseToNode(served, response))

  it('is written unaltered, as bytes of known length', async () => {
    const server = await responder(fine)
    const { status, headers, body } = await server.send({ agent: false })
    const { date: _, connection: __, 'keep-alive': ___, ...rest } = headers
    expect([status, rest, body]).toEqual([
      200,
      { 'content-type': 'application/json', 'content-length': '10' },
      fine.body,
    ])
  })

  it('to HEAD has the length of the response to GET', async () => {
    const server = await responder({ ...fine, headers: { ...fine.headers, 'Content-Length': '10' }, body: '' })
    expect(await server.send({ method: 'HEAD' })).toMatchObject({ headers: { 'content-length': '10' }, body: '' })
  })

  it('is not written if other code has already responded', async () => {
    const server = await serve((_, response) => {
      response.writeHead(503).end('too late')
      responseToNode(fine, response)
    })
    expect(await server.send({})).toMatchObject({ status: 503, body: 'too late' })
  })

  it('does not name the framework', async () => {
    const server = await serve((_, response: ServerResponse) => {
      response.setHeader('X-Powered-By', 'Express')
      responseToNode(fine, response)
    })
    expect((await server.send({})).headers).not.toHaveProperty('x-powered-by')
  })

  it('with Connection: close closes the connection', async () => {
    const server = await responder({ ...fine, headers: { Connection: 'close' } })
    expect((await server.send({})).headers).toMatchObject({ connection: 'close' })
  })
})

describe('nodeListener', () => {
  const notOurs = mountableOf(async () => undefined)

  it('calls next() for a path that is not served, with the body unread', async () => {
    const listener = nodeListener(notOurs)
    const server = await serve((request, response) => {
      void listener(request, response, async () => {
        response.end(`next: ${await text(request)}`)
      })
    })
    expect(await server.send({}, 'a=1')).toMatchObject({ status: 200, body: 'next: a=1' })
  })

  it('responds 404 if there is no next()', async () => {
    const server = await serve(nodeListener(notOurs))
    expect(await server.send({})).toMatchObject({ status: 404 })
  })

  it('serves the next request on a connection after one that was too large', async () => {
    const server = await watching(10)
    const socket = await server.connect()
    const post = (body: string, more = '') =>
      `POST / HTTP/1.1\r\nHost: h\r\n${more}Content-Length: ${body.length}\r\n\r\n${body}`
    socket.write(post('x'.repeat(1_000)) + post('y'.repeat(5), 'Connection: close\r\n'))
    expect((await text(socket)).match(/HTTP\/1\.1 200/g)).toHaveLength(2)
    expect(server.seen.map(({ body }) => body)).toEqual(['tooLarge', '5 bytes'])
  })
})

describe('a listener that fails', () => {
  const failure = new Error('of the test')
  const serverError = { status: 500, body: '{"error":"server_error"}' }
  const listening = async (handler: HttpHandler, next?: (response: ServerResponse) => unknown) => {
    const grant = mountableOf(handler)
    const listener = nodeListener(grant)
    const server = await serve((request, response) => void listener(request, response, next && (() => next(response))))
    return { ...server, grant }
  }

  it('in its handler responds as the dialect of the path, and reports the fault', async () => {
    const { send, grant } = await listening(() => Promise.reject(failure))
    expect(await send({ path: '/token?x' })).toMatchObject(serverError)
    expect(grant.faults).toEqual([{ fault: failure, during: expect.any(String), path: '/token' }])
  })

  it('to read the request does the same', async () => {
    const grant = mountableOf(async () => fine)
    const server = await serve(
      nodeListener(grant, () => {
        throw failure
      }),
    )
    expect(await server.send({ path: '/token' })).toMatchObject(serverError)
    expect(grant.faults).toMatchObject([{ fault: failure, path: '/token' }])
  })

  it('to write its response writes another', async () => {
    const { send, grant } = await listening(async () => ({ ...fine, headers: { 'X-Wrong': 'a\nb' } }))
    expect(await send({})).toMatchObject(serverError)
    expect(grant.faults).toHaveLength(1)
  })

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw failure
      },
    ],
    ['rejects', () => Promise.reject(failure)],
  ])('because next() %s responds and reports, and does not reject', async (_, next) => {
    const { send, grant } = await listening(async () => undefined, next)
    expect(await send({ path: '/else' })).toMatchObject(serverError)
    expect(grant.faults).toEqual([{ fault: failure, during: expect.stringContaining('next()'), path: '/else' }])
  })

  it('removes the headers that other code has set for its own response', async () => {
    const { send } = await listening(
      async () => undefined,
      (response) => {
        response.setHeader('Transfer-Encoding', 'chunked')
        response.setHeader('Content-Encoding', 'gzip')
        response.setHeader('ETag', '"theirs"')
        throw failure
      },
    )
    const response = await send({})
    expect(response).toMatchObject(serverError)
    expect(response.headers).toMatchObject({ 'content-length': '24', 'content-type': 'application/json' })
    for (const name of ['transfer-encoding', 'content-encoding', 'etag'])
      expect(response.headers).not.toHaveProperty(name)
  })

  it.each<[string, HttpHandler]>([
    ['an answer', async () => fine],
    ['no path of ours', async () => undefined],
  ])('to write to an invalid response, after %s, ends the connection and does not reject', async (_, handler) => {
    const grant = mountableOf(handler)
    const listener = nodeListener(grant)
    const ends: Promise<void>[] = []
    const server = await serve((request, response) => {
      response.statusMessage = 'a\nb'
      ends.push(listener(request, response))
    })
    await expect(server.send({ path: '/token' })).rejects.toThrow()
    expect(await Promise.allSettled(ends)).toEqual([{ status: 'fulfilled', value: undefined }])
    expect(grant.faults).toMatchObject([{ path: '/token' }, { path: '/token' }])
  })

  it('after a part of the response of other code ends the connection', async () => {
    const { send, grant } = await listening(
      async () => undefined,
      (response) => {
        response.write('half')
        throw failure
      },
    )
    await expect(send({})).rejects.toThrow()
    expect(grant.faults).toHaveLength(1)
  })

  it('after the whole response of other code does not change it', async () => {
    const { send, grant } = await listening(
      async () => undefined,
      (response) => {
        response.end('whole')
        throw failure
      },
    )
    expect(await send({})).toMatchObject({ status: 200, body: 'whole' })
    expect(grant.faults).toHaveLength(1)
  })

  it('reports its mount in Express, only for paths that it serves', async () => {
    const grant = mountableOf(async ({ path }) => (path === '/token' ? fine : undefined))
    const listener = nodeListener(grant)
    const server = await serve(
      (request, response) => void listener(Object.assign(request, { baseUrl: '/oauth' }), response),
    )
    await server.send({ path: '/else' })
    await server.send({ path: '/token' })
    expect(grant.mounts).toEqual(['/oauth'])
  })
})
