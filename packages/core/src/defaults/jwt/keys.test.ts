import { generateKeyPairSync } from 'node:crypto'
import { calculateJwkThumbprint, type JWK } from 'jose'
import { describe, expect, it } from 'vitest'
import { generateSigningKey, importSigningKey } from './keys.js'

const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

describe('generateSigningKey', () => {
  it.each(['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519', 'RS256', 'PS256'] as const)(
    'makes a key for %s',
    async (alg) => {
      const key = await generateSigningKey(alg)
      expect(key).toMatchObject({ alg, use: 'sig', d: expect.any(String) })
      expect(importSigningKey(key)).toMatchObject({ alg, kid: key.kid })
      expect(key.kid).toBe(await calculateJwkThumbprint(key))
    },
  )

  it('makes ES256 keys by default, and each key differs', async () => {
    const [one, other] = await Promise.all([generateSigningKey(), generateSigningKey()])
    expect(one).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256' })
    expect(one.d).not.toBe(other.d)
    expect(one.kid).not.toBe(other.kid)
  })

  it.each(['HS256', 'none', 'RSA-OAEP', 'ECDH-ES'])('refuses %s', async (alg) => {
    // @ts-expect-error: TypeScript types are not enforced at run time
    await expect(generateSigningKey(alg)).rejects.toThrow(TypeError)
  })
})

describe('importSigningKey', () => {
  it.each(['ES256', 'EdDSA', 'RS256'] as const)('publishes no private member of %s', async (alg) => {
    const key = await generateSigningKey(alg)
    const { publicJwk } = importSigningKey(key)
    expect(Object.keys(publicJwk).filter((member) => privateMembers.includes(member))).toEqual([])
    expect(JSON.stringify(publicJwk)).not.toContain(key.d)
    expect(publicJwk).toMatchObject({ kty: key.kty, alg, use: 'sig', kid: key.kid })
  })

  it('publishes no unknown member', async () => {
    const key = {
      ...(await generateSigningKey()),
      note: 'rotated by hand',
      x5u: 'https://example.com',
      key_ops: ['sign'],
    }
    expect(Object.keys(importSigningKey(key).publicJwk).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'])
  })

  it.each(['ES256', 'EdDSA', 'RS256'] as const)(
    'uses the thumbprint as the kid of a key of %s without one',
    async (alg) => {
      const { kid, ...unnamed } = await generateSigningKey(alg)
      expect(importSigningKey(unnamed).kid).toBe(kid)
    },
  )

  it('keeps the kid of the host', async () => {
    expect(importSigningKey({ ...(await generateSigningKey()), kid: '2026-01' }).kid).toBe('2026-01')
  })

  it('uses the algorithm that the key names', async () => {
    const { alg: _alg, ...rsa } = await generateSigningKey('RS256')
    expect(importSigningKey(rsa).alg).toBe('RS256')
    expect(importSigningKey({ ...rsa, alg: 'PS384' }).alg).toBe('PS384')
  })

  const unusable: readonly (readonly [string, () => Promise<unknown>, RegExp])[] = [
    ['undefined', async () => undefined, /private JWK/],
    ['an empty object', async () => ({}), /private JWK/],
    ['a PEM', async () => '-----BEGIN PRIVATE KEY-----', /private JWK/],
    ['a shared secret', async () => ({ kty: 'oct', k: 'c2VjcmV0', alg: 'HS256' }), /private JWK/],
    ['a public key', async () => importSigningKey(await generateSigningKey()).publicJwk, /private JWK/],
    ['a number as its secret', async () => ({ ...(await generateSigningKey()), d: 12345 }), /private JWK/],
    ['an algorithm of another curve', async () => ({ ...(await generateSigningKey()), alg: 'ES384' }), /"alg"/],
    ['a symmetric algorithm', async () => ({ ...(await generateSigningKey()), alg: 'HS256' }), /"alg"/],
    ['a key for encryption', async () => ({ ...(await generateSigningKey()), use: 'enc' }), /"use"/],
    ['a curve for key agreement', async () => jwkOf(generateKeyPairSync('x25519').privateKey), /"alg"/],
    [
      'RSA of 1024 bits',
      async () => jwkOf(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey),
      /2048 bits/,
    ],
    [
      'two halves of different keys',
      async () => ({ ...(await generateSigningKey()), d: (await generateSigningKey()).d }),
      /do not match/,
    ],
  ]

  it.each(unusable)('refuses %s, and the message repeats nothing of it', async (_kind, make, message) => {
    const key = await make()
    // @ts-expect-error: TypeScript types are not enforced at run time
    const refusal = thrownBy(() => importSigningKey(key))
    expect(refusal).toBeInstanceOf(TypeError)
    expect(String(refusal)).toMatch(/^TypeError: signing key: /)
    expect(String(refusal)).toMatch(message)
    expect(refusal).not.toHaveProperty('cause')
    expect(String(refusal)).not.toContain('12345')
  })
})

function jwkOf(key: { export(options: { format: 'jwk' }): object }): JWK {
  return { ...key.export({ format: 'jwk' }) }
}

function thrownBy(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    return error
  }
}
