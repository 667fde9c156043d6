import type { AuditResponse, FakeHost } from '@devicegrant/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDialectFlow, headerOf, tongues } from './dialect-flow.js'
import { createDialectHost } from './dialect-host.js'
import { mounts, type OpenDoor, openServer } from './doors.js'
import { bodyOf } from './support/json.js'

// The dialect of npm's web login over HTTP: every outcome, and no status with which npm asks for a password.

let host: FakeHost
let door: OpenDoor

beforeEach(async () => {
  const world = createDialectHost()
  host = world.host
  door = await openServer(mounts['Express 5'](world.grant))
})

afterEach(() => door.close())

const { send, start, poll, begin, beginDecided } = createDialectFlow(
  () => door,
  () => tongues.npm,
)

interface Expected {
  readonly status: number
  readonly members: readonly string[]
  readonly error?: string
  readonly retryAfter?: string
}

const redemptions = () => host.issued.filter(({ occasion }) => occasion === 'deviceCode').length

const members = ['error', 'error_description']

function expectResponse(response: AuditResponse, expected: Expected): void {
  const { status, members, error, retryAfter } = expected
  const body = bodyOf(response)
  expect([response.status, Object.keys(body), body.error]).toEqual([status, members, error])
  expect(headerOf(response, 'Retry-After')).toBe(retryAfter)
  expect(headerOf(response, 'Content-Type')).toBe('application/json')
  expect(headerOf(response, 'Cache-Control')).toBe('no-store')
  expect(headerOf(response, 'X-Content-Type-Options')).toBe('nosniff')
  expect(headerOf(response, 'WWW-Authenticate')).toBeUndefined()
  expect(headerOf(response, 'Set-Cookie')).toBeUndefined()
  // npm asks for a name and a password at any of these.
  expect(response.status >= 400 && response.status <= 500).toBe(false)
}

const expectEnd = (response: AuditResponse, error: string) => expectResponse(response, { status: 200, members, error })

const expectFault = (response: AuditResponse, error: string, retryAfter?: string) =>
  expectResponse(response, { status: 503, members, error, ...(retryAfter !== undefined && { retryAfter }) })

describe('the start', () => {
  it('gives the address of the page, and the address to poll', async () => {
    const response = await start()
    expectResponse(response, { status: 200, members: ['loginUrl', 'doneUrl'] })
    const { loginUrl, doneUrl } = bodyOf(response)
    expect(loginUrl).toMatch(/^http:\/\/127\.0\.0\.1:3000\/login\/cli\?user_code=[A-Z]{4}-[A-Z]{4}&k=[\w-]{16}$/)
    expect(doneUrl).toMatch(/^http:\/\/127\.0\.0\.1:3000\/-\/v1\/done\?sessionId=[\w-]{65}$/)
  })

  it.each([
    ['a body of another kind', { headers: [['Content-Type', 'text/plain']], body: 'anything' }],
    ['no body', { headers: [] }],
    ['broken JSON', { headers: [['Content-Type', 'application/json']], body: '{' }],
    ['the token of an earlier login', { headers: [['Authorization', 'Bearer old']] }],
  ] as const)('ignores %s', async (_, request) => {
    const response = await send({ method: 'POST', path: '/-/v1/login', ...request })
    expectResponse(response, { status: 200, members: ['loginUrl', 'doneUrl'] })
  })
})

describe('a poll', () => {
  it('hears that nobody has decided, with the time to wait', async () => {
    const { deviceCode } = await begin()
    for (const wait of [0, 5_000, 5_000]) {
      host.clock.advance(wait)
      expectResponse(await poll(deviceCode), {
        status: 202,
        members,
        error: 'authorization_pending',
        retryAfter: '5',
      })
    }
  })

  it('hears the longer time to wait, if it comes too fast', async () => {
    const { deviceCode } = await begin()
    await poll(deviceCode)
    const response = await poll(deviceCode)
    const slower = { status: 202, members: [...members, 'interval'], error: 'slow_down', retryAfter: '10' }
    expectResponse(response, slower)
    host.clock.advance(10_000)
    const later = { status: 202, members, error: 'authorization_pending', retryAfter: '10' }
    expectResponse(await poll(deviceCode), later)
  })

  it('gets one token, and the same bytes again for a while', async () => {
    const { deviceCode } = await beginDecided()
    const first = await poll(deviceCode)
    expectResponse(first, { status: 200, members: ['token'] })
    host.clock.advance(29_999)
    expect((await poll(deviceCode)).body).toBe(first.body)
    host.clock.advance(1)
    expectEnd(await poll(deviceCode), 'invalid_grant')
    expect(redemptions()).toBe(1)
  })

  it('ends without a token after a denial', async () => {
    const { deviceCode } = await beginDecided('deny')
    for (let count = 0; count < 3; count++) expectEnd(await poll(deviceCode), 'access_denied')
  })

  it('ends without a token when the code has expired', async () => {
    const { deviceCode, lifetime } = await begin()
    host.clock.advance(lifetime)
    expectEnd(await poll(deviceCode), 'expired_token')
    host.clock.advance(20 * 60_000)
    expectEnd(await poll(deviceCode), 'invalid_grant')
  })

  it('ends without a token for an unknown code, and without a code', async () => {
    const { deviceCode, userCode } = await begin()
    for (const code of ['example', userCode, deviceCode.slice(1)]) expectEnd(await poll(code), 'invalid_grant')
    expectEnd(await send({ method: 'GET', path: '/-/v1/done', headers: [] }), 'invalid_request')
    expectEnd(await send({ method: 'GET', path: '/-/v1/done?sessionId=', headers: [] }), 'invalid_request')
    const twice = `/-/v1/done?sessionId=${deviceCode}&sessionId=${deviceCode}`
    expectEnd(await send({ method: 'GET', path: twice, headers: [] }), 'invalid_request')
    expectEnd(await send({ method: 'GET', path: '/-/v1/done?sessionId=%C3%28', headers: [] }), 'invalid_request')
  })

  it('is no HEAD: it is refused, and the code stays as it is', async () => {
    const { deviceCode } = await beginDecided()
    const path = `/-/v1/done?sessionId=${deviceCode}`
    const response = await send({ method: 'HEAD', path, headers: [] })
    expect([response.status, response.body, headerOf(response, 'Allow')]).toEqual([501, '', 'GET'])
    expect(redemptions()).toBe(0)
    expectResponse(await poll(deviceCode), { status: 200, members: ['token'] })
  })
})

describe('a refusal', () => {
  it('is never one with which npm asks for a password', async () => {
    const { deviceCode } = await begin()
    const done = `/-/v1/done?sessionId=${deviceCode}`
    const post = { method: 'POST', headers: [], body: '' }
    expect((await send({ ...post, path: done })).status).toBe(501)
    expect((await send({ method: 'GET', path: '/-/v1/login', headers: [] })).status).toBe(501)
    const foreign = [
      ['Sec-Fetch-Site', 'cross-site'],
      ['Origin', 'https://evil.example'],
    ] as const
    expectFault(await send({ method: 'GET', path: done, headers: foreign }), 'invalid_request')
    expectFault(await send({ method: 'POST', path: '/-/v1/login', headers: foreign }), 'invalid_request')
    expectEnd(await send({ ...post, path: '/-/v1/login?device_code=x' }), 'invalid_request')
  })

  it('is a fault of the server, if the host has no client npm', async () => {
    await door.close()
    const { options } = createDialectHost().host
    door = await openServer(mounts['node:http'](createDialectHost({}, { clients: options.clients }).grant))
    expectFault(await start(), 'invalid_client')
    expectFault(await poll('example'), 'invalid_client')
  })

  it('is a fault of the server, if a port of the host fails', async () => {
    const { deviceCode } = await beginDecided()
    host.fail('tokens.issue', 1)
    expectFault(await poll(deviceCode), 'temporarily_unavailable', '1')
  })
})

describe('the code in the address', () => {
  it('is in no fault, no event and no refusal', async () => {
    const { deviceCode } = await beginDecided()
    host.fail('tokens.issue')
    const { body } = await poll(deviceCode)
    host.fail('tokens.issue', 0)
    await poll(deviceCode)
    const texts = host.faults.map(({ fault, during }) => `${during} ${fault instanceof Error ? fault.stack : fault}`)
    expect(texts).not.toEqual([])
    expect([body, ...texts, JSON.stringify(host.events)].filter((text) => text.includes(deviceCode))).toEqual([])
  })
})
