import { createMemoryStore } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { requestOf, responseOf, streamOf } from '../../test-support/http.js'
import { schemaFor } from '../../test-support/written.js'
import type { HttpRequest, RequestBody } from '../ports/http-request.js'
import { rfc8628 } from '../wire/dialects/rfc8628/rfc8628.js'
import { createDeviceGrant } from './create-device-grant.js'

// For every request to a protocol endpoint, the response is JSON of the dialect.

const form = 'application/x-www-form-urlencoded'
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'
const requests = [
  ['/device_authorization', 'client_id=fake-cli&scope=read+write&resource=https%3A%2F%2Fapi.example.com'],
  ['/token', `grant_type=${encodeURIComponent(deviceGrant)}&client_id=fake-cli&device_code=${'x'.repeat(43)}`],
  ['/login', 'username=alice&password=correct+horse+battery+staple&scope=read'],
] as const

/** The text with one part of it repeated, removed or replaced. */
const mutated = (text: string): fc.Arbitrary<string> =>
  fc
    .record({
      from: fc.nat(text.length),
      length: fc.nat(12),
      by: fc.oneof(
        fc.constantFrom(
          '',
          '&',
          '=',
          '%',
          '%00',
          '%zz',
          '%C3%28',
          '[]',
          '"',
          '{',
          '}',
          '\\',
          '\0',
          '\uFEFF',
          '+',
          '\r\n',
          '__proto__',
          ',',
          ':null',
          '[1]',
        ),
        fc.string({ unit: 'binary', maxLength: 8 }),
        fc.constant(text),
      ),
    })
    .map(({ from, length, by }) => text.slice(0, from) + by + text.slice(from + length))

const several = (text: string): fc.Arbitrary<string> =>
  mutated(text).chain((once) => fc.oneof(fc.constant(once), mutated(once), mutated(once).chain(mutated)))

const asJson = (text: string): string => JSON.stringify(Object.fromEntries(new URLSearchParams(text)))
const asParsed = (value: unknown): RequestBody => ({ kind: 'parsed', value })

const sent: fc.Arbitrary<HttpRequest> = fc.constantFrom(...requests).chain(([path, text]) => {
  const body = fc.oneof(
    several(text).map((changed) => ({ type: form, body: streamOf(changed) })),
    several(asJson(text)).map((changed) => ({ type: 'application/json', body: streamOf(changed) })),
    fc.jsonValue().map((value) => ({ type: 'application/json', body: asParsed(value) })),
    fc.object().map((value) => ({ type: form, body: asParsed(value) })),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => ({ type: form, body: streamOf(bytes) })),
  )
  const type = fc.option(mutated(form), { nil: undefined, freq: 9 })
  const authorization = fc.option(mutated('Basic ZmFrZS1jbGk6'), { nil: undefined, freq: 3 })
  return fc.record({ body, type, authorization, query: fc.oneof(fc.constant(''), mutated(text)) }).map((given) =>
    requestOf({
      path,
      query: given.query,
      headers: {
        'content-type': given.type ?? given.body.type,
        authorization: given.authorization,
        'x-forwarded-for': given.query,
      },
      body: given.body.body,
    }),
  )
})

describe('2 000 mutations of valid requests', () => {
  it('get responses in JSON that match the schemas of the dialect, and cause no fault', async () => {
    const host = createFakeHost({ issuer: 'https://example.com' })
    const { handler } = createDeviceGrant({
      ...host.options,
      stores: { ...host.stores, authorizations: createMemoryStore({ clock: host.clock }) },
    })
    const statuses = new Map<number, number>()
    await fc.assert(
      fc.asyncProperty(sent, async (request) => {
        const { status, headers, body } = await responseOf(handler, request)
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
        expect(status).toBeLessThan(500)
        expect(headers).toMatchObject({ 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
        expect('WWW-Authenticate' in headers).toBe(status === 401)
        const kind = request.path === '/login' ? 'tokensIssued' : 'authorizationStarted'
        const schema = status === 200 ? schemaFor(rfc8628, kind) : rfc8628.schemas.problem
        expect(schema.safeParse(JSON.parse(body)).error).toBe(undefined)
      }),
      { numRuns: 2_000, seed: 20_260_101 },
    )
    expect(host.faults).toEqual([])
    expect([...statuses.keys()].toSorted((one, other) => one - other)).toEqual([200, 400, 401, 415])
  })
})
