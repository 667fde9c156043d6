import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost, createManualClock } from '@devicegrant/testing'
import { decodeJwt, type JWTPayload } from 'jose'
import { describe, expect, it } from 'vitest'
import {
  bodyOf,
  createProofKey,
  deviceCodeGrant,
  hashOfToken,
  mountDpop,
  type ProofContent,
} from '../../test-support/dpop.js'
import { formRequest, jsonRequest, requestOf, streamOf } from '../../test-support/http.js'
import { createProofVerifier } from '../defaults/jwt/proof-verifier.js'
import type { HttpResponse } from '../http/message.js'
import type { TokenIssuer } from '../ports/token-issuer.js'
import { github } from '../wire/dialects/github/github.js'

// RFC 9449 at the endpoints: what is bound to which key, and that a refused proof uses nothing up. The names of the cases
// are those of the issue.

type Refused = readonly [status: number, error: unknown]

function refusalIn(response: HttpResponse): Refused {
  return [response.status, bodyOf(response)['error']]
}

const invalidProof: Refused = [400, 'invalid_dpop_proof']
const useNonce: Refused = [400, 'use_dpop_nonce']

function nonceIn({ headers }: HttpResponse): string | undefined {
  const nonce = headers['DPoP-Nonce']
  return typeof nonce === 'string' ? nonce : undefined
}

function claimsIn(response: HttpResponse): JWTPayload {
  return decodeJwt(String(bodyOf(response)['access_token']))
}

describe('tokens of a poll', () => {
  it('DP01 O06: are bound to the key of its proof', async () => {
    const { host, start, approve, poll, proofOf } = await mountDpop()
    const key = await createProofKey(host.clock)
    const started = await start()
    await approve(started)
    const response = await poll(started, await proofOf(key))
    expect(response.status).toBe(200)
    expect(bodyOf(response)).toMatchObject({ token_type: 'DPoP' })
    expect(claimsIn(response)).toMatchObject({ cnf: { jkt: key.jkt } })
  })

  it('are Bearer tokens without a proof', async () => {
    const { start, approve, poll } = await mountDpop()
    const started = await start()
    await approve(started)
    const response = await poll(started)
    expect(bodyOf(response)).toMatchObject({ token_type: 'Bearer' })
    expect(claimsIn(response)).not.toHaveProperty('cnf')
  })

  it('DP26: take the key of the last proof, while the code is bound to none', async () => {
    const { host, start, approve, poll, proofOf } = await mountDpop()
    const [first, last] = [await createProofKey(host.clock), await createProofKey(host.clock, 'Ed25519')]
    const started = await start()
    expect(refusalIn(await poll(started, await proofOf(first)))).toEqual([400, 'authorization_pending'])
    await approve(started)
    expect(claimsIn(await poll(started, await proofOf(last)))).toMatchObject({ cnf: { jkt: last.jkt } })
  })

  it('DP19: are refused without a proof, if the client must send one', async () => {
    const { host, grant, start, approve, poll, refresh, proofOf, send } = await mountDpop()
    host.changeClient('fake-cli', { dpop: 'required' })
    const key = await createProofKey(host.clock)
    const started = await start()
    expect(refusalIn(await poll(started))).toEqual(invalidProof)
    await approve(started)
    expect(refusalIn(await poll(started))).toEqual(invalidProof)
    const tokens = bodyOf(await poll(started, await proofOf(key)))
    expect(tokens).toMatchObject({ token_type: 'DPoP' })
    expect(refusalIn(await refresh(tokens['refresh_token']))).toEqual(invalidProof)
    const metadata = await send(requestOf({ method: 'GET', path: '/.well-known/oauth-authorization-server' }))
    expect(bodyOf(metadata)).toMatchObject({
      dpop_signing_alg_values_supported: ['ES256', 'Ed25519', 'EdDSA', 'ES384', 'ES512', 'PS256', 'RS256'],
    })
    expect(grant.service.proofs?.algorithms).toContain('ES256')
  })
})

describe('a refused proof', () => {
  it.each<readonly [string, (proof: string) => string]>([
    ['two proofs in one header', (proof) => `${proof}, ${proof}`],
    ['an empty header', () => ''],
    ['9 KiB', (proof) => proof.padEnd(9 * 1_024, 'A')],
    ['no JWS', () => 'proof'],
    ['a JWS of five parts', (proof) => `${proof}.a.b`],
  ])('DP02 O07: %s', async (_, change) => {
    const { host, start, approve, poll, proofOf } = await mountDpop()
    const key = await createProofKey(host.clock)
    const started = await start()
    await approve(started)
    expect(refusalIn(await poll(started, change(await proofOf(key))))).toEqual(invalidProof)
    expect((await poll(started, await proofOf(key))).status).toBe(200)
  })

  const url = 'https://example.com/tenant/token'
  it.each<ProofContent & { readonly title: string }>([
    { title: 'no jti', claims: { jti: undefined } },
    { title: 'an empty jti', claims: { jti: '' } },
    { title: 'a jti of 257 characters', claims: { jti: 'a'.repeat(257) } },
    { title: 'a jti that is no text', claims: { jti: 7 } },
    { title: 'no htm', claims: { htm: undefined } },
    { title: 'no htu', claims: { htu: undefined } },
    { title: 'no iat', claims: { iat: undefined } },
    { title: 'an iat that is no number', claims: { iat: '1' } },
    { title: 'a nonce that is no text', claims: { nonce: 7 } },
    { title: 'the type of another JWT', header: { typ: 'JWT' } },
    { title: 'no type', header: { typ: undefined } },
    { title: 'no key', header: { jwk: undefined } },
    { title: 'the name of a key', header: { jwk: undefined, kid: 'k1' } },
    { title: 'DP04: htm in lower case', claims: { htm: 'post' } },
    { title: 'DP04: another method', claims: { htm: 'GET' } },
    { title: 'DP04: another path', claims: { htu: 'https://example.com/tenant/device_authorization' } },
    { title: 'DP04: a path with a slash at its end', claims: { htu: `${url}/` } },
    { title: 'DP04: another host', claims: { htu: 'https://evil.example/tenant/token' } },
    { title: 'DP04: another scheme', claims: { htu: 'http://example.com/tenant/token' } },
    { title: 'DP04: another port', claims: { htu: 'https://example.com:8443/tenant/token' } },
    { title: 'DP04: a user in the URL', claims: { htu: 'https://a@example.com/tenant/token' } },
    { title: 'DP04: no URL', claims: { htu: '/tenant/token' } },
  ])('DP03 O07: $title', async ({ claims, header }) => {
    const { host, start, approve, poll, proofOf } = await mountDpop()
    const key = await createProofKey(host.clock)
    const started = await start()
    await approve(started)
    const proof = await proofOf(key, { ...(claims && { claims }), ...(header && { header }) })
    expect(refusalIn(await poll(started, proof))).toEqual(invalidProof)
    expect((await poll(started, await proofOf(key))).status).toBe(200)
  })

  it('DP03 O07: of another key than the one in its header, and with a private key', async () => {
    const { host, start, approve, poll, proofOf } = await mountDpop()
    const [key, other] = [await createProofKey(host.clock), await createProofKey(host.clock)]
    const started = await start()
    await approve(started)
    for (const jwk of [other.jwk, key.privateJwk]) {
      expect(refusalIn(await poll(started, await proofOf(key, { header: { jwk } })))).toEqual(invalidProof)
    }
    expect((await poll(started, await proofOf(key))).status).toBe(200)
  })

  it.each([
    'https://example.com/tenant/token?a=b#c',
    'HTTPS://EXAMPLE.com:443/tenant/token',
    'https://example.com/tenant/%74oken',
    'https://example.com/x/../tenant/./token',
  ])('DP05: but not for another spelling of the same URL: %s', async (htu) => {
    const { host, start, poll, proofOf } = await mountDpop()
    const proof = await proofOf(await createProofKey(host.clock), { claims: { htu } })
    expect(refusalIn(await poll(await start(), proof))).toEqual([400, 'authorization_pending'])
  })

  it('DP05: compares with the configured URL, never with the header Host, and with the alternate URLs', async () => {
    const dpop = { verifier: createProofVerifier(), alternateBaseUrls: ['https://login.other.example'] }
    const { host, start, proofOf, send } = await mountDpop({ dpop })
    const key = await createProofKey(host.clock)
    const { device_code: code } = await start()
    const form = `grant_type=${deviceCodeGrant}&client_id=fake-cli&device_code=${String(code)}`
    const poll = async (proof: string): Promise<Refused> =>
      refusalIn(
        await send(
          formRequest('/token', form, { host: 'evil.example', 'x-forwarded-host': 'evil.example', dpop: proof }),
        ),
      )
    expect(await poll(await proofOf(key))).toEqual([400, 'authorization_pending'])
    const other = 'https://login.other.example/token'
    expect(await poll(await proofOf(key, { claims: { htu: other } }))).toEqual([400, 'slow_down'])
    const evil = 'https://evil.example/tenant/token'
    expect(await poll(await proofOf(key, { claims: { htu: evil } }))).toEqual(invalidProof)
  })

  it('is no refusal where proofs mean nothing', async () => {
    const { host, start, approve, poll, send } = await mountDpop()
    const started = await start()
    await approve(started)
    const { access_token: token } = bodyOf(await poll(started))
    const revocation = formRequest('/revoke', `client_id=fake-cli&token=${String(token)}`, { dpop: 'no proof' })
    expect((await send(revocation)).status).toBe(200)
    expect(host.faults).toEqual([])
  })
})

describe('the time of a proof', () => {
  it.each([-61, 11])('DP06: %s seconds off needs a nonce, and then it is fine', async (off) => {
    const { host, start, approve, poll, proofOf } = await mountDpop()
    const key = await createProofKey(host.clock)
    const started = await start()
    await approve(started)
    const iat = Math.floor(host.clock.now() / 1_000) + off
    const refused = await poll(started, await proofOf(key, { claims: { iat } }))
    expect(refusalIn(refused)).toEqual(useNonce)
    const nonce = nonceIn(refused)
    expect(nonce).toMatch(/^[\x21\x23-\x5B\x5D-\x7E]+$/)
    expect((await poll(started, await proofOf(key, { claims: { iat, nonce } }))).status).toBe(200)
  })

  it('DP06: that is near needs no nonce, also beside an old one', async () => {
    const { host, start, poll, proofOf } = await mountDpop()
    const key = await createProofKey(host.clock)
    const started = await start()
    for (const claims of [{}, { nonce: 'of another server' }, { nonce: '0.aaaaaaaaaaaaaaaaaaaaaa' }]) {
      host.clock.advance(6_000)
      expect(refusalIn(await poll(started, await proofOf(key, { claims })))).toEqual([400, 'authorization_pending'])
    }
  })

  it('DP07 O08: always needs a nonce of this server, if the host says so', async () => {
    const dpop = { verifier: createProofVerifier(), nonces: 'always' as const }
    const { host, start, approve, poll, proofOf } = await mountDpop({ dpop })
    const key = await createProofKey(host.clock)
    const started = await start()
    const first = await poll(started, await proofOf(key))
    expect(refusalIn(first)).toEqual(useNonce)
    const nonce = nonceIn(first)
    for (const forged of ['x', `${String(nonce)}x`, String(nonce).replace(/^./, '0')]) {
      const refused = await poll(started, await proofOf(key, { claims: { nonce: forged } }))
      expect([refusalIn(refused), nonceIn(refused)]).toEqual([useNonce, nonce])
    }
    // Another process with the same secret accepts it, and one with another secret does not.
    const other = await mountDpop({ dpop, secret: 'another secret, of more than 32 characters' })
    other.host.clock.advance(host.clock.now() - other.host.clock.now())
    const elsewhere = await other.start()
    expect(refusalIn(await other.poll(elsewhere, await proofOf(key, { claims: { nonce } })))).toEqual(useNonce)
    const same = await mountDpop({ dpop })
    const there = await same.start()
    expect(refusalIn(await same.poll(there, await proofOf(key, { claims: { nonce } })))).toEqual([
      400,
      'authorization_pending',
    ])

    host.clock.advance(2 * 60_000)
    const aged = await poll(started, await proofOf(key, { claims: { nonce } }))
    expect(refusalIn(aged)).toEqual([400, 'authorization_pending'])
    const newer = nonceIn(aged)
    expect(newer).not.toBe(nonce)
    host.clock.advance(2 * 60_000)
    expect(refusalIn(await poll(started, await proofOf(key, { claims: { nonce } })))).toEqual(useNonce)
    await approve(started)
    expect((await poll(started, await proofOf(key, { claims: { nonce: newer } }))).status).toBe(200)
  })

  it('DP08: costs no poll, so that a client can try again at once', async () => {
    const { host, start, poll, proofOf } = await mountDpop()
    const key = await createProofKey(host.clock)
    const started = await start()
    const iat = 1
    for (let count = 0; count < 3; count++) {
      const refused = await poll(started, await proofOf(key, { claims: { iat } }))
      const nonce = nonceIn(refused)
      expect(refusalIn(refused)).toEqual(useNonce)
      expect(refusalIn(await poll(started, 'malformed'))).toEqual(invalidProof)
      const pending = await poll(started, await proofOf(key, { claims: { iat, nonce } }))
      expect(refusalIn(pending)).toEqual([400, 'authorization_pending'])
      host.clock.advance(5_000)
    }
  })
})

describe('a used proof', () => {
  it('DP09: buys nothing again, and another key may use its jti', async () => {
    const { host, start, approve, poll, proofOf } = await mountDpop()
    const [key, other] = [await createProofKey(host.clock), await createProofKey(host.clock)]
    const [first, second] = [await start(), await start()]
    await approve(first)
    await approve(second)
    const claims = { jti: 'the same' }
    const proof = await proofOf(key, { claims })
    expect((await poll(first, proof)).status).toBe(200)
    expect(refusalIn(await poll(second, proof))).toEqual(invalidProof)
    expect(refusalIn(await poll(second, await proofOf(key, { claims })))).toEqual(invalidProof)
    expect((await poll(second, await proofOf(other, { claims }))).status).toBe(200)
    expect(host.events.filter(({ type }) => type === 'proofRefused')).toMatchObject([
      { reason: 'usedBefore', clientId: 'fake-cli' },
      { reason: 'usedBefore', clientId: 'fake-cli' },
    ])
  })

  it.each([['one proof'], ['a proof each']])('DP10: 50 parallel polls with %s get one set of tokens', async (kind) => {
    const { host, start, approve, poll, proofOf } = await mountDpop()
    const key = await createProofKey(host.clock)
    const started = await start()
    await approve(started)
    const shared = await proofOf(key)
    const proofs = await Promise.all(Array.from({ length: 50 }, () => (kind === 'one proof' ? shared : proofOf(key))))
    const responses = await Promise.all(proofs.map((proof) => poll(started, proof)))
    const tokens = new Set(responses.filter(({ status }) => status === 200).map(({ body }) => body))
    expect(tokens.size).toBe(1)
    const refused = responses.filter(({ status }) => status !== 200).map(refusalIn)
    expect(refused).toEqual(kind === 'one proof' ? Array.from({ length: 49 }, () => invalidProof) : [])
  })

  it('DP12: is not used up by an outage of the jti store, and the approval is kept', async () => {
    const clock = createManualClock()
    const given = createMemoryStores({ clock })
    let isDown = true
    const jtis: typeof given.jtis = {
      use: async (name, forgetAt) => {
        if (isDown) throw new Error('down')
        return given.jtis.use(name, forgetAt)
      },
    }
    const { start, approve, poll, proofOf } = await mountDpop({ stores: { ...given, jtis } })
    const key = await createProofKey(clock)
    const started = await start()
    await approve(started)
    const proof = await proofOf(key)
    expect((await poll(started, proof)).status).toBe(503)
    isDown = false
    expect((await poll(started, proof)).status).toBe(200)
  })

  it('DP11: costs a pending poll one store call', async () => {
    const calls: string[] = []
    const watched = <Store extends object>(name: string, store: Store): Store =>
      new Proxy(store, {
        get(target, member) {
          const value: unknown = Reflect.get(target, member)
          if (typeof value !== 'function') return value
          return (...args: readonly unknown[]) => {
            calls.push(`${name}.${String(member)}`)
            return value.apply(target, args)
          }
        },
      })
    const given = createMemoryStores()
    const stores = {
      ...given,
      authorizations: watched('authorizations', given.authorizations),
      families: watched('families', given.families),
      jtis: watched('jtis', given.jtis),
      limits: watched('limits', given.limits),
    }
    const { start, poll, proofOf } = await mountDpop({ stores })
    const key = await createProofKey({ now: () => Date.now() })
    const started = await start(`dpop_jkt=${key.jkt}`)
    calls.length = 0
    expect(refusalIn(await poll(started, await proofOf(key)))).toEqual([400, 'authorization_pending'])
    expect(calls).toEqual(['authorizations.recordPoll'])
  })
})

describe('a wrong verification number', () => {
  it('counts once for each proof: who saw one poll cannot deny the approval', async () => {
    const { host, start, approve, poll, send, proofOf } = await mountDpop()
    host.changeClient('fake-cli', { verificationNumber: true })
    const key = await createProofKey(host.clock)
    const started = await start()
    await approve(started)
    const form = { grant_type: deviceCodeGrant, client_id: 'fake-cli', device_code: String(started['device_code']) }
    const proof = await proofOf(key)
    const guess = (number: string) =>
      send(
        formRequest('/token', String(new URLSearchParams({ ...form, verification_number: number })), { dpop: proof }),
      )
    const first = await guess('000000')
    expect(refusalIn(first)).toEqual([400, 'authorization_pending'])
    for (const number of ['000001', '000002', '000003']) expect(refusalIn(await guess(number))).toEqual(invalidProof)
    expect(host.events.filter(({ type }) => type === 'verificationNumberRefused')).toHaveLength(1)
    expect(refusalIn(await poll(started, await proofOf(key)))).toEqual([400, 'authorization_pending'])
  })
})

describe('a client that must bind its tokens', () => {
  it('cannot start in a dialect without proofs, where it could never redeem the code', async () => {
    const { host, send } = await mountDpop({ dialects: [github] })
    host.changeClient('fake-cli', { dpop: 'required' })
    const started = await send(formRequest('/login/device/code', 'client_id=fake-cli', { accept: 'application/json' }))
    expect(bodyOf(started)).toMatchObject({ error: expect.stringMatching(/unauthorized_client|device_flow_disabled/) })
  })
})

describe('a start that is refused for a used proof', () => {
  it('uses up no start of others', async () => {
    const { host, baseUrl, start } = await mountDpop({ limits: { starts: { all: { burst: 2, every: 86_400_000 } } } })
    const key = await createProofKey(host.clock)
    const proof = await key.proof('POST', `${baseUrl}/device_authorization`)
    expect(await start('', proof)).toHaveProperty('device_code')
    for (const _ of [1, 2, 3]) expect(await start('', proof)).toMatchObject({ error: 'invalid_dpop_proof' })
    expect(await start()).toHaveProperty('device_code')
  })
})

describe('a code that is bound from the start', () => {
  it.each(['dpop_jkt', 'a proof'])('DP13: needs the key of %s, and no other request learns the state', async (by) => {
    const { host, start, approve, poll, proofOf, baseUrl } = await mountDpop()
    const [key, other] = [await createProofKey(host.clock), await createProofKey(host.clock)]
    const url = `${baseUrl}/device_authorization`
    const started = await (by === 'dpop_jkt' ? start(`dpop_jkt=${key.jkt}`) : start('', await key.proof('POST', url)))
    for (const state of ['pending', 'approved'] as const) {
      if (state === 'approved') await approve(started)
      expect(refusalIn(await poll(started))).toEqual(invalidProof)
      expect(refusalIn(await poll(started, await proofOf(other)))).toEqual(invalidProof)
    }
    // No request without the key has slowed the device down, or used anything up.
    const response = await poll(started, await proofOf(key))
    expect(bodyOf(response)).toMatchObject({ token_type: 'DPoP' })
    expect(claimsIn(response)).toMatchObject({ cnf: { jkt: key.jkt } })
    expect(refusalIn(await poll(started, await proofOf(other)))).toEqual(invalidProof)
    expect(
      host.events.filter(({ type }) => type === 'proofRefused').map((event) => Reflect.get(event, 'reason')),
    ).toEqual(['missing', 'otherKey', 'missing', 'otherKey', 'otherKey'])
  })

  it('DP13: pending, its polls without the key leave no stamp', async () => {
    const { host, start, poll, proofOf } = await mountDpop()
    const [key, other] = [await createProofKey(host.clock), await createProofKey(host.clock)]
    const started = await start(`dpop_jkt=${key.jkt}`)
    for (let count = 0; count < 3; count++) {
      expect(refusalIn(await poll(started))).toEqual(invalidProof)
      expect(refusalIn(await poll(started, await proofOf(other)))).toEqual(invalidProof)
      expect(refusalIn(await poll(started, await proofOf(key)))).toEqual([400, 'authorization_pending'])
      host.clock.advance(5_000)
    }
  })

  it('DP14: has one key, of the right form', async () => {
    const { host, start, baseUrl } = await mountDpop()
    const [key, other] = [await createProofKey(host.clock), await createProofKey(host.clock)]
    const proof = await key.proof('POST', `${baseUrl}/device_authorization`)
    expect(await start(`dpop_jkt=${other.jkt}`, proof)).toMatchObject({ error: 'invalid_dpop_proof' })
    expect(await start(`dpop_jkt=${key.jkt}`, proof)).toMatchObject({ device_code: expect.stringMatching(/k$/) })
    expect(await start(`dpop_jkt=${key.jkt.slice(1)}`)).toMatchObject({ error: 'invalid_request' })
    // Its proof was used up.
    expect(await start('', proof)).toMatchObject({ error: 'invalid_dpop_proof' })
  })

  it('is one without a key if the host has no proofs', async () => {
    const { host, start, approve, poll } = await mountDpop({ dpop: 'off' })
    const key = await createProofKey(host.clock)
    const started = await start(`dpop_jkt=${key.jkt}`, 'no proof')
    await approve(started)
    expect(bodyOf(await poll(started, 'no proof'))).toMatchObject({ token_type: 'Bearer' })
  })
})

describe('a lost response', () => {
  it.each([
    ['bound from the start', true],
    ['bound by the poll', false],
  ])('DP15: of a code %s comes again for its key only', async (_, isBoundAtStart) => {
    const { host, start, approve, poll, proofOf } = await mountDpop()
    const [key, other] = [await createProofKey(host.clock), await createProofKey(host.clock)]
    const started = await start(isBoundAtStart ? `dpop_jkt=${key.jkt}` : '')
    await approve(started)
    const first = await poll(started, await proofOf(key))
    expect(refusalIn(await poll(started))).toEqual(invalidProof)
    expect(refusalIn(await poll(started, await proofOf(other)))).toEqual(invalidProof)
    expect((await poll(started, await proofOf(key))).body).toBe(first.body)
  })
})

describe('a refresh', () => {
  async function refreshable() {
    const world = await mountDpop()
    const key = await createProofKey(world.host.clock)
    const started = await world.start()
    await world.approve(started)
    const tokens = bodyOf(await world.poll(started, await world.proofOf(key)))
    return { ...world, key, token: tokens['refresh_token'], started }
  }

  it('DP16 E15: of a public client needs its key, and no other request ends the grant', async () => {
    const { host, refresh, proofOf, key, token } = await refreshable()
    const other = await createProofKey(host.clock)
    expect(refusalIn(await refresh(token))).toEqual(invalidProof)
    expect(refusalIn(await refresh(token, await proofOf(other)))).toEqual([400, 'invalid_grant'])
    const response = await refresh(token, await proofOf(key))
    expect(bodyOf(response)).toMatchObject({ token_type: 'DPoP' })
    expect(claimsIn(response)).toMatchObject({ cnf: { jkt: key.jkt } })
    expect(host.events.filter(({ type }) => type === 'proofRefused')).toMatchObject([
      { reason: 'missing', grantId: expect.any(String), subject: expect.any(String) },
      { reason: 'otherKey' },
    ])
    // The response comes again to the key only.
    expect(refusalIn(await refresh(token))).toEqual(invalidProof)
    expect((await refresh(token, await proofOf(key))).body).toBe(response.body)
    const { refresh_token: next } = bodyOf(response)
    expect((await refresh(next, await proofOf(key))).status).toBe(200)
  })

  it('DP17: with a spent token and another key does not end the grant, and with the right key it does', async () => {
    const { host, refresh, proofOf, key, token } = await refreshable()
    const other = await createProofKey(host.clock)
    const { refresh_token: next } = bodyOf(await refresh(token, await proofOf(key)))
    host.clock.advance(60_000)
    expect(refusalIn(await refresh(token))).toEqual(invalidProof)
    expect(refusalIn(await refresh(token, await proofOf(other)))).toEqual([400, 'invalid_grant'])
    const { refresh_token: last } = bodyOf(await refresh(next, await proofOf(key)))
    expect(last).toBeDefined()
    host.clock.advance(60_000)
    expect(refusalIn(await refresh(token, await proofOf(key)))).toEqual([400, 'invalid_grant'])
    expect(refusalIn(await refresh(last, await proofOf(key)))).toEqual([400, 'invalid_grant'])
    expect(host.events.filter(({ type }) => type === 'grantEnded')).toMatchObject([{ reason: 'refreshTokenReused' }])
  })

  it('DP17: with a spent token and its old proof does not end the grant', async () => {
    const { host, start, refresh, proofOf, key, token, baseUrl } = await refreshable()
    const [old, next] = [await proofOf(key), await key.proof('POST', `${baseUrl}/device_authorization`)]
    const startAgain = () => start(`refresh_token=${String(token)}`, next)
    expect(await startAgain()).toHaveProperty('device_code')
    const { refresh_token: live } = bodyOf(await refresh(token, old))
    // The response comes again for 30 seconds, and the proof is fresh for 60.
    host.clock.advance(31_000)
    expect(refusalIn(await refresh(token, old))).toEqual(invalidProof)
    expect(await startAgain()).toMatchObject({ error: 'invalid_dpop_proof' })
    expect((await refresh(live, await proofOf(key))).status).toBe(200)
    expect(host.events.filter(({ type }) => type === 'grantEnded')).toEqual([])
  })

  it('uses a proof up', async () => {
    const { refresh, proofOf, key, token } = await refreshable()
    const proof = await proofOf(key)
    expect((await refresh(token, proof)).status).toBe(200)
    expect(refusalIn(await refresh(token, proof))).toEqual(invalidProof)
  })

  it('DP18: of a confidential client takes a new key, or none', async () => {
    const { host, approve, send, proofOf } = await mountDpop()
    const { clientId, secret } = host.fixtures.confidentialClient
    const authorization = `Basic ${btoa(`${clientId}:${secret}`)}`
    const token = (form: string, proof?: string): Promise<HttpResponse> =>
      send(formRequest('/token', form, { authorization, ...(proof !== undefined && { dpop: proof }) }))
    const request = formRequest('/device_authorization', 'scope=read+offline_access', { authorization })
    const started = bodyOf(await send(request))
    await approve(started)
    const [first, second] = [await createProofKey(host.clock), await createProofKey(host.clock)]
    const poll = `grant_type=${deviceCodeGrant}&device_code=${String(started['device_code'])}`
    const tokens = await token(poll, await proofOf(first))
    expect(claimsIn(tokens)).toMatchObject({ cnf: { jkt: first.jkt } })
    const refreshed = await token(refreshOf(tokens), await proofOf(second))
    expect(claimsIn(refreshed)).toMatchObject({ cnf: { jkt: second.jkt } })
    const unbound = await token(refreshOf(refreshed))
    expect(bodyOf(unbound)).toMatchObject({ token_type: 'Bearer' })
    host.changeClient(clientId, { dpop: 'required' })
    expect(refusalIn(await token(refreshOf(unbound)))).toEqual(invalidProof)
  })
})

function refreshOf(response: HttpResponse): string {
  return `grant_type=refresh_token&refresh_token=${String(bodyOf(response)['refresh_token'])}`
}

describe('the list of linked devices', () => {
  it('says which device is bound to its key', async () => {
    const { host, start, approve, poll, proofOf, send } = await mountDpop()
    const [bound, unbound] = [await start(), await start()]
    await approve(bound)
    await approve(unbound)
    await poll(bound, await proofOf(await createProofKey(host.clock)))
    host.clock.advance(1_000)
    await poll(unbound)
    const [alice] = host.fixtures.accounts
    const login = bodyOf(await send(jsonRequest('/login', { username: alice.username, password: alice.password })))
    const authorization = `Bearer ${String(login['access_token'])}`
    const { body } = await send(jsonRequest('/device/linked/list', {}, { authorization }))
    const { devices }: { devices: { client: { client_id: string }; bound?: boolean }[] } = JSON.parse(body)
    const ofClient = devices.filter(({ client }) => client.client_id === 'fake-cli')
    expect(ofClient.map(({ bound }) => bound)).toEqual([undefined, true])
    expect(devices.filter(({ bound }) => bound)).toHaveLength(1)
  })
})

describe('an introspection', () => {
  it('DP20 G10: names the key of the token', async () => {
    const { host, start, approve, poll, proofOf, send } = await mountDpop()
    const key = await createProofKey(host.clock)
    const started = await start()
    await approve(started)
    const { access_token: access, refresh_token: refresh } = bodyOf(await poll(started, await proofOf(key)))
    const { clientId, secret } = host.fixtures.introspectingClient ?? host.fixtures.confidentialClient
    const authorization = `Basic ${btoa(`${clientId}:${secret}`)}`
    const introspect = async (token: unknown): Promise<unknown> =>
      bodyOf(await send(formRequest('/introspect', `token=${String(token)}`, { authorization })))
    expect(await introspect(access)).toMatchObject({ active: true, token_type: 'DPoP', cnf: { jkt: key.jkt } })
    expect(await introspect(refresh)).toMatchObject({ active: true, cnf: { jkt: key.jkt } })
    expect(await introspect(refresh)).not.toHaveProperty('token_type')
  })
})

describe('a login', () => {
  it('gives bound tokens, which sign in at the verification interface only with a proof', async () => {
    const { host, send, baseUrl, start, proofOf } = await mountDpop()
    const key = await createProofKey(host.clock)
    const [alice] = host.fixtures.accounts
    const form = new URLSearchParams({ username: alice.username, password: alice.password }).toString()
    const proof = await key.proof('POST', `${baseUrl}/login`)
    const login = bodyOf(await send(formRequest('/login', form, { dpop: proof })))
    expect(login).toMatchObject({ token_type: 'DPoP' })
    const token = String(login['access_token'])
    const { user_code: code } = await start()
    const lookUp = async (headers: Readonly<Record<string, string>>): Promise<HttpResponse> =>
      send(
        requestOf({
          path: '/device/lookup',
          headers: { 'content-type': 'application/json', ...headers },
          body: streamOf(JSON.stringify({ user_code: code })),
        }),
      )
    const claims = { ath: hashOfToken(token) }
    const lookUpProof = await key.proof('POST', `${baseUrl}/device/lookup`, { claims })
    // DP21
    expect((await lookUp({ authorization: `Bearer ${token}` })).status).toBe(401)
    expect((await lookUp({ authorization: `Bearer ${token}`, dpop: lookUpProof })).status).toBe(401)
    expect((await lookUp({ authorization: `DPoP ${token}` })).status).toBe(401)
    expect((await lookUp({ authorization: `DPoP ${token}`, dpop: await proofOf(key, { claims }) })).status).toBe(401)
    expect((await lookUp({ authorization: `DPoP ${token}`, dpop: lookUpProof })).status).toBe(200)
    const again = await lookUp({ authorization: `DPoP ${token}`, dpop: lookUpProof })
    expect(again.status).toBe(401)
    expect(again.headers['WWW-Authenticate']).toContain('DPoP realm="devicegrant", algs="ES256 ')
    const stranger = await createProofKey(host.clock)
    const foreign = await stranger.proof('POST', `${baseUrl}/device/lookup`, { claims })
    expect((await lookUp({ authorization: `DPoP ${token}`, dpop: foreign })).status).toBe(401)
  })
})

describe('everything that the host receives', () => {
  it('DP27: has no proof, no jti and no nonce', async () => {
    const { host, start, approve, poll, refresh, proofOf } = await mountDpop()
    const key = await createProofKey(host.clock)
    const jti = 'a-jti-that-nobody-may-see'
    const started = await start()
    const late = await poll(started, await proofOf(key, { claims: { iat: 1, jti } }))
    const nonce = String(nonceIn(late))
    await approve(started)
    const proof = await proofOf(key, { claims: { jti, nonce } })
    const { refresh_token: token } = bodyOf(await poll(started, proof))
    await poll(started, proof)
    await refresh(token, await proofOf(key, { claims: { jti } }))
    const seen = JSON.stringify([host.events, host.faults])
    for (const secret of [proof, jti, nonce]) expect(seen).not.toContain(secret)
    expect(host.events.some(({ type }) => type === 'proofRefused')).toBe(true)
  })
})

describe('a token issuer that cannot bind tokens', () => {
  it('is a fault, and the approval is kept: no unbound token leaves for a client with a key', async () => {
    const { options } = createFakeHost({ issuer: 'https://example.com/tenant' })
    const { issue, verify } = options.tokens
    let binds = false
    const tokens: TokenIssuer = {
      issue: async (request) => ({ ...(await issue(request)), ...(binds && { tokenType: 'dpop' }) }),
      verify,
    }
    const { host, start, approve, poll, proofOf } = await mountDpop({ tokens })
    const key = await createProofKey(host.clock)
    const started = await start()
    await approve(started)
    expect((await poll(started, await proofOf(key))).status).toBe(503)
    expect(String(host.faults[0]?.fault)).toContain("tokenType must be 'DPoP'")
    binds = true
    expect((await poll(started, await proofOf(key))).status).toBe(200)
  })
})
