import { describe, expect, it } from 'vitest'
import { aliceRequest } from '../../../test-support/token-request.js'
import type { TokenOccasion } from '../../ports/token-issuer.js'
import { accessTokenClaimNames, readAccessTokenClaims, writeAccessTokenClaims, writeIdTokenClaims } from './claims.js'

const request = aliceRequest(1_699_999_000_999)

const facts = {
  issuer: 'https://issuer.example',
  audience: ['https://api.example'],
  tokenId: 'token-1',
  issuedAt: 1_700_000_000,
  expiresAt: 1_700_000_600,
}

const claims = writeAccessTokenClaims(request, facts)

describe('writeAccessTokenClaims', () => {
  it('has only the claims of RFC 9068 §2.2, the grant and its occasion', () => {
    expect(claims).toEqual({
      iss: 'https://issuer.example',
      sub: 'alice',
      aud: 'https://api.example',
      client_id: 'cli',
      scope: 'read write',
      iat: 1_700_000_000,
      exp: 1_700_000_600,
      jti: 'token-1',
      auth_time: 1_699_999_000,
      grant_id: 'grant-1',
      gty: 'device_code',
    })
    expect(Object.keys(claims).sort()).toEqual([...accessTokenClaimNames].sort())
  })

  it('always has the scope', () => {
    expect(writeAccessTokenClaims({ ...request, scope: [] }, facts).scope).toBe('')
  })

  it('has several audiences as a list', () => {
    const audience = ['https://api.example', 'https://files.example']
    expect(writeAccessTokenClaims(request, { ...facts, audience }).aud).toEqual(audience)
  })

  it('does not contain the name of the token set, which is the digest of a secret', () => {
    expect(JSON.stringify(claims)).not.toContain('set-1')
  })
})

describe('the sign-in behind a token', () => {
  const strong = { ...request, acr: 'urn:example:two-factors', amr: ['pwd', 'otp'] }

  it('is in access tokens (RFC 9068 §2.2.1) and in ID tokens (OpenID Connect Core §2)', () => {
    const claimed = { auth_time: 1_699_999_000, acr: 'urn:example:two-factors', amr: ['pwd', 'otp'] }
    expect(writeAccessTokenClaims(strong, facts)).toMatchObject(claimed)
    expect(writeIdTokenClaims({ ...strong, claims: { acr: 'other', amr: [] } }, facts)).toMatchObject(claimed)
    expect(readAccessTokenClaims(writeAccessTokenClaims(strong, facts))).toMatchObject({
      authenticatedAt: 1_699_999_000_000,
      acr: 'urn:example:two-factors',
      amr: ['pwd', 'otp'],
    })
  })

  it('has no level and no method unless the host named them', () => {
    expect(Object.keys(writeIdTokenClaims(request, facts))).not.toContain('acr')
    expect(readAccessTokenClaims({ ...claims, acr: 7, amr: 'pwd' })).toEqual(readAccessTokenClaims(claims))
  })
})

const occasions: readonly (readonly [TokenOccasion, string])[] = [
  ['deviceCode', 'device_code'],
  ['login', 'login'],
  ['password', 'password'],
  ['refreshToken', 'refresh_token'],
]

describe('the occasion of a token', () => {
  it.each(occasions)('%s is written as %s, and read again', (occasion, gty) => {
    const written = writeAccessTokenClaims({ ...request, occasion }, facts)
    expect(written['gty']).toBe(gty)
    expect(readAccessTokenClaims(written)).toMatchObject({ occasion })
  })
})

describe('readAccessTokenClaims', () => {
  it('reads the written claims', () => {
    expect(readAccessTokenClaims(claims)).toEqual({
      subject: 'alice',
      clientId: 'cli',
      scope: ['read', 'write'],
      audience: ['https://api.example'],
      tokenId: 'token-1',
      authenticatedAt: 1_699_999_000_000,
      expiresAt: 1_700_000_600_000,
      issuedAt: 1_700_000_000_000,
      grantId: 'grant-1',
      occasion: 'deviceCode',
    })
  })

  it('reads an empty scope and several audiences', () => {
    const aud = ['https://api.example', 'https://files.example']
    expect(readAccessTokenClaims({ ...claims, scope: '', aud })).toMatchObject({ scope: [], audience: aud })
  })

  it.each([
    { sub: '' },
    { sub: 7 },
    { sub: undefined },
    { client_id: '' },
    { client_id: ['cli'] },
    { jti: '' },
    { jti: null },
    { aud: '' },
    { aud: [] },
    { aud: [''] },
    { aud: ['https://api.example', 7] },
    { aud: { 0: 'https://api.example' } },
    { aud: undefined },
    { scope: ['read'] },
    { scope: 'read "write"' },
    { scope: undefined },
    { exp: '1700000600' },
    { exp: undefined },
    { auth_time: '1699999000' },
    { auth_time: undefined },
    { iat: '1700000000' },
    { iat: undefined },
    { grant_id: '' },
    { grant_id: 7 },
    { grant_id: undefined },
    { gty: 'deviceCode' },
    { gty: 'client_credentials' },
    { gty: 'constructor' },
    { gty: '' },
    { gty: ['login'] },
    { gty: undefined },
  ])('returns undefined with %o', (wrong) => {
    const altered: Record<string, unknown> = { ...claims, ...wrong }
    expect(readAccessTokenClaims(altered)).toBeUndefined()
  })
})

describe('writeIdTokenClaims', () => {
  it('has the claims of OpenID Connect Core §2, and no scope', () => {
    expect(
      writeIdTokenClaims(request, { issuer: facts.issuer, issuedAt: 1_700_000_000, expiresAt: 1_700_000_600 }),
    ).toEqual({
      iss: 'https://issuer.example',
      sub: 'alice',
      aud: 'cli',
      iat: 1_700_000_000,
      exp: 1_700_000_600,
      auth_time: 1_699_999_000,
    })
  })
})
