import { describe, expect, it } from 'vitest'
import { codes } from '../test-support/fake-bench.js'
import { type Answer, json, origin } from '../test-support/fake-wire.js'
import { auditServer } from './audit-server.js'
import type { AuditServerOptions } from './audit-server-options.js'

const metadata = {
  issuer: origin,
  device_authorization_endpoint: `${origin}/device`,
  token_endpoint: `${origin}/token`,
  revocation_endpoint: `${origin}/revoke`,
  dpop_signing_alg_values_supported: ['ES256'],
}

/** Audits a hostile server, with a clock that goes on only while the run waits. */
async function audit(answer: Answer, change: Partial<AuditServerOptions> = {}) {
  let time = 0
  const sent: Request[] = []
  const report = await auditServer({
    server: origin,
    client: { clientId: 'mycli' },
    decide: async () => undefined,
    pace: 0,
    fetch: async (input, init) => {
      const request = new Request(input, init)
      sent.push(request)
      return request.url.includes('/.well-known/') ? json(metadata) : answer(request, sent.length)
    },
    sleep: async (milliseconds) => {
      time += Math.max(1, milliseconds)
    },
    now: () => time,
    ...change,
  })
  const { MUST } = report.summary
  return { report, seconds: time / 1000, open: MUST.failed + MUST.unclear, sent }
}

const isDevice = ({ url }: Request) => url.endsWith('/device')
const tokens = { access_token: '\ud800.a.b', refresh_token: '\udfff-refresh', token_type: 'DPoP' }

describe('a hostile server', () => {
  it.each<[string, Answer]>([
    ['has always one more minute to wait', () => new Response('', { status: 429, headers: { 'Retry-After': '60' } })],
    [
      'has the longest interval, and asks to slow down',
      (request) => (isDevice(request) ? json({ ...codes, interval: 60 }) : json({ error: 'slow_down' }, 400)),
    ],
    [
      'has an interval and a lifetime of years',
      (request) =>
        isDevice(request)
          ? json({ ...codes, interval: 999_999_999, expires_in: 999_999_999 })
          : json({ error: 'authorization_pending' }, 400),
    ],
  ])('does not hold a run for hours if it %s', async (_, answer) => {
    const { seconds, open } = await audit(answer)
    expect(seconds).toBeLessThanOrEqual(3600)
    expect(open).toBeGreaterThan(0)
  })

  it.each<[string, Answer]>([
    ['reads no forms', () => new Response('', { status: 415 })],
    ['has no URL as its page', (request) => json(isDevice(request) ? { ...codes, verification_uri: 'x' } : tokens)],
    ['has tokens that are no text', (request) => json(isDevice(request) ? codes : tokens)],
    ['has HTML for all', () => new Response('<!doctype html>')],
    ['has JSON that is no object', () => json([null])],
    ['ends each connection', () => Promise.reject(new Error('reset'))],
  ])('gets a report all the same if it %s', async (_, answer) => {
    const { report, open } = await audit(answer)
    expect(report.results.length).toBeGreaterThan(80)
    expect(open).toBeGreaterThan(0)
    expect(report.results.filter(({ reason }) => reason?.includes('Invalid URL'))).toEqual([])
  })

  it('does not fill the memory', async () => {
    const { report } = await audit(() => new Response('x'.repeat(2 * 1024 * 1024)))
    expect(report.requests).toBeLessThan(80)
    expect(JSON.stringify(report).length).toBeLessThan(16 * 1024 * 1024)
  })

  it('gets each secret under its own name in no report', async () => {
    const { report } = await audit(
      async (request) => json({ error: `${await request.text()} ${request.headers.get('Authorization')}` }, 400),
      {
        client: { clientId: 'mycli', clientSecret: 'first planted/+', method: 'client_secret_post' },
        otherClient: { clientId: 'other', clientSecret: 'second planted/+' },
      },
    )
    const text = JSON.stringify(report)
    expect(text).not.toContain('planted')
    expect(text).not.toContain(btoa('other:second+planted%2F%2B'))
    expect(text).toContain('$CLIENT_SECRET')
  })

  it('gets no request at an origin that was not named', async () => {
    const evil = 'https://evil.example'
    const { sent } = await audit((request) =>
      isDevice(request)
        ? json({ ...codes, verification_uri: `${evil}/a`, verification_uri_complete: `${evil}/b` })
        : Response.redirect(evil, 307),
    )
    expect(new Set(sent.map(({ url }) => new URL(url).origin))).toEqual(new Set([origin]))
    expect(new Set(sent.map(({ redirect }) => redirect))).toEqual(new Set(['manual']))
  })
})
