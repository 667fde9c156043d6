import type { AuditResponse, FakeHost } from '@devicegrant/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDialectFlow, headerOf, jsonType, tongues, write } from './dialect-flow.js'
import { createDialectHost } from './dialect-host.js'
import { mounts, type OpenDoor, openServer } from './doors.js'
import { formType } from './flow.js'

// Every outcome at the paths of GitHub (docs/dialects/github.md), over HTTP, as JSON and as a form.

let host: FakeHost
let door: OpenDoor

beforeEach(async () => {
  const world = createDialectHost()
  host = world.host
  door = await openServer(mounts['Express 5'](world.grant))
})

afterEach(() => door.close())

const { start, poll } = tongues.github
const { begin, beginDecided } = createDialectFlow(
  () => door,
  () => tongues.github,
)

/** The representations, and the `Accept` headers that choose them. */
const kinds = [
  ['a form', { accept: undefined, media: 'application/x-www-form-urlencoded' }],
  ['JSON', { accept: 'application/json', media: 'application/json' }],
] as const

type Members = readonly (readonly [name: string, kind: string])[]
type Fields = Readonly<Record<string, string>>
/** Sends a request to one of the two paths. */
type Ask = (call: typeof start | typeof poll, fields?: Fields) => Promise<AuditResponse>

const problem: Members = [
  ['error', 'string'],
  ['error_description', 'string'],
  ['error_uri', 'string'],
]
const codes: Members = [
  ['device_code', 'string'],
  ['user_code', 'string'],
  ['verification_uri', 'string'],
  ['expires_in', 'number'],
  ['interval', 'number'],
]
const tokens: Members = [
  ['access_token', 'string'],
  ['token_type', 'string'],
  ['scope', 'string'],
]
const expiringTokens: Members = [
  ...tokens,
  ['expires_in', 'number'],
  ['refresh_token', 'string'],
  ['refresh_token_expires_in', 'number'],
]

const bodyIn = ({ body }: AuditResponse, media: string): Readonly<Record<string, unknown>> =>
  media === 'application/json' ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body))

interface Row {
  readonly what: string
  readonly response: (ask: Ask) => Promise<AuditResponse>
  readonly status?: number
  readonly word?: string
  readonly members?: Members
  /** Headers beside those that every response has. */
  readonly headers?: Readonly<Record<string, string>>
}

const refreshToken = async (): Promise<string> => {
  const { deviceCode } = await beginDecided('approve', { scope: 'read offline_access' })
  return JSON.parse((await door.send(write(poll, { device_code: deviceCode }))).body).refresh_token
}

const polls: readonly Row[] = [
  {
    what: 'a pending code',
    response: async (ask) => ask(poll, { device_code: (await begin()).deviceCode }),
    word: 'authorization_pending',
  },
  {
    what: 'a pending code that is polled too fast',
    response: async (ask) => {
      const { deviceCode } = await begin()
      await ask(poll, { device_code: deviceCode })
      return ask(poll, { device_code: deviceCode })
    },
    word: 'slow_down',
    members: [...problem, ['interval', 'number']],
    headers: { 'Retry-After': '10' },
  },
  {
    what: 'an approved code',
    response: async (ask) => ask(poll, { device_code: (await beginDecided()).deviceCode }),
    members: tokens,
  },
  {
    what: 'an approved code of a client with refresh tokens',
    response: async (ask) => {
      const { deviceCode } = await beginDecided('approve', { scope: 'read offline_access' })
      return ask(poll, { device_code: deviceCode })
    },
    members: expiringTokens,
  },
  {
    what: 'a denied code',
    response: async (ask) => ask(poll, { device_code: (await beginDecided('deny')).deviceCode }),
    word: 'access_denied',
  },
  {
    what: 'an expired code',
    response: async (ask) => {
      const { deviceCode, lifetime } = await begin()
      host.clock.advance(lifetime)
      return ask(poll, { device_code: deviceCode })
    },
    word: 'expired_token',
  },
  {
    what: 'a code that was never issued',
    response: (ask) => ask(poll, { device_code: 'example' }),
    word: 'incorrect_device_code',
  },
  {
    what: 'a code of another client',
    response: async (ask) => ask(poll, { device_code: (await begin()).deviceCode, client_id: 'fake-tv' }),
    word: 'incorrect_device_code',
  },
  {
    what: 'a redeemed code',
    response: async (ask) => {
      const { deviceCode } = await beginDecided()
      await ask(poll, { device_code: deviceCode })
      host.clock.advance(30_000)
      return ask(poll, { device_code: deviceCode })
    },
    word: 'incorrect_device_code',
  },
]

const refreshes: readonly Row[] = [
  {
    what: 'a refresh',
    response: async (ask) => ask(poll, { grant_type: 'refresh_token', refresh_token: await refreshToken() }),
    members: expiringTokens,
  },
  {
    what: 'a refresh token that was never issued',
    response: (ask) => ask(poll, { grant_type: 'refresh_token', refresh_token: 'example' }),
    word: 'bad_refresh_token',
  },
]

const starts: readonly Row[] = [
  { what: 'a start', response: (ask) => ask(start), members: codes },
  {
    what: 'a start with a malformed scope',
    response: (ask) => ask(start, { scope: 'read"' }),
    status: 400,
    word: 'invalid_scope',
  },
  {
    what: 'a start with an unknown scope',
    response: (ask) => ask(start, { scope: 'nope' }),
    status: 400,
    word: 'invalid_scope',
  },
  // The statuses are what GitHub's command line takes for a server without the device flow.
  {
    what: 'a start of an unknown client',
    response: (ask) => ask(start, { client_id: 'nobody' }),
    status: 404,
    word: 'incorrect_client_credentials',
  },
  {
    what: 'a start of a disabled client',
    response: (ask) => ask(start, { client_id: 'fake-disabled' }),
    status: 404,
    word: 'incorrect_client_credentials',
  },
  {
    what: 'a start of a client without the device flow',
    response: (ask) => ask(start, { client_id: 'fake-no-device' }),
    status: 400,
    word: 'device_flow_disabled',
  },
  {
    what: 'a start without a client',
    response: (ask) => ask(start, { client_id: '' }),
    status: 400,
    word: 'invalid_request',
  },
]

const refusals: readonly Row[] = [
  {
    what: 'a poll of an unknown client',
    response: (ask) => ask(poll, { device_code: 'x', client_id: 'nobody' }),
    word: 'incorrect_client_credentials',
  },
  {
    what: 'a poll with a wrong secret',
    response: (ask) => ask(poll, { device_code: 'x', client_id: 'fake-backend', client_secret: 'wrong' }),
    word: 'incorrect_client_credentials',
  },
  {
    what: 'a poll of a client without the device flow',
    response: (ask) => ask(poll, { device_code: 'x', client_id: 'fake-no-device' }),
    word: 'device_flow_disabled',
  },
  { what: 'a poll without a code', response: (ask) => ask(poll), word: 'invalid_request' },
  {
    what: 'a request without a grant type',
    response: (ask) => ask(poll, { device_code: 'x', grant_type: '' }),
    word: 'invalid_request',
  },
  {
    what: 'an unknown grant type',
    response: (ask) => ask(poll, { device_code: 'x', grant_type: 'device_code' }),
    word: 'unsupported_grant_type',
  },
  {
    what: 'the password grant',
    response: (ask) => ask(poll, { grant_type: 'password', username: 'alice', password: 'x' }),
    word: 'unsupported_grant_type',
  },
  {
    what: 'a resource that is unknown',
    response: async (ask) =>
      ask(poll, { device_code: (await beginDecided()).deviceCode, resource: 'https://other.example' }),
    word: 'invalid_request',
  },
]

const failures: readonly Row[] = [
  {
    what: 'a request while the registry is down',
    response: (ask) => {
      host.fail('clients.findClient')
      return ask(start)
    },
    status: 503,
    word: 'temporarily_unavailable',
    headers: { 'Retry-After': '1' },
  },
]

describe.each(kinds)('as %s', (_, { accept, media }) => {
  const ask: Ask = ({ accept: _, ...call }, fields) => door.send(write({ ...call, ...(accept && { accept }) }, fields))

  it.each([...starts, ...polls, ...refreshes, ...refusals, ...failures])(
    'the response to $what',
    async ({ response, status = 200, word, members = problem, headers = {} }) => {
      const received = await response(ask)
      expect([received.status, headerOf(received, 'Content-Type')]).toEqual([status, media])
      const body = bodyIn(received, media)
      const onTheWire = media === 'application/json' ? members : members.map(([name]) => [name, 'string'])
      expect(Object.entries(body).map(([name, value]) => [name, typeof value])).toEqual(onTheWire)
      expect(body['error']).toBe(word)
      const digits = members.filter(([, kind]) => kind === 'number').map(([name]) => String(body[name]))
      for (const text of digits) expect(text).toMatch(/^[1-9]\d*$/)
      const expected = { 'Cache-Control': 'no-store', Pragma: 'no-cache', Vary: 'Accept', ...headers }
      for (const [name, value] of Object.entries(expected))
        expect([name, headerOf(received, name)]).toEqual([name, value])
      expect(headerOf(received, 'X-Content-Type-Options')).toBe('nosniff')
      expect(headerOf(received, 'Retry-After')).toBe(headers['Retry-After'])
      // The client of GitHub Apps reads it.
      expect(headerOf(received, 'Date')).toMatch(/ GMT$/)
      expect(headerOf(received, 'WWW-Authenticate')).toBeUndefined()
      expect(headerOf(received, 'Set-Cookie')).toBeUndefined()
    },
  )

  it('bodies that are not read, and other methods, have the status of HTTP', async () => {
    const accepted = accept === undefined ? [] : [['Accept', accept] as const]
    const octets = ['Content-Type', 'application/octet-stream'] as const
    const expected = [405, 413, 415]
    for (const { path } of [start, poll]) {
      const long = `client_id=${'a'.repeat(70_000)}`
      const responses = [
        await door.send({ method: 'GET', path, headers: accepted }),
        await door.send({ method: 'POST', path, headers: [formType, ...accepted], body: long }),
        await door.send({ method: 'POST', path, headers: [octets, ...accepted], body: 'client_id=fake-cli' }),
      ]
      expect(responses.map(({ status }) => status)).toEqual(expected)
      for (const response of responses) {
        expect(headerOf(response, 'Content-Type')).toBe(media)
        expect(bodyIn(response, media)).toMatchObject({ error: 'invalid_request' })
      }
    }
  })
})

describe('the representation', () => {
  it.each([
    ['*/*', 'application/x-www-form-urlencoded'],
    ['application/xml', 'application/x-www-form-urlencoded'],
    ['application/json, text/plain;q=0.5', 'application/json'],
    ['application/json;q=0.1, application/x-www-form-urlencoded', 'application/x-www-form-urlencoded'],
  ])('for Accept: %s is %s', async (accept, media) => {
    expect(headerOf(await door.send(write({ ...start, accept })), 'Content-Type')).toBe(media)
  })

  it('is chosen for each poll anew, also for responses that are made once', async () => {
    const { deviceCode } = await begin()
    for (const [accept, media] of [
      ['application/json', 'application/json'],
      ['*/*', 'application/x-www-form-urlencoded'],
      ['application/json', 'application/json'],
    ] as const) {
      host.clock.advance(5_000)
      const response = await door.send(write({ ...poll, accept }, { device_code: deviceCode }))
      expect(headerOf(response, 'Content-Type')).toBe(media)
      expect(bodyIn(response, media)['error']).toBe('authorization_pending')
    }
  })
})

describe('the values', () => {
  const askJson = async (call: typeof start | typeof poll, fields: Fields) =>
    JSON.parse((await door.send(write(call, fields))).body)

  it('of a start are those of the documents', async () => {
    expect(await askJson(start, { client_id: 'fake-cli' })).toEqual({
      device_code: expect.stringMatching(/^[\w-]{65}$/),
      user_code: expect.stringMatching(/^[B-Z]{4}-[B-Z]{4}$/),
      verification_uri: `${host.options.issuer}/login/device`,
      expires_in: 600,
      interval: 5,
    })
  })

  it('of tokens have the type in lower case, and commas in the scope', async () => {
    const { deviceCode } = await beginDecided('approve', { scope: 'read write' })
    const answered = await askJson(poll, { device_code: deviceCode })
    expect([answered.token_type, answered.scope]).toEqual(['bearer', 'read,write'])
  })

  it('of slow_down grow by five seconds each time', async () => {
    const { deviceCode } = await begin()
    const fields = { device_code: deviceCode }
    await askJson(poll, fields)
    expect((await askJson(poll, fields)).interval).toBe(10)
    expect((await askJson(poll, fields)).interval).toBe(15)
  })

  it('are the same for a body in JSON', async () => {
    const accepted = ['Accept', 'application/json'] as const
    const body = JSON.stringify({ client_id: 'fake-cli', scope: 'read write' })
    const response = await door.send({ method: 'POST', path: start.path, headers: [jsonType, accepted], body })
    expect([response.status, Object.keys(JSON.parse(response.body))]).toEqual([200, codes.map(([name]) => name)])
  })

  it('of a parameter that GitHub ignores change nothing', async () => {
    expect(await askJson(start, { audience: 'https://elsewhere.example' })).toHaveProperty('device_code')
  })
})
