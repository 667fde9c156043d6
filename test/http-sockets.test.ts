import { once } from 'node:events'
import { IncomingMessage } from 'node:http'
import { connect, Socket } from 'node:net'
import { createDeviceGrant } from '@devicegrant/core'
import { requestFromNode } from '@devicegrant/core/adapters'
import { createMemoryStore } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { mounts, type OpenDoor, openServer } from './doors.js'

// The door takes its timers from the module, where fake ones do not reach unless they are led there.
vi.mock('node:timers', () => ({
  setTimeout: (...args: Parameters<typeof setTimeout>) => globalThis.setTimeout(...args),
  clearTimeout: (timer: NodeJS.Timeout) => globalThis.clearTimeout(timer),
}))

const host = createFakeHost()
const grant = createDeviceGrant({
  ...host.options,
  stores: { ...host.stores, authorizations: createMemoryStore({ clock: host.clock }) },
})
const start = 'client_id=fake-cli'
const form = 'application/x-www-form-urlencoded'
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

function requestText(body: string, { path = '/device_authorization', headers = '' } = {}): string {
  const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: ${form}\r\n${headers}`
  return `${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}

/** Writes these bytes and reads until the server closes, or until it has answered so often. */
async function talk(port: number, bytes: string, responses = Number.POSITIVE_INFINITY): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  socket.setEncoding('latin1').on('error', () => {})
  socket.on('data', (piece: string) => {
    text += piece
    // Every answer of ours is one JSON object.
    if (text.split('}').length > responses) socket.end()
  })
  socket.write(bytes)
  await once(socket, 'close')
  return text
}

const statuses = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))

describe.each(Object.entries(mounts))('a socket of %s', (_name, mount) => {
  let door: Required<OpenDoor>
  beforeAll(async () => {
    door = await openServer(mount(grant))
  })
  afterAll(() => door.close())

  async function post(path: string, body: string) {
    return door.send({ method: 'POST', path, headers: [['Content-Type', form]], body })
  }

  async function expectAlive() {
    expect((await post('/device_authorization', start)).status).toBe(200)
  }

  it.each([
    ['a broken size of a chunk', 'Transfer-Encoding: chunked\r\n\r\nzz\r\nclient_id=fake-cli\r\n0\r\n\r\n'],
    ['a chunk that is not what it said', 'Transfer-Encoding: chunked\r\n\r\n3\r\nclient_id=fake-cli\r\n0\r\n\r\n'],
    ['two lengths', `Transfer-Encoding: chunked\r\nContent-Length: 18\r\n\r\n${start}`],
    ['a length that is no number', `Content-Length: 1x\r\n\r\n${start}`],
    ['a header without end', `X-Padding: ${'x'.repeat(20_000)}\r\nContent-Length: 18\r\n\r\n${start}`],
  ])('is closed after %s, and nothing else happens', async (_what, rest) => {
    const head = `POST /device_authorization HTTP/1.1\r\nHost: x\r\nContent-Type: ${form}\r\n`
    const response = await talk(door.port, head + rest)
    expect(response === '' || /^HTTP\/1\.1 4\d\d /.test(response), response).toBe(true)
    await expectAlive()
    expect(host.faults).toEqual([])
  })

  it('survives clients that go away in the middle of a body', async () => {
    const socket = connect(door.port, '127.0.0.1')
    socket.write(requestText('x'.repeat(100)).slice(0, -50))
    await once(socket, 'connect')
    socket.destroy()
    await expectAlive()
    expect(host.faults).toEqual([])
  })

  it('answers every request that was sent ahead, in order, whatever became of the one before', async () => {
    const bytes = [
      requestText(start),
      requestText('%zz'),
      requestText(start, { headers: 'Content-Encoding: gzip\r\n' }),
      requestText('{', { headers: 'X: y\r\n' }).replace(form, 'application/json'),
      requestText('x=1&x=2'),
      requestText(start, { headers: 'Authorization: Basic !!!\r\n' }),
      requestText(start, { path: '/nowhere' }),
      requestText(start, { headers: 'Connection: close\r\n' }),
    ]
    expect(statuses(await talk(door.port, bytes.join('')))).toEqual([200, 400, 415, 400, 400, 401, 404, 200])
  })

  it('reads a body that is too large to its end, says why, and closes', async () => {
    const text = await talk(door.port, requestText(`x=${'x'.repeat(300_000)}`))
    expect(statuses(text)).toEqual([413])
    expect(text).toMatch(/^Connection: close\r$/im)
    expect(text).toContain('"error":"invalid_request"')
  })

  it('cuts an endless body off at the limit, chunked as well', async () => {
    const chunk = `100000\r\n${'x'.repeat(0x100000)}\r\n`
    const head = requestText('').replace('Content-Length: 0', 'Transfer-Encoding: chunked')
    const text = await talk(door.port, `${head}${chunk.repeat(10)}0\r\n\r\n`)
    expect(statuses(text)).toEqual([413])
    await expectAlive()
  })

  it('takes two Authorization headers for no client at all', async () => {
    const basic = `Authorization: Basic ${Buffer.from('fake-backend:fake-backend-secret').toString('base64')}\r\n`
    const text = await talk(door.port, requestText('', { headers: `${basic}${basic}Connection: close\r\n` }))
    expect(statuses(text)).toEqual([401])
  })

  it('gives the tokens again to a client that went away before it read them', async () => {
    const { device_code: deviceCode, user_code: userCode } = JSON.parse(
      (await post('/device_authorization', start)).body,
    )
    const viewer = { subject: 'fake-subject-of-alice', sessionId: 'a session', authenticatedAt: host.clock.now() }
    const format = { alphabet: 'BCDFGHJKLMNPQRSTVWXZ', length: 8, groupSize: 4, separator: '-' }
    const view = await grant.service.lookUp(userCode, format, viewer)
    const ticket = view.kind === 'authorizationView' ? view.ticket : ''
    await grant.service.decide({ userCode, ticket, choice: 'approve' }, format, viewer)
    const before = host.issued.length
    const poll = `${start}&device_code=${deviceCode}&grant_type=${encodeURIComponent(deviceGrant)}`
    const socket = connect(door.port, '127.0.0.1')
    socket.write(requestText(poll, { path: '/token' }))
    await once(socket, 'data')
    socket.destroy()
    const first = await post('/token', poll)
    const second = await post('/token', poll)
    expect([first.status, second.body]).toEqual([200, first.body])
    expect(host.issued.length).toBe(before + 1)
  })
})

describe('a body that does not come to its end', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    return () => vi.useRealTimers()
  })

  function incoming(): IncomingMessage {
    const request = new IncomingMessage(new Socket())
    return Object.assign(request, { method: 'POST', url: '/device_authorization', headers: { 'content-type': form } })
  }

  it('is not waited for', async () => {
    const request = incoming()
    const response = grant.handler(requestFromNode(request))
    request.push(start)
    await vi.advanceTimersByTimeAsync(30_000)
    expect(await response).toMatchObject({ status: 408, headers: { Connection: 'close' } })
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is given up when the client is gone, before we began to read as well', async () => {
    const request = incoming()
    const response = grant.handler(requestFromNode(request))
    request.destroy()
    expect(await response).toMatchObject({ status: 400 })
    expect(await grant.handler(requestFromNode(request))).toMatchObject({ status: 400 })
    expect(vi.getTimerCount()).toBe(0)
  })
})
