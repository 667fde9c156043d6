import { createPublicKey } from 'node:crypto'
import { base64url, CompactSign, importJWK, type JWK, type JWTHeaderParameters, SignJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import type { PublicKey } from '../../ports/proving/client-assertions.js'
import { type SigningAlgorithm, signingAlgorithms } from './algorithms.js'
import { createAssertionVerifier } from './assertion-verifier.js'
import { generateSigningKey, importSigningKey } from './keys.js'

// RFC 7523 §3, RFC 8725 §3.1 and §3.2.

const verifier = createAssertionVerifier()

const claims = {
  iss: 'agent',
  sub: 'agent',
  aud: 'https://issuer.example',
  jti: 'assertion-1',
  exp: 1_700_000_060,
}

/** A key pair of a client: the private key, and the public key that it registered. */
interface KeyPair {
  readonly secret: JWK
  readonly known: PublicKey
}

async function makePair(alg: SigningAlgorithm = 'ES256', kid?: string): Promise<KeyPair> {
  const secret = { ...(await generateSigningKey(alg)), ...(kid !== undefined && { kid }) }
  return { secret, known: importSigningKey(secret).publicJwk }
}

let own: KeyPair
let rsa: KeyPair
let strangers: KeyPair

beforeAll(async () => {
  own = await makePair('ES256', 'own')
  rsa = await makePair('RS256', 'rsa')
  strangers = await makePair('ES256', 'strangers')
})

interface Making {
  readonly claims?: Readonly<Record<string, unknown>>
  readonly header?: Partial<JWTHeaderParameters>
  readonly by?: KeyPair
}

/** The assertion of a client, with these changes. */
async function sign({ claims: changes = {}, header = {}, by = own }: Making = {}): Promise<string> {
  const alg = header.alg ?? String(by.secret.alg)
  const { alg: _alg, ...secret } = by.secret
  return new SignJWT({ ...claims, ...changes })
    .setProtectedHeader({ alg, ...header })
    .sign(await importJWK(secret, alg), { crit: { odd: true } })
}

async function signText(payload: string | Uint8Array): Promise<string> {
  const bytes = typeof payload === 'string' ? new TextEncoder().encode(payload) : payload
  return new CompactSign(bytes).setProtectedHeader({ alg: 'ES256' }).sign(await importJWK(own.secret))
}

/** The key without some of its members. */
function without(key: PublicKey, ...names: readonly string[]): PublicKey {
  return Object.fromEntries(Object.entries(key).filter(([name]) => !names.includes(name)))
}

describe('an assertion is accepted', () => {
  it('with all claims that the service checks', async () => {
    expect(await verifier.verify(await sign(), [own.known])).toEqual({
      issuer: 'agent',
      subject: 'agent',
      audience: ['https://issuer.example'],
      assertionId: 'assertion-1',
      expiresAt: 1_700_000_060_000,
    })
  })

  it('with nbf if it is present, with several audiences, and without unknown claims', async () => {
    const aud = ['https://issuer.example', 'https://issuer.example/token']
    const assertion = await sign({ claims: { aud, nbf: 1_700_000_000, iat: 1_700_000_001, scope: 'admin' } })
    expect(await verifier.verify(assertion, [own.known])).toEqual({
      issuer: 'agent',
      subject: 'agent',
      audience: aud,
      assertionId: 'assertion-1',
      expiresAt: 1_700_000_060_000,
      notBefore: 1_700_000_000_000,
    })
  })

  it('without a check of its time, audience and subject, which the service makes', async () => {
    const past = await sign({ claims: { exp: 1, nbf: 5_000_000_000, aud: 'elsewhere', sub: 'somebody else' } })
    expect(await verifier.verify(past, [own.known])).toMatchObject({ subject: 'somebody else', expiresAt: 1_000 })
  })

  it('with any type', async () => {
    expect(await verifier.verify(await sign({ header: { typ: 'JWT' } }), [own.known])).toBeDefined()
    expect(
      await verifier.verify(await sign({ header: { typ: 'client-authentication+jwt' } }), [own.known]),
    ).toBeDefined()
  })

  it.each(signingAlgorithms)('signed with %s', async (alg) => {
    const pair = await makePair(alg)
    const assertion = await sign({ by: pair })
    expect(await verifier.verify(assertion, [pair.known])).toMatchObject({ issuer: 'agent' })
    expect(await verifier.verify(assertion, [without(pair.known, 'alg', 'use', 'kid')])).toBeDefined()
  })

  it('with an RSA key that names no algorithm, for any algorithm that fits it', async () => {
    for (const alg of ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']) {
      const assertion = await sign({ by: rsa, header: { alg } })
      expect(await verifier.verify(assertion, [without(rsa.known, 'alg')]), alg).toBeDefined()
    }
  })

  it('with either of two keys, during a rotation of the client', async () => {
    const older = await makePair('ES256', '2025')
    const newer = await makePair('EdDSA', '2026')
    for (const by of [older, newer]) {
      for (const keys of [
        [older.known, newer.known],
        [newer.known, older.known],
      ]) {
        expect(await verifier.verify(await sign({ by }), keys)).toBeDefined()
        expect(await verifier.verify(await sign({ by, header: { kid: String(by.secret.kid) } }), keys)).toBeDefined()
      }
    }
    expect(await verifier.verify(await sign({ by: older }), [newer.known])).toBeUndefined()
  })

  it('with either of two keys of one kind without a kid', async () => {
    const keys = [without(strangers.known, 'kid'), without(own.known, 'kid')]
    expect(await verifier.verify(await sign(), keys)).toBeDefined()
    expect(await verifier.verify(await sign(), keys.toReversed())).toBeDefined()
  })

  it('with a key of its kid, and with a key without a kid', async () => {
    const named = await sign({ header: { kid: 'own' } })
    expect(await verifier.verify(named, [own.known])).toBeDefined()
    expect(await verifier.verify(named, [without(own.known, 'kid')])).toBeDefined()
  })

  it('with a key that has unknown members', async () => {
    expect(
      await verifier.verify(await sign(), [{ ...own.known, note: 'by hand', x5u: 'https://x.example' }]),
    ).toBeDefined()
  })
})

describe('an assertion is refused', () => {
  it('without keys', async () => {
    expect(await verifier.verify(await sign(), [])).toBeUndefined()
  })

  it('signed with another key, also with our kid or with the key in the header', async () => {
    const { d: _d, ...jwk } = strangers.secret
    for (const header of [{}, { kid: 'own' }, { kid: 'strangers' }, { jwk }, { jku: 'https://evil.example/jwks' }]) {
      expect(await verifier.verify(await sign({ by: strangers, header }), [own.known, rsa.known])).toBeUndefined()
    }
  })

  it('if its kid names another key, even if our key fits', async () => {
    for (const kid of ['strangers', 'OWN', '']) {
      expect(await verifier.verify(await sign({ header: { kid } }), [own.known]), kid).toBeUndefined()
      expect(await verifier.verify(await sign({ header: { kid } }), [own.known, strangers.known]), kid).toBeUndefined()
    }
  })

  it('with a key that names another algorithm', async () => {
    expect(await verifier.verify(await sign({ by: rsa, header: { alg: 'PS256' } }), [rsa.known])).toBeUndefined()
    expect(await verifier.verify(await sign({ by: rsa, header: { alg: 'RS512' } }), [rsa.known])).toBeUndefined()
    expect(await verifier.verify(await sign(), [{ ...own.known, alg: 'ES384' }])).toBeUndefined()
    expect(await verifier.verify(await sign(), [{ ...own.known, alg: 7 }])).toBeUndefined()
  })

  it.each(['enc', '', 'SIG', null, ['sig']])('with a key whose use is %j', async (use) => {
    expect(await verifier.verify(await sign(), [{ ...own.known, use }])).toBeUndefined()
  })

  it('signed with the public key as a shared secret, or with a secret as the key', async () => {
    const { alg: _alg, ...jwk } = rsa.secret
    const pem = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
    for (const text of [String(pem), String(pem).trim(), JSON.stringify(rsa.known), String(rsa.known['n'])]) {
      for (const alg of ['HS256', 'HS384', 'HS512']) {
        const secret = new TextEncoder().encode(text)
        const assertion = await new SignJWT(claims).setProtectedHeader({ alg }).sign(secret)
        const shared = { kty: 'oct', k: base64url.encode(secret) }
        for (const key of [rsa.known, without(rsa.known, 'alg'), { ...rsa.known, alg }, shared, { ...shared, alg }]) {
          expect(await verifier.verify(assertion, [key])).toBeUndefined()
        }
      }
    }
  })

  it('unsigned, in every spelling', async () => {
    const [, payload = '', signature = ''] = (await sign()).split('.')
    for (const alg of ['none', 'None', 'NONE', '', 'ES256', undefined]) {
      const header = base64url.encode(JSON.stringify({ alg }))
      expect(await verifier.verify(`${header}.${payload}.`, [own.known])).toBeUndefined()
      expect(await verifier.verify(`${header}.${payload}.`, [{ ...own.known, alg }])).toBeUndefined()
    }
    const none = base64url.encode(JSON.stringify({ alg: 'none' }))
    expect(await verifier.verify(`${none}.${payload}.${signature}`, [own.known])).toBeUndefined()
  })

  it('if any one character was changed', async () => {
    const assertion = await sign()
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    for (let place = 0; place < assertion.length; place += 1) {
      const other = alphabet.charAt((alphabet.indexOf(assertion.charAt(place)) + 32) % 64)
      const altered = assertion.slice(0, place) + other + assertion.slice(place + 1)
      expect(await verifier.verify(altered, [own.known]), `character ${place}`).toBeUndefined()
    }
  })

  it('if its payload is that of another assertion', async () => {
    const [header, , signature] = (await sign()).split('.')
    const payload = base64url.encode(JSON.stringify({ ...claims, sub: 'root' }))
    expect(await verifier.verify(`${header}.${payload}.${signature}`, [own.known])).toBeUndefined()
  })

  it('with an unknown critical header', async () => {
    expect(await verifier.verify(await sign({ header: { crit: ['odd'], odd: 1 } }), [own.known])).toBeUndefined()
  })

  it.each([
    { iss: undefined },
    { iss: '' },
    { iss: 7 },
    { iss: ['agent'] },
    { sub: undefined },
    { sub: '' },
    { sub: null },
    { aud: undefined },
    { aud: '' },
    { aud: 7 },
    { aud: [''] },
    { aud: ['https://issuer.example', 7] },
    { aud: { 0: 'https://issuer.example' } },
    { jti: undefined },
    { jti: '' },
    { jti: 7 },
    { exp: undefined },
    { exp: null },
    { nbf: null },
  ])('with claims such as %o', async (changes) => {
    const assertion = await signText(JSON.stringify({ ...claims, ...changes }))
    expect(await verifier.verify(assertion, [own.known])).toBeUndefined()
  })

  it.each(['exp', 'nbf'])('if %s is not a number', async (name) => {
    for (const value of ['"1700000060"', '[1700000060]', '{}', 'true', '1e999', '-1e999']) {
      const text = `${JSON.stringify({ ...claims, [name]: undefined }).slice(0, -1)},"${name}":${value}}`
      expect(await verifier.verify(await signText(text), [own.known]), value).toBeUndefined()
    }
  })

  it.each([
    ['not JSON', 'agent'],
    ['JSON cut short', '{"iss":"agent"'],
    ['null', 'null'],
    ['a list', JSON.stringify([claims])],
    ['a text', JSON.stringify(JSON.stringify(claims))],
    ['empty', ''],
    ['not UTF-8', Buffer.from(JSON.stringify({ ...claims, jti: 'caf\u00E9' }), 'latin1')],
  ])('if its payload is %s', async (_, payload) => {
    expect(await verifier.verify(await signText(payload), [own.known])).toBeUndefined()
  })

  it('if it is not a JWT', async () => {
    const assertion = await sign()
    const [header = '', payload = '', signature = ''] = assertion.split('.')
    const garbage = [
      '',
      '.',
      '..',
      '...',
      'a.b.c',
      'e30.e30.e30',
      '☕.☕.☕',
      '\u0000.\u0000.\u0000',
      `${header}.${payload}`,
      `${header}.${payload}.`,
      `.${payload}.${signature}`,
      `${assertion}.`,
      `${assertion}.${payload}.${signature}`,
      `${base64url.encode('null')}.${payload}.${signature}`,
      `${base64url.encode('[]')}.${payload}.${signature}`,
      `${base64url.encode('{"alg":')}.${payload}.${signature}`,
      `${base64url.encode('{"alg":7}')}.${payload}.${signature}`,
      `${base64url.encode('{"alg":["ES256"],"kid":7}')}.${payload}.${signature}`,
      `${base64url.encode('{"alg":"ES256","crit":"b64","b64":false}')}.${payload}.${signature}`,
      JSON.stringify({ protected: header, payload, signature }),
    ]
    for (const text of garbage) expect(await verifier.verify(text, [own.known]), text).toBeUndefined()
  })

  it('of more than 8 KiB, even with a valid signature', async () => {
    const sized = (length: number) => {
      const around = JSON.stringify({ ...claims, jti: '' }).length
      return signText(JSON.stringify({ ...claims, jti: 'x'.repeat(length - around) }))
    }
    // The header has 20 characters, the signature 86, and there are two dots. The payload has four for three bytes.
    const room = ((8 * 1_024 - 108) * 3) / 4
    const longest = await sized(room)
    expect(longest).toHaveLength(8 * 1_024)
    expect(await verifier.verify(longest, [own.known])).toBeDefined()
    expect(await verifier.verify(await sized(room + 1), [own.known])).toBeUndefined()
    expect(await verifier.verify('a'.repeat(1_000_000), [own.known])).toBeUndefined()
    expect(await verifier.verify(`${'a'.repeat(500_000)}.${'.'.repeat(500_000)}`, [own.known])).toBeUndefined()
  })
})

describe('a malformed key accepts no assertion, does not throw, and does not disturb other keys', () => {
  const malformed: readonly (readonly [string, () => unknown])[] = [
    ['an empty object', () => ({})],
    ['an unknown type', () => ({ ...own.known, kty: 'PQC' })],
    ['a type that is not text', () => ({ ...own.known, kty: 7 })],
    ['an unknown curve', () => ({ ...own.known, crv: 'secp256k1' })],
    ['no curve', () => without(own.known, 'crv')],
    ['no coordinates', () => without(own.known, 'x', 'y')],
    ['half of its coordinates', () => without(own.known, 'y')],
    ['a coordinate that is too short', () => ({ ...own.known, x: 'AAAA' })],
    ['a point that is not on the curve', () => ({ ...own.known, x: own.known['y'], y: own.known['x'] })],
    ['a coordinate that is not base64url', () => ({ ...own.known, x: '***' })],
    ['a coordinate that is a number', () => ({ ...own.known, x: 12345 })],
    ['a key for signing only', () => ({ ...own.known, key_ops: ['sign'] })],
    ['operations that are not a list', () => ({ ...own.known, key_ops: 'verify' })],
    ['a private key', () => own.secret],
    ['null', () => null],
    ['a PEM', () => '-----BEGIN PUBLIC KEY-----'],
  ]

  it.each(malformed)('%s', async (_, make) => {
    const key = make()
    const assertion = await sign()
    // @ts-expect-error: TypeScript types are not enforced at run time
    expect(await verifier.verify(assertion, [key])).toBeUndefined()
    // @ts-expect-error: TypeScript types are not enforced at run time
    expect(await verifier.verify(assertion, [key, own.known])).toBeDefined()
  })

  it.each<readonly [string, PublicKey]>([
    ['no modulus', { n: undefined }],
    ['an empty modulus', { n: '' }],
    ['a modulus that is far too short', { n: 'AQAB' }],
    ['a modulus that is a number', { n: 7 }],
    ['no exponent', { e: undefined }],
  ])('RSA with %s', async (_, changes) => {
    const assertion = await sign({ by: rsa })
    const key = { ...rsa.known, ...changes }
    expect(await verifier.verify(assertion, [key])).toBeUndefined()
    expect(await verifier.verify(assertion, [key, rsa.known])).toBeDefined()
  })

  it('Ed25519 with a point that is too short', async () => {
    const pair = await makePair('EdDSA')
    const assertion = await sign({ by: pair })
    expect(await verifier.verify(assertion, [{ ...pair.known, x: 'AAAA' }, pair.known])).toBeDefined()
  })
})

describe('the algorithms', () => {
  it('are those of the metadata, and none uses a shared secret', () => {
    expect(verifier.algorithms).toEqual(signingAlgorithms)
    expect(verifier.algorithms.filter((alg) => /^(HS|none)/i.test(alg))).toEqual([])
  })
})
