import { sign } from 'node:crypto'
import { createLocalJWKSet, type JWK, jwtVerify } from 'jose'
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type SigningAlgorithm, signingAlgorithms } from './algorithms.js'
import { generateSigningKey, importSigningKey, type SigningKey } from './keys.js'
import { joinNumbers, signClaims } from './sign-claims.js'

// A spy on the real function.
vi.mock('node:crypto', { spy: true })

const claims = { iss: 'https://issuer.example', sub: 'alice', name: 'Zoë ☕ 𝄞', exp: 4_102_444_800 }

let rsa: JWK

beforeAll(async () => {
  rsa = await generateSigningKey('RS256')
})

beforeEach(() => {
  vi.mocked(sign).mockClear()
})

async function keyFor(alg: SigningAlgorithm): Promise<SigningKey> {
  return importSigningKey(/^[RP]S/.test(alg) ? { ...rsa, alg } : await generateSigningKey(alg))
}

function verified(token: string, { publicJwk }: SigningKey): ReturnType<typeof jwtVerify> {
  const jwks = createLocalJWKSet({ keys: [{ ...publicJwk, kty: String(publicJwk['kty']) }] })
  return jwtVerify(token, jwks, { typ: 'at+jwt', algorithms: [publicJwk.alg] })
}

describe('signClaims', () => {
  it.each(signingAlgorithms)('makes a JWT that jose verifies, with %s', async (alg) => {
    const key = await keyFor(alg)
    const { payload, protectedHeader } = await verified(await signClaims(key, claims, 'at+jwt'), key)
    expect(payload).toEqual(claims)
    expect(protectedHeader).toEqual({ typ: 'at+jwt', alg, kid: key.kid })
  })

  it.each(signingAlgorithms)('signs the claims: a token of %s with other claims is refused', async (alg) => {
    const key = await keyFor(alg)
    const [header, , signature] = (await signClaims(key, claims, 'at+jwt')).split('.')
    const payload = Buffer.from(JSON.stringify({ ...claims, sub: 'mallory' })).toString('base64url')
    await expect(verified(`${header}.${payload}.${signature}`, key)).rejects.toThrow('signature verification failed')
  })

  it.each([
    ['numbers of 32 bytes', '7f'.repeat(32), '01'.repeat(32)],
    ['numbers with a zero in front, because their first bit is set', `00${'ff'.repeat(32)}`, `00${'80'.repeat(32)}`],
    ['numbers of fewer bytes', '7f'.repeat(31), '01'],
    ['a short and a long number', '05'.repeat(30), `00${'ff'.repeat(32)}`],
    ['a short number with a zero in front', `00${'ff'.repeat(31)}`, '7f'.repeat(32)],
  ])('joins R and S of ES256 in 64 bytes (RFC 7518 §3.4): %s', (_kind, ...numbers) => {
    const members = numbers.map((hex) => `02${(hex.length / 2).toString(16).padStart(2, '0')}${hex}`).join('')
    const joined = joinNumbers(Buffer.from(`30${(members.length / 2).toString(16)}${members}`, 'hex'))
    const expected = numbers.map((hex) => hex.replace(/^00/, '').padStart(64, '0')).join('')
    expect(Buffer.from(joined).toString('hex')).toBe(expected)
  })

  it('makes good ES256 signatures every time, also with short numbers, which are rare', async () => {
    const key = await keyFor('ES256')
    const tokens = await Promise.all(Array.from({ length: 600 }, () => signClaims(key, claims, 'at+jwt')))
    await Promise.all(tokens.map((token) => verified(token, key)))
    expect(new Set(tokens).size).toBe(600)
  })

  it.each(signingAlgorithms)('blocks this thread only if the signature is quick: %s', async (alg) => {
    const key = await keyFor(alg)
    vi.mocked(sign).mockClear()
    await signClaims(key, claims, 'at+jwt')
    expect(sign).toHaveBeenCalledTimes(['ES256', 'EdDSA', 'Ed25519'].includes(alg) ? 1 : 0)
  })
})
