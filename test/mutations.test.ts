// @module-tag thorough
import { createDeviceGrant } from '@devicegrant/core'
import { rfc8628 } from '@devicegrant/core/dialects'
import { createMemoryStore } from '@devicegrant/store-memory'
import { type AuditRequest, createFakeHost, createScriptedRandom } from '@devicegrant/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Mount, mounts, type OpenDoor, openFetch, openServer } from './doors.js'
import { parserHosts } from './parsers.js'

const seed = 8628
const host = createFakeHost({ random: createScriptedRandom(seed) })
const grant = createDeviceGrant({
  ...host.options,
  stores: { ...host.stores, authorizations: createMemoryStore({ clock: host.clock }) },
})

const form = 'application/x-www-form-urlencoded'
const json = 'application/json'
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'
const basic = `Basic ${Buffer.from('fake-backend:fake-backend-secret').toString('base64')}`

type Fields = Readonly<Record<string, string>>
const asForm = (path: string, fields: Fields, headers: AuditRequest['headers'] = []): AuditRequest => ({
  method: 'POST',
  path,
  headers: [['Content-Type', form], ...headers],
  body: String(new URLSearchParams(fields)),
})
const asJson = (path: string, fields: Fields, headers: AuditRequest['headers'] = []): AuditRequest => ({
  method: 'POST',
  path,
  headers: [['Content-Type', json], ...headers],
  body: JSON.stringify(fields),
})

const bearer = ['Authorization', 'Bearer fake-token-1'] as const
const starting = { client_id: 'fake-cli', scope: 'read write', resource: 'https://api.example.com' }
const polling = { client_id: 'fake-cli', grant_type: deviceGrant, device_code: 'x'.repeat(65) }
const login = { username: 'alice', password: 'correct horse battery staple', scope: 'read' }
const decision = { user_code: 'BBBB-BBBB', ticket: 'a.1.b', decision: 'approve', scope: 'read' }

/** Requests that are right as they are. */
const right: readonly AuditRequest[] = [
  asForm('/device_authorization', starting),
  asJson('/device_authorization', starting),
  asForm('/device_authorization', { scope: 'read' }, [['Authorization', basic]]),
  asForm('/token', polling),
  asJson('/token', polling),
  asForm('/token', { grant_type: deviceGrant, device_code: 'x' }, [['Authorization', basic]]),
  asForm('/login', login),
  asJson('/login', login),
  asJson('/device/lookup', { user_code: 'BBBB-BBBB' }, [bearer]),
  asJson('/device/decision', decision, [bearer]),
  asForm('/device', { user_code: 'BBBB-BBBB' }),
  asForm('/device/sign-in', { ...login, csrf: 'x', user_code: '' }, [['Cookie', 'devicegrant-session=a.b']]),
  asForm('/device/confirm', decision, [['Cookie', 'devicegrant-session=e30.b']]),
  asForm('/device/sign-out', { csrf: 'x' }),
  { method: 'GET', path: '/device/confirm?user_code=BBBB-BBBB', headers: [['Cookie', 'devicegrant-session=a']] },
  { method: 'GET', path: '/.well-known/oauth-authorization-server', headers: [] },
]

const nasty = fc.oneof(
  fc.constantFrom(
    '\0',
    '%',
    '%00',
    '%zz',
    '&',
    '=',
    '&&',
    '[]',
    '[x]',
    '"',
    '\\',
    '\\u0000',
    '\\ud800',
    '{',
    '}',
    '[',
    ']',
  ),
  fc.constantFrom('__proto__', 'constructor', ',', ':', 'null', '1e999', '\r\n', '\ufeff', '+', ' ', ';', '..', '*'),
  fc.string({ unit: 'binary', maxLength: 20 }),
)

/** What is done to one text: something put in, taken out, doubled, or swapped for something else. */
const edit = fc
  .record({ at: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.nat(12), text: nasty, how: fc.nat(3) })
  .map(({ at, length, text, how }) => (value: string): string => {
    const start = Math.floor(at * value.length)
    const [before, cut, after] = [
      value.slice(0, start),
      value.slice(start, start + length),
      value.slice(start + length),
    ]
    return (
      [before + text + cut + after, before + after, before + cut + cut + after, before + text + after][how] ?? value
    )
  })

// Node's client refuses to send these itself; what the server makes of them is tried in http-sockets.test.ts.
const sendable = (value: string) => value.replace(/[^\t\x20-\x7e\x80-\xff]/g, '').trim()

const mutated: fc.Arbitrary<AuditRequest> = fc
  .record({
    request: fc.constantFrom(...right),
    bodyEdits: fc.array(edit, { maxLength: 3 }),
    headerEdits: fc.array(fc.record({ index: fc.nat(3), edit }), { maxLength: 1 }),
    queryEdit: fc.option(nasty, { nil: undefined, freq: 8 }),
    method: fc.option(fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH'), {
      nil: undefined,
      freq: 8,
    }),
    extra: fc.option(
      fc.constantFrom(
        ['Content-Encoding', 'gzip'],
        ['Content-Encoding', 'identity'],
        ['X-Forwarded-For', '::ffff:1.2.3.4, %, 1'],
        ['Authorization', 'Basic Og=='],
        ['Content-Type', json],
        ['Origin', 'null'],
        ['Sec-Fetch-Site', 'none'],
        ['Cookie', 'devicegrant-session=%; devicegrant-session=.'],
      ),
      { nil: undefined, freq: 4 },
    ),
  })
  .map(({ request, bodyEdits, headerEdits, queryEdit, method = request.method, extra }) => {
    const headers = request.headers.map(([name, value], index): readonly [string, string] => {
      const edits = headerEdits.filter((edit) => edit.index === index)
      return [name, sendable(edits.reduce((text, { edit }) => edit(text), value))]
    })
    const added: AuditRequest['headers'] = extra === undefined ? [] : [[extra[0] ?? '', extra[1] ?? '']]
    const query =
      queryEdit === undefined
        ? ''
        : `${request.path.includes('?') ? '&' : '?'}${new URLSearchParams([[queryEdit, queryEdit]])}`
    const body = bodyEdits.reduce((text, edit) => edit(text), String(request.body ?? ''))
    const mayHaveBody = method !== 'GET' && method !== 'HEAD'
    return { method, path: request.path + query, headers: [...headers, ...added], ...(mayHaveBody && { body }) }
  })

const isPage = (path: string) => /^\/device(\/(confirm|sign-in|sign-out))?(\?|$)/.test(path)

// Express refuses in a page of its own, Koa in plain text.
const isTheFrameworks = (type: string, body: string) =>
  type === 'text/plain; charset=utf-8' || (type === 'text/html; charset=utf-8' && body.includes('<pre>'))

const doors: readonly {
  readonly name: string
  readonly mount?: Mount
  readonly runs: number
  readonly parses?: true
}[] = [
  { name: 'fetch', runs: 5_000 },
  ...Object.entries(mounts).map(([name, mount]) => ({ name, mount, runs: 1_500 })),
  ...parserHosts.map(({ name, mount }) => ({ name, mount, runs: 500, parses: true as const })),
]

const terms = { dialect: rfc8628.name, userCode: rfc8628.userCode }

// Makes the Bearer token of the requests above a good one.
beforeAll(async () => {
  const { passwordLogin } = grant.service
  await passwordLogin?.logIn({ operation: 'logIn', username: 'alice', password: login.password }, terms)
  expect(host.issued).toHaveLength(1)
})

describe.each(doors)('right requests, damaged at random, through $name', ({ mount, runs, parses }) => {
  let door: OpenDoor
  beforeAll(async () => {
    door = mount ? await openServer(mount(grant)) : openFetch(grant, host.options.issuer)
  })
  afterAll(() => door.close())

  it('are answered in JSON or by a page, and never by a failure of ours', async () => {
    await fc.assert(
      fc.asyncProperty(mutated, async (request) => {
        const { status, headers, body } = await door.send(request)
        const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
        expect(status).toBeGreaterThanOrEqual(200)
        // What the host's own parser refuses, or fails at, does not come to us.
        if (parses && status >= 400 && isTheFrameworks(type, body)) return
        expect(status).toBeLessThan(500)
        if (isPage(request.path)) expect(status === 303 || type === 'text/html; charset=utf-8').toBe(true)
        else {
          expect(type).toBe('application/json')
          if (request.method !== 'HEAD') expect(JSON.parse(body)).toBeTypeOf('object')
        }
      }),
      { seed, numRuns: runs },
    )
    expect(host.faults).toEqual([])
  })
})
