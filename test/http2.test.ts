import { once } from 'node:events'
import { type ClientHttp2Session, connect, constants, createServer, type Http2Server } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { expressRequestOf } from '@devicegrant/adapter-express'
import { createDeviceGrant, type HttpRequest, nodeListener } from '@devicegrant/core'
import { requestFromNode } from '@devicegrant/core/adapters'
import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Http2Mount, http2Mounts, type OpenDoor, openHttp2Server } from './doors.js'
import { createFlow, formType, json } from './flow.js'

// RFC 9113: HTTP/2 has no headers of the connection (§8.2.2), and parts of the request line are among its headers (§8.3).

const warnings: string[] = []
const remember = (warning: Error) => warnings.push(String(warning))

beforeEach(() => {
  warnings.length = 0
  process.on('warning', remember)
})
afterEach(() => void process.off('warning', remember))

const host = createFakeHost()
const grant = createDeviceGrant({ ...host.options, stores: createMemoryStores({ clock: host.clock }) })

describe.each(Object.entries(http2Mounts))('%s', (_name, mount) => {
  let door: OpenDoor
  beforeEach(async () => {
    door = await openHttp2Server(mount(grant))
    return () => door.close()
  })

  it('serves a device from its codes to its tokens, without a warning of Node', async () => {
    const { beginDecided, poll, begin } = createFlow(() => door)
    const tokens = await poll(await beginDecided())
    expect(json(tokens)).toMatchObject({ token_type: 'Bearer' })
    const refused = await door.send({
      method: 'POST',
      path: '/device_authorization',
      headers: [formType],
      body: `x=${'x'.repeat(300_000)}`,
    })
    expect(refused.status).toBe(413)
    for (const { headers } of [tokens, refused]) {
      const names = headers.map(([name]) => name)
      expect(names.filter((name) => /^(connection|keep-alive|transfer-encoding|upgrade)$/.test(name))).toEqual([])
    }
    expect((await begin()).status).toBe(200)
    expect(warnings).toEqual([])
    expect(host.faults).toEqual([])
  })
})

/** A connection of HTTP/2 to a server of this grant. */
function openSession(mount: Http2Mount) {
  return openSessionOf(createServer(mount(grant)))
}

async function openSessionOf(server: Http2Server) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address: AddressInfo | string | null = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port')
  const session = connect(`http://127.0.0.1:${address.port}`)
  return {
    session,
    async close() {
      session.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function postOn(session: ClientHttp2Session) {
  const [name, value] = formType
  return session.request({ ':method': 'POST', ':path': '/device_authorization', [name]: value })
}

const { 'Hono 4 on node:http2': _withoutRequests, ...ofNode } = http2Mounts

describe.each(Object.entries(ofNode))('a body over HTTP/2 in %s', (_name, mount) => {
  it('that is endless is refused, and its stream ended, so that the rest is not waited for', async () => {
    const { session, close } = await openSession(mount)
    const stream = postOn(session)
    const ended = once(stream, 'aborted')
    const answered = once(stream, 'response')
    const chunk = Buffer.alloc(1_024 * 1_024, 'x')
    const pump = (): void => {
      if (stream.writable && !stream.closed) stream.write(chunk, pump)
    }
    pump()
    const [headers] = await answered
    expect(headers).toMatchObject({ ':status': 413 })
    stream.resume()
    await ended
    // RFC 9113 §8.1: NO_ERROR asks the client to stop, and takes nothing of the answer back.
    expect(stream.rstCode).toBe(0)
    stream.destroy()
    await close()
  })

  it('that is aborted breaks nothing', async () => {
    const { session, close } = await openSession(mount)
    const stream = postOn(session)
    stream.on('error', () => {})
    stream.write('client_id=')
    await once(stream, 'ready').catch(() => {})
    stream.close(8)
    await once(stream, 'close')
    const next = postOn(session)
    next.end('client_id=fake-cli')
    expect((await once(next, 'response'))[0]).toMatchObject({ ':status': 200 })
    next.destroy()
    await close()
    expect(host.faults).toEqual([])
  })
})

describe('an application on node:http2 that fails', () => {
  it('after half an answer has its stream reset with an error: half is not taken for the whole', async () => {
    const own = createFakeHost()
    const listener = nodeListener(
      createDeviceGrant({ ...own.options, stores: createMemoryStores({ clock: own.clock }) }),
    )
    const failing = createServer((request, response) => {
      const next = () => {
        response.write('half')
        throw new Error('of the test')
      }
      void listener(request, response, next)
    })
    const { session, close } = await openSessionOf(failing)
    const stream = session.request({ ':path': '/else' }).resume()
    const [fault] = await once(stream, 'error')
    expect(stream.rstCode).toBe(constants.NGHTTP2_INTERNAL_ERROR)
    expect(String(fault)).toContain('NGHTTP2_INTERNAL_ERROR')
    expect(own.faults).toMatchObject([{ during: expect.stringContaining('next()') }])
    await close()
  })
})

describe('a request of node:http2', () => {
  it('has no header with a colon, the Host of its authority, and two Authorization headers joined', () => {
    const raw = [
      ':method',
      'POST',
      ':authority',
      'login.example',
      'authorization',
      'Basic a',
      'authorization',
      'Basic b',
    ]
    const headers = { ':method': 'POST', ':authority': 'login.example', authorization: 'Basic a' }
    const request = { method: 'POST', url: '/token', headers, rawHeaders: raw, httpVersionMajor: 2 }
    const stream = { readableDidRead: false, readableEnded: false, socket: { remoteAddress: '192.0.2.1' } }
    const value: HttpRequest = requestFromNode(Object.assign(Object.create(null), request, stream))
    expect({ ...value.headers }).toEqual({ host: 'login.example', authorization: 'Basic a, Basic b' })
    expect(expressRequestOf(value)).toBe(undefined)
  })
})
