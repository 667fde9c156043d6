import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { approved, post, startCode } from '../support/demo-flow.js'
import { type RunningDemo, startDemo } from '../support/demo-process.js'
import { readSamples, type Sample, sumBy } from './prometheus-text.js'
import { words } from './words.js'

// Prometheus reads the demo during a load. Then the figures are what was sent.

const requests = 'devicegrant_request_duration_count'

async function scrape(address: string): Promise<readonly Sample[]> {
  const response = await fetch(`${address}/metrics`)
  expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4')
  return readSamples(await response.text())
}

const totalOf = (samples: readonly Sample[]) => sumBy(samples, requests)[''] ?? 0

describe('a scrape of the demo', () => {
  let demo: RunningDemo

  beforeAll(async () => {
    demo = await startDemo({ OTEL: 'on', LIMITS: 'off', POLL_INTERVAL: '60' })
  })
  afterAll(() => demo.stop('SIGKILL'))

  it('adds up to what was sent, and never goes down meanwhile', async () => {
    const { address } = demo
    const sent: Record<string, number> = {}
    const count = (
      operation: string,
      { body }: { readonly body: Readonly<Record<string, unknown>> },
      success: string,
    ) => {
      const key = `${operation} ${String(body['error'] ?? success)}`
      sent[key] = (sent[key] ?? 0) + 1
    }
    const redeemable = [await approved(address), await approved(address)]
    const before = sumBy(await scrape(address), requests, 'operation', 'outcome')

    const device = async (n: number): Promise<void> => {
      const { form } = await startCode(address)
      sent['start codes_issued'] = (sent['start codes_issued'] ?? 0) + 1
      for (let poll = 0; poll < 4; poll++) count('poll', await post(`${address}/token`, form), 'tokens_issued')
      count('start', await post(`${address}/device_authorization`, { client_id: `stranger-${n}` }), 'codes_issued')
      const login = { username: 'alice', password: `planted-secret-${n}` }
      // The words of the response to a wrong password are of another dialect than the metric's.
      await post(`${address}/login`, login)
      sent['login invalid_credentials'] = (sent['login invalid_credentials'] ?? 0) + 1
      count('revoke', await post(`${address}/revoke`, { client_id: 'demo-cli', token: 'unknown' }), 'token_revoked')
    }
    const seen: number[] = []
    let isLoading = true
    const scraping = (async () => {
      while (isLoading) seen.push(totalOf(await scrape(address)))
    })()
    await Promise.all(Array.from({ length: 24 }, (_, n) => device(n)))
    for (const form of redeemable) count('poll', await post(`${address}/token`, form), 'tokens_issued')
    isLoading = false
    await scraping

    const samples = await scrape(address)
    const after = sumBy(samples, requests, 'operation', 'outcome')
    const grown = Object.entries(after).map(([key, count]) => [key, count - (before[key] ?? 0)] as const)
    expect(Object.fromEntries(grown.filter(([, count]) => count > 0))).toEqual(sent)
    expect(sent).toEqual({
      'start codes_issued': 24,
      'start invalid_client': 24,
      'poll authorization_pending': 24,
      'poll slow_down': 72,
      'poll tokens_issued': 2,
      'login invalid_credentials': 24,
      'revoke token_revoked': 24,
    })
    expect(seen.length).toBeGreaterThan(1)
    expect(seen).toEqual(seen.toSorted((one, other) => one - other))
    expect(sumBy(samples, 'devicegrant_events_total', 'event')).toMatchObject({
      authorizationIssued: 26,
      authorizationRedeemed: 2,
      loginFailed: 24,
      clientAuthenticationFailed: 24,
    })
  })

  it('has only words of closed sets, and no text of a request', async () => {
    const response = await fetch(`${demo.address}/metrics`)
    const text = await response.text()
    expect(text).not.toMatch(/planted-secret|stranger-|alice|127\.0\.0\.1/)
    const labels = readSamples(text).flatMap(({ labels: all }) => Object.entries(all))
    const clients = /^(demo-cli|other|none)$/
    const open = {
      ...words,
      'devicegrant.client': clients,
      otel_scope_name: /^@devicegrant\/core$/,
      le: /^([\d.]+|\+Inf)$/,
    }
    const known = Object.fromEntries(Object.entries(open).map(([name, word]) => [name.replaceAll('.', '_'), word]))
    const target = /^(service_name|telemetry_sdk_(language|name|version))$/
    expect(labels.filter(([name, value]) => !target.test(name) && !known[name]?.test(value))).toEqual([])
  })
})

describe.each(['koa', 'node'])('the demo in %s', { tags: ['thorough'] }, (framework) => {
  it('serves its metrics too', async () => {
    const demo = await startDemo({ OTEL: 'on', FRAMEWORK: framework })
    await startCode(demo.address)
    const samples = await scrape(demo.address)
    expect(sumBy(samples, requests, 'operation', 'outcome', 'client')).toEqual({ 'start codes_issued demo-cli': 1 })
    await demo.stop('SIGKILL')
  })
})

describe('the demo without OTEL', { tags: ['thorough'] }, () => {
  it('serves no metrics', async () => {
    const demo = await startDemo()
    expect((await fetch(`${demo.address}/metrics`)).status).toBe(404)
    await demo.stop('SIGKILL')
  })
})
