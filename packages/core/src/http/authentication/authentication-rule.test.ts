import { describe, expect, it } from 'vitest'
import { minute, second } from '../../machine/time.js'
import type { AccessTokenClaims } from '../../ports/token-issuer.js'
import { type BearerRule, createBearerCheck } from '../bearer/create-bearer-check.js'

// RFC 9470 §3.

const now = 1_767_225_600_000
const audience = ['https://api.example/']

const claimsWith = (changes: Partial<AccessTokenClaims> = {}): AccessTokenClaims => ({
  subject: 'account-alice',
  clientId: 'tv',
  scope: ['read'],
  audience,
  tokenId: 't1',
  authenticatedAt: now - minute,
  expiresAt: now + minute,
  ...changes,
})

const checkOf = (claims: AccessTokenClaims, rule: Partial<BearerRule>) =>
  createBearerCheck({ verify: async () => claims }, { audience, clock: { now: () => now }, ...rule })('Bearer good')

describe('a route that demands a sign-in', () => {
  it('SU03: refuses a token whose sign-in is too old, and the challenge says what to ask for', async () => {
    const verdict = await checkOf(claimsWith(), { authentication: { maxAge: 59 * second } })
    const challenge = 'Bearer realm="devicegrant", error="insufficient_user_authentication", max_age="59"'
    expect(verdict).toMatchObject({ ok: false, response: { status: 401, headers: { 'WWW-Authenticate': challenge } } })
    const { response } = verdict.ok ? { response: undefined } : verdict
    expect(JSON.parse(String(response?.body))).toMatchObject({ error: 'insufficient_user_authentication' })
  })

  it.each([
    ['no level', {}],
    ['another level', { acr: 'urn:example:password' }],
  ])('SU03: refuses a token with %s', async (_, changes) => {
    const acr = ['urn:example:key', 'urn:example:two-factors']
    const verdict = await checkOf(claimsWith(changes), { authentication: { acr, maxAge: minute } })
    const parts = ['error="insufficient_user_authentication"', `acr_values="${acr.join(' ')}"`, 'max_age="60"']
    const challenge = ['Bearer realm="devicegrant"', ...parts].join(', ')
    expect(verdict).toMatchObject({ ok: false, response: { status: 401, headers: { 'WWW-Authenticate': challenge } } })
  })

  it('accepts a token that is fresh and strong enough', async () => {
    const claims = claimsWith({ acr: 'urn:example:two-factors' })
    const authentication = { acr: ['urn:example:key', 'urn:example:two-factors'], maxAge: minute }
    expect(await checkOf(claims, { authentication })).toEqual({ ok: true, claims })
    expect(await checkOf(claims, { authentication: {} })).toEqual({ ok: true, claims })
  })

  it('takes a sign-in that is more than a minute in the future as too old', async () => {
    const check = (authenticatedAt: number) =>
      checkOf(claimsWith({ authenticatedAt }), { authentication: { maxAge: 0 } })
    expect(await check(now + minute)).toMatchObject({ ok: true })
    for (const future of [now + minute + 1, now + 300 * minute, now * 1_000]) {
      expect(await check(future)).toMatchObject({ ok: false, response: { status: 401 } })
    }
  })

  it('uses the clock of the machine, unless the rule has one', async () => {
    const check = (authenticatedAt: number) =>
      createBearerCheck(
        { verify: async () => claimsWith({ authenticatedAt }) },
        { audience, authentication: { maxAge: 10 * minute } },
      )('Bearer good')
    expect(await check(Date.now())).toMatchObject({ ok: true })
    expect(await check(Date.now() - 11 * minute)).toMatchObject({ ok: false })
  })

  it('reports a missing scope first, because no sign-in would help', async () => {
    const verdict = await checkOf(claimsWith(), { scope: ['admin'], authentication: { maxAge: 0 } })
    expect(verdict).toMatchObject({ ok: false, response: { status: 403 } })
  })
})

describe('the rule', () => {
  it.each<[string, unknown]>([
    ['authentication', 'strong'],
    ['authentication', []],
    ['authentication.maxAge', { maxAge: 1_500 }],
    ['authentication.maxAge', { maxAge: -1_000 }],
    ['authentication.maxAge', { maxAge: '60' }],
    ['authentication.acr', { acr: 'strong' }],
    ['authentication.acr', { acr: [] }],
    ['authentication.acr', { acr: ['a b'] }],
    ['authentication.acr', { acr: ['a"'] }],
    ['authentication.maxage', { maxage: 60_000 }],
  ])('names a wrong %s: %j', (option, authentication) => {
    const rule = JSON.parse(JSON.stringify({ audience, authentication }))
    expect(() => createBearerCheck({ verify: async () => undefined }, rule)).toThrow(option)
  })
})
