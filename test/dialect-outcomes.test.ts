import type { AuditResponse, FakeHost } from '@devicegrant/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { expectations, type Outcome } from './dialect-expectations.js'
import { createDialectFlow, headerOf, shapeOf, tongues } from './dialect-flow.js'
import { createDialectHost, dialectsWith } from './dialect-host.js'
import { mounts, type OpenDoor, openServer } from './doors.js'

// The outcome of every poll in every dialect, over HTTP, with other dialects on the same store (docs/dialects/README.md).

let host: FakeHost
let door: OpenDoor

afterEach(() => door.close())

const wordOf = ({ body }: AuditResponse): string => JSON.parse(body).error ?? JSON.parse(body).type

function expectGuarded(response: AuditResponse): void {
  expect(headerOf(response, 'Content-Type')).toBe('application/json')
  expect(headerOf(response, 'Cache-Control')).toBe('no-store')
  expect(headerOf(response, 'Pragma')).toBe('no-cache')
  expect(headerOf(response, 'X-Content-Type-Options')).toBe('nosniff')
  expect(headerOf(response, 'Set-Cookie')).toBeUndefined()
  // A poll never gets a challenge, because clients give up on it.
  expect(headerOf(response, 'WWW-Authenticate')).toBeUndefined()
}

const names = [
  ...(['rfc8628', 'oracle', 'auth0', 'dreadnode', 'unversioned', 'entra', 'github', 'google', 'gitlab'] as const),
  ...(['hydra', 'huggingFace', 'stripe', 'okta', 'sentry'] as const),
]

describe.each(names)('%s', (name) => {
  beforeEach(async () => {
    const world = createDialectHost({}, { dialects: dialectsWith(name) })
    host = world.host
    door = await openServer(mounts['Express 5'](world.grant))
  })

  const { codes, lifetime: seconds, userCode: form, tokens, problem, slowDown, outcomes } = expectations[name]
  const { hidesPace = false } = expectations[name]
  const { start, poll, begin, decide, beginDecided } = createDialectFlow(
    () => door,
    () => tongues[name],
  )

  function expectEnd(response: AuditResponse, outcome: Outcome): void {
    expectGuarded(response)
    expect([response.status, wordOf(response)]).toEqual(outcomes[outcome])
    expect(shapeOf(JSON.parse(response.body))).toEqual(outcome === 'tooFast' ? slowDown : problem)
    expect(headerOf(response, 'Retry-After')).toBe(outcome === 'tooFast' && !hidesPace ? '10' : undefined)
  }

  it('gives codes', async () => {
    const response = await start()
    expectGuarded(response)
    expect([response.status, shapeOf(JSON.parse(response.body))]).toEqual([200, codes])
    // The device code has the same 256 bits in every dialect.
    const { device_code: deviceCode, user_code: userCode, expires_in: lifetime } = JSON.parse(response.body)
    expect(deviceCode).toMatch(/^[\w-]{65}$/)
    expect(userCode).toMatch(form)
    expect(lifetime).toBe(seconds)
  })

  it('pending, and again when the interval is over', async () => {
    const { deviceCode } = await begin()
    for (const wait of [0, 5_000, 5_000]) {
      host.clock.advance(wait)
      expectEnd(await poll(deviceCode), 'pending')
    }
  })

  it('polled too fast: the interval grows, and Retry-After has it, unless the dialect hides it', async () => {
    const { deviceCode } = await begin()
    await poll(deviceCode)
    host.clock.advance(1_000)
    const response = await poll(deviceCode)
    expectEnd(response, 'tooFast')
    if (slowDown !== problem) expect(JSON.parse(response.body).interval).toBe(10)
    host.clock.advance(10_000)
    expectEnd(await poll(deviceCode), 'pending')
  })

  it('expired, until the code is forgotten', async () => {
    const { deviceCode, lifetime } = await begin()
    host.clock.advance(lifetime)
    // Not once, but as long as the code is remembered: ten minutes at least.
    for (const wait of [0, 0, 5 * 60_000, 5 * 60_000 - 1]) {
      host.clock.advance(wait)
      expectEnd(await poll(deviceCode), 'expired')
    }
    host.clock.advance(10 * 60_000)
    expectEnd(await poll(deviceCode), 'unknown')
  })

  it('denied, until the code is forgotten', async () => {
    const { deviceCode } = await beginDecided('deny')
    for (let count = 0; count < 3; count++) expectEnd(await poll(deviceCode), 'denied')
    host.clock.advance(60 * 60_000)
    expectEnd(await poll(deviceCode), 'unknown')
  })

  it('unknown', async () => {
    const { deviceCode, userCode } = await begin()
    for (const code of ['example', userCode, deviceCode.slice(1), `${deviceCode} `, 'A'.repeat(43)]) {
      expectEnd(await poll(code), 'unknown')
    }
  })

  it('approved: tokens at once, the same bytes again within the window, and none afterwards', async () => {
    const { deviceCode, userCode } = await begin()
    await poll(deviceCode)
    await decide(userCode)
    const first = await poll(deviceCode)
    expectGuarded(first)
    expect([first.status, shapeOf(JSON.parse(first.body))]).toEqual([200, tokens])
    for (const wait of [0, 5_000, 24_999]) {
      host.clock.advance(wait)
      const again = await poll(deviceCode)
      expectGuarded(again)
      expect([again.status, again.body]).toEqual([200, first.body])
    }
    host.clock.advance(1)
    expectEnd(await poll(deviceCode), 'unknown')
    expect(host.issued.filter(({ occasion }) => occasion === 'deviceCode')).toHaveLength(1)
  })

  it('approved, but too late', async () => {
    const { deviceCode, lifetime } = await beginDecided()
    host.clock.advance(lifetime)
    expectEnd(await poll(deviceCode), 'expired')
  })
})
