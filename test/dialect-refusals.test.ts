import type { AuditRequest, AuditResponse, FakeHost } from '@devicegrant/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDialectFlow, headerOf, jsonType, tongues, withoutIds, write } from './dialect-flow.js'
import { createDialectHost, dialectsWith } from './dialect-host.js'
import { mounts, type OpenDoor, openServer } from './doors.js'
import { formType } from './flow.js'
import { bodyOf } from './support/json.js'

// What is refused before anybody looks at a code, in the words of each dialect, over HTTP.

let host: FakeHost
let door: OpenDoor

afterEach(() => door.close())

const summaryOf = (response: AuditResponse) => [response.status, bodyOf(response).error ?? bodyOf(response).type]
const post = (path: string, header: readonly [string, string], body: string): AuditRequest => ({
  method: 'POST',
  path,
  headers: [header],
  body,
})
const octets = ['Content-Type', 'application/octet-stream'] as const

const inOAuth = ['error', 'error_description']
const inEntra = [...inOAuth, 'error_codes', 'timestamp', 'trace_id', 'correlation_id', 'error_uri']
const names = [
  ...(['rfc8628', 'oracle', 'auth0', 'entra', 'google', 'gitlab'] as const),
  ...(['hydra', 'huggingFace', 'stripe', 'okta', 'sentry'] as const),
]

describe.each(names)('%s refuses', (name) => {
  const tongue = tongues[name]
  const members = name === 'entra' ? inEntra : inOAuth
  const unknownCode = name === 'entra' ? 'bad_verification_code' : 'invalid_grant'

  beforeEach(async () => {
    const world = createDialectHost({}, { dialects: dialectsWith(name) })
    host = world.host
    door = await openServer(mounts['Express 5'](world.grant))
  })

  const { send, start, poll, begin, decide } = createDialectFlow(
    () => door,
    () => tongue,
  )
  const pollWith = (fields: object) =>
    send(post(tongue.poll.path, jsonType, JSON.stringify({ ...tongue.poll.fields, ...fields })))

  function expectRefused(response: AuditResponse, status: number, word: string): void {
    expect(summaryOf(response)).toEqual([status, word])
    expect(Object.keys(bodyOf(response))).toEqual(members)
    expect(headerOf(response, 'Content-Type')).toBe('application/json')
    expect(headerOf(response, 'Cache-Control')).toBe('no-store')
  }

  it('malformed polls as invalid_request, and the code stays good', async () => {
    const { deviceCode, userCode } = await begin()
    await decide(userCode)
    const form = String(write(tongue.poll, { device_code: deviceCode }).body)
    const malformed = [
      send(write(tongue.poll)),
      send(write(tongue.poll, { device_code: '' })),
      send(post(tongue.poll.path, formType, `${form}&device_code=${deviceCode}`)),
      send(post(tongue.poll.path, formType, `${form}&client_id=fake-cli`)),
      send(post(tongue.poll.path, formType, `client_id=fake-cli&device_code=${deviceCode}`)),
      send(post(tongue.poll.path, formType, 'device_code=%C3%28')),
      pollWith({ device_code: 7 }),
      pollWith({ device_code: [deviceCode] }),
      pollWith({ device_code: null }),
      send(post(tongue.poll.path, jsonType, '{"device_code":')),
      send(post(tongue.poll.path, jsonType, '[]')),
      send(post(tongue.poll.path, jsonType, `{"device_code":"${deviceCode}","device_code":"${deviceCode}"}`)),
    ]
    for (const response of await Promise.all(malformed)) {
      expectRefused(response, 400, 'invalid_request')
      expect(headerOf(response, 'WWW-Authenticate')).toBeUndefined()
    }
    expect((await poll(deviceCode)).status).toBe(200)
  })

  it('malformed starts', async () => {
    const all = { ...tongue.start.fields }
    const form = String(new URLSearchParams(all))
    expectRefused(
      await send(post(tongue.start.path, formType, `${form}&scope=read&scope=read`)),
      400,
      'invalid_request',
    )
    expectRefused(await send(post(tongue.start.path, jsonType, '{')), 400, 'invalid_request')
    expectRefused(await start({ scope: 'read"' }), 400, 'invalid_scope')
    expectRefused(await start({ scope: 'nope' }), 400, 'invalid_scope')
    const { client_id: _client, ...anonymous } = all
    const response = await send(post(tongue.start.path, formType, String(new URLSearchParams(anonymous))))
    expectRefused(response, 400, 'invalid_request')
  })

  it('bodies that it does not read, and other methods', async () => {
    for (const { path } of [tongue.start, tongue.poll]) {
      expectRefused(await send(post(path, octets, 'client_id=fake-cli')), 415, 'invalid_request')
      expectRefused(await send({ method: 'GET', path, headers: [] }), 405, 'invalid_request')
      expect(headerOf(await send({ method: 'GET', path, headers: [] }), 'Allow')).toBe('POST')
      expectRefused(await send(post(path, formType, `client_id=${'a'.repeat(70_000)}`)), 413, 'invalid_request')
    }
  })

  it('an unknown client with a challenge, everywhere', async () => {
    const responses = [await start({ client_id: 'nobody' }), await poll('example', { client_id: 'fake-disabled' })]
    for (const response of responses) {
      expectRefused(response, 401, 'invalid_client')
      expect(headerOf(response, 'WWW-Authenticate')).toBe('Basic realm="devicegrant"')
    }
  })

  it('another client, with the response for an unknown code', async () => {
    const { deviceCode } = await begin()
    const foreign = await poll(deviceCode, { client_id: 'fake-tv' })
    expect(foreign.status).toBe(name === 'auth0' ? 403 : 400)
    expect(withoutIds(foreign)).toBe(withoutIds(await poll('example')))
    expect(bodyOf(foreign).error).toBe(unknownCode)
  })

  it('a client without the grant', async () => {
    const expected = name === 'oracle' ? 401 : name === 'auth0' ? 403 : 400
    for (const response of [
      await start({ client_id: 'fake-no-device' }),
      await poll('x', { client_id: 'fake-no-device' }),
    ]) {
      expectRefused(response, expected, 'unauthorized_client')
    }
  })

  it('a client without the grant with a challenge where it says so by 401', async () => {
    // RFC 9110 §15.5.2: every 401 has a challenge. A client that waits for a person never receives this one.
    for (const response of [
      await start({ client_id: 'fake-no-device' }),
      await poll('x', { client_id: 'fake-no-device' }),
    ]) {
      expect(headerOf(response, 'WWW-Authenticate')).toBe(
        response.status === 401 ? 'Basic realm="devicegrant"' : undefined,
      )
    }
  })

  it('an unsupported grant type', async () => {
    expectRefused(await poll('x', { grant_type: 'implicit' }), 400, 'unsupported_grant_type')
  })

  it('everything as an outage while the registry is down', async () => {
    host.fail('clients.findClient')
    for (const response of [await start(), await poll('example')]) {
      expectRefused(response, 503, 'temporarily_unavailable')
      expect(headerOf(response, 'Retry-After')).toBe('1')
    }
  })
})
