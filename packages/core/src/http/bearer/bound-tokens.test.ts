import { createMemoryStores } from '@devicegrant/store-memory'
import { createManualClock } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { bodyOf, createProofKey, hashOfToken, mountDpop } from '../../../test-support/dpop.js'
import type { GrantBearerRule } from '../../compose/grant-bearer.js'
import { createProofVerifier } from '../../defaults/jwt/proof-verifier.js'
import type { AccessTokenClaims } from '../../ports/token-issuer.js'
import type { BearerVerdict } from './bearer-check.js'
import { createBearerCheck } from './create-bearer-check.js'

// RFC 9449 §7: a token that is bound to a key, at a route of the host.

const route = 'https://example.com/api/photos'

async function world(rule: GrantBearerRule = {}) {
  const mounted = await mountDpop()
  const { host, grant, start, approve, poll, proofOf } = mounted
  const key = await createProofKey(host.clock)
  const [bound, unbound] = [await start(), await start()]
  await approve(bound)
  await approve(unbound)
  const token = String(bodyOf(await poll(bound, await proofOf(key)))['access_token'])
  const bearerToken = String(bodyOf(await poll(unbound))['access_token'])
  const check = grant.bearer(rule)
  const proof = (claims: Readonly<Record<string, unknown>> = {}, method = 'GET', url = route) =>
    key.proof(method, url, { claims: { ath: hashOfToken(token), ...claims } })
  return { ...mounted, key, token, bearerToken, check, proof }
}

function challengeIn(verdict: BearerVerdict): readonly [number, unknown, unknown] | 'accepted' {
  if (verdict.ok) return 'accepted'
  const { status, headers, body } = verdict.response
  return [status, JSON.parse(body).error, headers['WWW-Authenticate']]
}

function errorIn(verdict: BearerVerdict): unknown {
  return challengeIn(verdict)[1]
}

const algs = 'algs="ES256 Ed25519 EdDSA ES384 ES512 PS256 RS256"'
const dpop = `DPoP realm="devicegrant", ${algs}`

describe('a bound token', () => {
  it('passes with its proof, for a whole URL and for a path', async () => {
    const { check, token, proof, key } = await world()
    const request = { method: 'GET', url: `${route}?size=1`, authorization: `DPoP ${token}` }
    expect(await check({ ...request, dpop: await proof() })).toMatchObject({
      ok: true,
      claims: { confirmation: { jkt: key.jkt } },
    })
    const path = { ...request, url: '/api/photos?size=1', authorization: `dpop ${token}` }
    expect(await check({ ...path, dpop: await proof() })).toMatchObject({ ok: true })
  })

  it('DP21: is refused as a Bearer token, with and without its proof', async () => {
    const { check, token, proof } = await world()
    const refused = [401, 'invalid_token', 'Bearer realm="devicegrant", error="invalid_token"']
    expect(challengeIn(await check(`Bearer ${token}`))).toEqual(refused)
    const request = { method: 'GET', url: route, authorization: `Bearer ${token}`, dpop: await proof() }
    expect(challengeIn(await check(request))).toEqual(refused)
    // A check that takes the header only cannot see a proof.
    expect(challengeIn(await check(`DPoP ${token}`))).toEqual([
      401,
      'invalid_dpop_proof',
      `${dpop}, error="invalid_dpop_proof"`,
    ])
  })

  it('DP22: is refused with a proof of another request, token, key or time', async () => {
    const { host, check, token, bearerToken, proof } = await world()
    const request = { method: 'GET', url: route, authorization: `DPoP ${token}` }
    const stranger = await createProofKey(host.clock)
    const used = await proof()
    expect(await check({ ...request, dpop: used })).toMatchObject({ ok: true })
    const refused = [401, 'invalid_dpop_proof', `${dpop}, error="invalid_dpop_proof"`]
    const wrong = {
      'no proof': undefined,
      'an empty header': '',
      'two headers': [await proof(), await proof()],
      'the same proof again': used,
      'no ath': await proof({ ath: undefined }),
      'the ath of another token': await proof({ ath: hashOfToken(bearerToken) }),
      'another method': await proof({}, 'POST'),
      'another path': await proof({}, 'GET', `${route}/1`),
    }
    for (const [what, header] of Object.entries(wrong)) {
      expect(challengeIn(await check({ ...request, dpop: header })), what).toEqual(refused)
    }
    const foreign = await stranger.proof('GET', route, { claims: { ath: hashOfToken(token) } })
    expect(challengeIn(await check({ ...request, dpop: foreign }))).toEqual([
      401,
      'invalid_token',
      `${dpop}, error="invalid_token"`,
    ])
    const late = await check({ ...request, dpop: await proof({ iat: 1 }) })
    expect(challengeIn(late)).toEqual([401, 'use_dpop_nonce', `${dpop}, error="use_dpop_nonce"`])
    const nonce = late.ok ? undefined : late.response.headers['DPoP-Nonce']
    expect(await check({ ...request, dpop: await proof({ iat: 1, nonce }) })).toMatchObject({ ok: true })
  })

  it.each([
    '//evil.example/api',
    'https://evil.example/api',
    'HTTPS://evil.example/api',
    'https:evil.example/api',
    'https:\\\\evil.example/api',
    'https://user@evil.example/api',
    'evil.example/api',
  ])('is refused at %s, which names another host, for which a client may have made a proof', async (url) => {
    const { check, token, proof } = await world()
    const request = { method: 'GET', url, authorization: `DPoP ${token}` }
    for (const claimed of ['https://evil.example/api', url]) {
      const dpop = await proof({}, 'GET', claimed)
      expect(errorIn(await check({ ...request, dpop })), claimed).toBe('invalid_dpop_proof')
    }
  })

  it('is for the origin that the host names', async () => {
    const { check, token, proof } = await world({ origin: 'https://api.example' })
    const request = { method: 'GET', url: '/api/photos', authorization: `DPoP ${token}` }
    expect(errorIn(await check({ ...request, dpop: await proof() }))).toBe('invalid_dpop_proof')
    const there = await proof({}, 'GET', 'https://api.example/api/photos')
    expect(await check({ ...request, dpop: there })).toMatchObject({ ok: true })
  })

  it('is not for an alternate address with the same end', async () => {
    const dpop = { verifier: createProofVerifier(), alternateBaseUrls: ['https://other.example'] }
    const { grant, host } = await mountDpop({ dpop, issuer: 'https://example.com', baseUrl: 'https://example.com' })
    const key = await createProofKey(host.clock)
    const check = grant.bearer({ origin: 'https://example.com:8443' })
    const answer = async (htu: string) => {
      const proof = await key.proof('GET', htu, { claims: { ath: hashOfToken('token') } })
      return errorIn(await check({ method: 'GET', url: '/api', authorization: 'DPoP token', dpop: proof }))
    }
    expect(await answer('https://example.com:8443/api')).toBe('invalid_token')
    expect(await answer('https://other.example:8443/api')).toBe('invalid_dpop_proof')
  })

  it.each(['api.example', 'https://api.example/', 'https://api.example/v1', '*', 7])(
    'has no origin %s',
    async (origin) => {
      const { grant } = await mountDpop()
      expect(() => Reflect.apply(grant.bearer, grant, [{ origin }])).toThrow(/origin of grant.bearer must be an origin/)
    },
  )

  it('needs a header', async () => {
    const { check } = await world()
    for (const header of [null, undefined, '']) expect((await check(header)).ok).toBe(false)
  })

  it('DP23: of the scheme DPoP must be bound to a key', async () => {
    const { check, key, bearerToken } = await world()
    const proof = await key.proof('GET', route, { claims: { ath: hashOfToken(bearerToken) } })
    const request = { method: 'GET', url: route, authorization: `DPoP ${bearerToken}`, dpop: proof }
    expect(challengeIn(await check(request))).toEqual([401, 'invalid_token', `${dpop}, error="invalid_token"`])
    expect(await check({ ...request, authorization: `Bearer ${bearerToken}` })).toMatchObject({ ok: true })
  })

  it('without a scope gets a challenge of its scheme, and its proof is not used up', async () => {
    const { check, token, proof } = await world({ scope: ['admin'] })
    const request = { method: 'GET', url: route, authorization: `DPoP ${token}`, dpop: await proof() }
    for (const _ of [1, 2]) {
      expect(challengeIn(await check(request))).toEqual([
        403,
        'insufficient_scope',
        `${dpop}, error="insufficient_scope", scope="admin"`,
      ])
    }
  })

  it('may come with the same proof again, if the host says so', async () => {
    const { check, token, proof } = await world({ singleUseProofs: false })
    const request = { method: 'GET', url: route, authorization: `DPoP ${token}`, dpop: await proof() }
    expect(await check(request)).toMatchObject({ ok: true })
    expect(await check(request)).toMatchObject({ ok: true })
  })

  it('tells its client the next nonce with an accepted request', async () => {
    const { host, check, token, proof } = await world()
    const request = { method: 'GET', url: route, authorization: `DPoP ${token}` }
    const late = await check({ ...request, dpop: await proof({ iat: 1 }) })
    const nonce = late.ok ? undefined : late.response.headers['DPoP-Nonce']
    host.clock.advance(120_000)
    const verdict = await check({ ...request, dpop: await proof({ nonce }) })
    expect(verdict).toMatchObject({ ok: true, headers: { 'DPoP-Nonce': expect.not.stringMatching(String(nonce)) } })
  })

  it('is offered beside Bearer to a request without a token', async () => {
    const { check } = await world()
    expect(challengeIn(await check(undefined))).toEqual([401, 'invalid_token', `Bearer realm="devicegrant", ${dpop}`])
  })
})

describe('createBearerCheck', () => {
  const clock = createManualClock()
  const audience = ['https://api.example']
  const claimsOf = (jkt: string): AccessTokenClaims => ({
    subject: 'account-alice',
    clientId: 'tv',
    scope: [],
    audience,
    tokenId: 't1',
    authenticatedAt: 0,
    expiresAt: Number.MAX_SAFE_INTEGER,
    confirmation: { jkt },
  })

  it('DP21: refuses a bound token without the option dpop', async () => {
    const key = await createProofKey(clock)
    const check = createBearerCheck({ verify: async () => claimsOf(key.jkt) }, { audience })
    expect(errorIn(await check('Bearer good'))).toBe('invalid_token')
    const proof = await key.proof('GET', route, { claims: { ath: hashOfToken('good') } })
    const request = { method: 'GET', url: route, authorization: 'DPoP good', dpop: proof }
    expect(challengeIn(await check(request))).toEqual([401, 'invalid_token', 'Bearer realm="devicegrant"'])
  })

  it('accepts it with its proof, once, and by its time only', async () => {
    const key = await createProofKey(clock)
    const { jtis } = createMemoryStores({ clock })
    const options = { verifier: createProofVerifier(), baseUrl: 'https://example.com', jtis, clock }
    const check = createBearerCheck({ verify: async () => claimsOf(key.jkt) }, { audience, dpop: options })
    const ath = hashOfToken('good')
    const request = { method: 'GET', url: '/api/photos', authorization: 'DPoP good' }
    const proof = await key.proof('GET', route, { claims: { ath } })
    expect(await check({ ...request, dpop: proof })).toMatchObject({ ok: true })
    expect(errorIn(await check({ ...request, dpop: proof }))).toBe('invalid_dpop_proof')
    const late = await key.proof('GET', route, { claims: { ath, iat: 1 } })
    expect(errorIn(await check({ ...request, dpop: late }))).toBe('invalid_dpop_proof')
  })

  it('names what is wrong with the option', () => {
    const verify = async () => undefined
    const verifier = createProofVerifier()
    const wrong = (dpop: object) => () =>
      createBearerCheck(
        { verify },
        Object.assign({ audience }, { dpop: Object.assign({ verifier, baseUrl: route }, dpop) }),
      )
    expect(wrong({ verifier: {} })).toThrow('dpop.verifier')
    expect(wrong({ baseUrl: '/api' })).toThrow('dpop.baseUrl')
    expect(wrong({ jtis: {} })).toThrow('dpop.jtis')
    expect(wrong({ clock: 7 })).toThrow('dpop.clock')
    expect(wrong({ used: 1 })).toThrow('used')
  })
})
