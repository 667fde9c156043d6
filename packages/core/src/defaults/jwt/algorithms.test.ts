import { describe, expect, it } from 'vitest'
import { algorithmOf, isSigningAlgorithm, signingAlgorithms } from './algorithms.js'

const p256 = { kty: 'EC', crv: 'P-256' }
const p384 = { kty: 'EC', crv: 'P-384' }
const p521 = { kty: 'EC', crv: 'P-521' }
const ed25519 = { kty: 'OKP', crv: 'Ed25519' }
const rsa = { kty: 'RSA' }

describe('algorithmOf', () => {
  it.each([
    [p256, 'ES256'],
    [p384, 'ES384'],
    [p521, 'ES512'],
    [ed25519, 'EdDSA'],
    [rsa, 'RS256'],
  ])('uses the usual algorithm for %o', (kind, alg) => {
    expect(algorithmOf(kind, undefined)).toBe(alg)
  })

  it.each([
    [p256, 'ES256'],
    [p384, 'ES384'],
    [p521, 'ES512'],
    [ed25519, 'EdDSA'],
    [ed25519, 'Ed25519'],
    [rsa, 'RS256'],
    [rsa, 'RS384'],
    [rsa, 'RS512'],
    [rsa, 'PS256'],
    [rsa, 'PS384'],
    [rsa, 'PS512'],
  ])('lets %o name %s', (kind, alg) => {
    expect(algorithmOf(kind, alg)).toBe(alg)
  })

  it.each([
    [p256, 'ES384'],
    [p384, 'ES256'],
    [p256, 'RS256'],
    [rsa, 'ES256'],
    [rsa, 'RSA-OAEP'],
    [p256, 'ECDH-ES'],
    [p256, 'HS256'],
    [rsa, 'HS256'],
    [rsa, 'none'],
    [rsa, ''],
    [{ kty: 'oct' }, 'HS256'],
    [{ kty: 'oct' }, undefined],
    [{ kty: 'EC', crv: 'secp256k1' }, undefined],
    [{ kty: 'OKP', crv: 'X25519' }, undefined],
    [{ kty: 'OKP', crv: 'Ed448' }, 'EdDSA'],
    [{}, undefined],
  ])('lets %o not name %s', (kind, alg) => {
    expect(algorithmOf(kind, alg)).toBeUndefined()
  })
})

describe('isSigningAlgorithm', () => {
  it('accepts only public-key signatures', () => {
    expect(['ES256', 'EdDSA', 'RS256', 'PS512'].every(isSigningAlgorithm)).toBe(true)
    expect(['none', 'HS256', 'RSA-OAEP', 'es256', '', 'constructor'].some(isSigningAlgorithm)).toBe(false)
  })
})

describe('signingAlgorithms', () => {
  it('lists every algorithm once, and none with a shared secret', () => {
    expect(signingAlgorithms).toEqual([
      'ES256',
      'ES384',
      'ES512',
      'EdDSA',
      'Ed25519',
      'RS256',
      'RS384',
      'RS512',
      'PS256',
      'PS384',
      'PS512',
    ])
    expect(signingAlgorithms.every(isSigningAlgorithm)).toBe(true)
  })
})
