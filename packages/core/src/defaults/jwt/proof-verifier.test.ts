import { createHash } from 'node:crypto'
import { base64url, CompactSign, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { createProofKey } from '../../../test-support/dpop.js'
import { createProofVerifier } from './proof-verifier.js'
import { isWeakKey } from './weak-keys.js'

// RFC 9449 §4.2 and §4.3, checks 2 to 7.

const verifier = createProofVerifier()
const clock = { now: () => 1_700_000_000_000 }
const url = 'https://login.example.com/token'

describe('a proof is accepted', () => {
  it.each(['ES256', 'Ed25519', 'EdDSA', 'ES384', 'ES512', 'PS256', 'RS256'])('signed with %s', async (alg) => {
    const key = await createProofKey(clock, alg)
    const claims = { nonce: 'n', ath: 'a', iat: 1_700_000_000.5 }
    expect(await verifier.verify(await key.proof('POST', url, { claims }))).toEqual({
      jkt: key.jkt,
      proofId: 'proof-1',
      method: 'POST',
      url,
      issuedAt: 1_700_000_000_500,
      nonce: 'n',
      tokenHash: 'a',
    })
    expect(verifier.algorithms).toContain(alg)
  })

  it.each(['DPoP+JWT', 'application/dpop+jwt'])('of the type %s', async (typ) => {
    const key = await createProofKey(clock)
    expect(await verifier.verify(await key.proof('POST', url, { header: { typ } }))).toBeDefined()
  })

  it('that has ended or not begun, by claims which no proof has: the caller judges its time', async () => {
    const key = await createProofKey(clock)
    expect(
      await verifier.verify(await key.proof('POST', url, { claims: { exp: 1, nbf: 5_000_000_000 } })),
    ).toBeDefined()
  })
})

describe('a proof is refused', () => {
  const signed = async (header: Readonly<Record<string, unknown>>, alg = 'ES256'): Promise<string> => {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
    const usual = { alg, typ: 'dpop+jwt', jwk: await exportJWK(publicKey) }
    return new SignJWT({ htm: 'POST', htu: url, jti: '1', iat: 1_700_000_000 })
      .setProtectedHeader({ ...usual, ...header })
      .sign(privateKey, { crit: { odd: true } })
  }

  it.each([
    ['another type', { typ: 'JWT' }],
    ['no type', { typ: undefined }],
    ['no key', { jwk: undefined }],
    ['a key that is text', { jwk: 'key' }],
    ['a key that is nothing', { jwk: null }],
    ['a list of keys', { jwk: [] }],
    ['an empty key', { jwk: {} }],
    ['only the name of a key', { jwk: undefined, kid: 'k' }],
    ['an unknown critical member', { crit: ['odd'], odd: true }],
    ['an unencoded payload', { crit: ['b64'], b64: false }],
  ])('with %s', async (_, header) => {
    expect(await verifier.verify(await signed(header).catch(() => 'unsigned'))).toBeUndefined()
  })

  it.each(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'])('with a key that has the private member %s', async (name) => {
    const key = await createProofKey(clock)
    const jwk = { ...key.jwk, [name]: key.privateJwk.d }
    expect(await verifier.verify(await key.proof('POST', url, { header: { jwk } }))).toBeUndefined()
  })

  it('with a shared secret, or with no signature', async () => {
    const secret = new TextEncoder().encode('a shared secret with 32 characters')
    const jwk: JWK = { kty: 'oct', k: base64url.encode(secret) }
    const payload = new TextEncoder().encode(JSON.stringify({ htm: 'POST', htu: url, jti: '1', iat: 1 }))
    const shared = await new CompactSign(payload)
      .setProtectedHeader({ alg: 'HS256', typ: 'dpop+jwt', jwk })
      .sign(secret)
    expect(await verifier.verify(shared)).toBeUndefined()
    const key = await createProofKey(clock)
    const none = base64url.encode(JSON.stringify({ alg: 'none', typ: 'dpop+jwt', jwk: key.jwk }))
    expect(await verifier.verify(`${none}.${base64url.encode(payload)}.`)).toBeUndefined()
  })

  it.each(['PS512', 'RS512', 'PS384'])('signed with %s, which is not listed', async (alg) => {
    expect(await verifier.verify(await signed({}, alg))).toBeUndefined()
  })

  it('with an RSA key that is too short, too long, or has a huge exponent', async () => {
    const long = await generateKeyPair('RS256', { modulusLength: 4_224, extractable: true })
    const jwk = await exportJWK(long.publicKey)
    const proof = await new SignJWT({ htm: 'POST', htu: url, jti: '1', iat: 1 })
      .setProtectedHeader({ alg: 'RS256', typ: 'dpop+jwt', jwk })
      .sign(long.privateKey)
    expect(await verifier.verify(proof)).toBeUndefined()
    const key = await createProofKey(clock, 'RS256')
    for (const changes of [{ n: key.jwk.n?.slice(0, 170) }, { e: 'AQAAAAAAAAAB' }]) {
      const header = { jwk: { ...key.jwk, ...changes } }
      expect(await verifier.verify(await key.proof('POST', url, { header }))).toBeUndefined()
    }
  })

  it.each(['EdDSA', 'Ed25519'])('signed by everybody, for a key of a small order: %s', async (alg) => {
    const points = [
      new Uint8Array(32),
      new Uint8Array(32).fill(0x80, 31),
      new Uint8Array(32).fill(1, 0, 1),
      new Uint8Array(32).fill(0xff).fill(0xed, 0, 1),
    ]
    for (const [tried, point] of points.entries()) {
      const jwk = { kty: 'OKP', crv: 'Ed25519', x: base64url.encode(point) }
      const header = base64url.encode(JSON.stringify({ alg, typ: 'dpop+jwt', jwk }))
      for (const count of Array.from({ length: 32 }).keys()) {
        const payload = base64url.encode(JSON.stringify({ htm: 'POST', htu: url, jti: `${tried}-${count}`, iat: 1 }))
        const signature = new Uint8Array(64)
        signature.set(point)
        const proof = `${header}.${payload}.${base64url.encode(signature)}`
        expect(await verifier.verify(proof), `${tried} ${count}`).toBeUndefined()
      }
    }
  })

  it.each(['!', '==', ' ', '\n'])('with a key in a loose spelling, and does not fail: %j', async (more) => {
    const [curve, rsa] = [await createProofKey(clock, 'Ed25519'), await createProofKey(clock, 'RS256')]
    const spelled = [
      [curve, { ...curve.jwk, x: `${curve.jwk.x}${more}` }],
      [rsa, { ...rsa.jwk, e: `${rsa.jwk.e}${more}` }],
    ] as const
    for (const [key, jwk] of spelled) {
      expect(await verifier.verify(await key.proof('POST', url, { header: { jwk } }))).toBeUndefined()
    }
  })

  it.each(['AQ', 'AAAB', 'Ag', 'AA'])('with an RSA exponent for which everybody can sign: %s', async (e) => {
    const key = await createProofKey(clock, 'RS256')
    expect(isWeakKey({ ...key.jwk, e })).toBe(true)
    const payload = base64url.encode(JSON.stringify({ htm: 'POST', htu: url, jti: '1', iat: 1 }))
    const header = base64url.encode(JSON.stringify({ alg: 'RS256', typ: 'dpop+jwt', jwk: { ...key.jwk, e } }))
    // With the exponent 1 a signature is the padded digest itself (RFC 8017 §9.2).
    const digest = createHash('sha256').update(`${header}.${payload}`).digest('hex')
    const algorithm = '3031300d060960864801650304020105000420'
    const padded = `0001${'ff'.repeat(256 - 3 - 51)}00${algorithm}${digest}`
    const signature = base64url.encode(Buffer.from(padded, 'hex'))
    expect(await verifier.verify(`${header}.${payload}.${signature}`)).toBeUndefined()
  })

  it('of more than 8 KiB', async () => {
    const key = await createProofKey(clock)
    expect(await verifier.verify(await key.proof('POST', url, { claims: { more: 'a'.repeat(8_192) } }))).toBeUndefined()
  })

  it.each(['[]', 'null', '"text"', '{', '{"htm":"POST"}'])('whose payload is %s', async (payload) => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
    const jwk = await exportJWK(publicKey)
    const proof = await new CompactSign(new TextEncoder().encode(payload))
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
      .sign(privateKey)
    expect(await verifier.verify(proof)).toBeUndefined()
  })
})
