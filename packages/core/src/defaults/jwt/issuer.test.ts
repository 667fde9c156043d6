import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, type JWK, jwtVerify } from 'jose'
import { customFetch, validateJwtAccessToken } from 'oauth4webapi'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { aliceRequest } from '../../../test-support/token-request.js'
import type { TokenRequest } from '../../ports/token-issuer.js'
import { createJwtIssuer, type JwtIssuer } from './issuer.js'
import { generateSigningKey } from './keys.js'

const issuer = 'https://issuer.example'
const api = 'https://api.example'
const files = 'https://files.example'
const start = 1_700_000_000_500

const request = aliceRequest(start - 60_000)

let key: JWK
let rsaKey: JWK

beforeAll(async () => {
  key = await generateSigningKey()
  rsaKey = await generateSigningKey('RS256')
})

afterEach(() => {
  vi.useRealTimers()
})

function manualClock() {
  let now = start
  return {
    now: () => now,
    advance(by: number) {
      now += by
    },
  }
}

async function tokenOf(from: JwtIssuer, changes: Partial<TokenRequest> = {}): Promise<string> {
  return (await from.issue({ ...request, ...changes })).accessToken
}

describe('issue', () => {
  it('signs only the claims of RFC 9068 §2.2, the grant and its occasion', async () => {
    const token = await tokenOf(createJwtIssuer({ issuer, keys: [key], clock: manualClock() }))
    expect(decodeProtectedHeader(token)).toEqual({ typ: 'at+jwt', alg: 'ES256', kid: key.kid })
    expect(decodeJwt(token)).toEqual({
      iss: issuer,
      sub: 'alice',
      aud: issuer,
      client_id: 'cli',
      scope: 'read write',
      iat: 1_700_000_000,
      exp: 1_700_000_600,
      jti: expect.stringMatching(/^[A-Za-z0-9_-]{22}$/),
      auth_time: 1_699_999_940,
      grant_id: 'grant-1',
      gty: 'device_code',
    })
  })

  it.each([
    ['shortens a token to the cap of its grant', 5_000, 5_000],
    ['makes no token longer because of a cap', 3_600_000, 60_000],
  ])('%s', async (_, longestLifetime, lifetime) => {
    const from = createJwtIssuer({ issuer, keys: [key], lifetime: 60_000, clock: manualClock() })
    const issued = await from.issue({ ...request, longestLifetime })
    const { iat = 0, exp = 0 } = decodeJwt(issued.accessToken)
    expect([issued.lifetime, (exp - iat) * 1_000]).toEqual([lifetime, lifetime])
  })

  it.each([undefined, 1_000, 60_000, 3_600_000])('reports the lifetime of the token (%s ms)', async (lifetime) => {
    const options = lifetime === undefined ? {} : { lifetime }
    const issued = await createJwtIssuer({ issuer, keys: [key], ...options }).issue(request)
    const { exp = 0, iat = 0 } = decodeJwt(issued.accessToken)
    expect(issued).toMatchObject({ tokenType: 'Bearer', lifetime: lifetime ?? 600_000 })
    expect((exp - iat) * 1_000).toBe(issued.lifetime)
  })

  it('is for the resources of the grant, otherwise for the default audience', async () => {
    const plain = createJwtIssuer({ issuer, keys: [key] })
    const forApi = createJwtIssuer({ issuer, keys: [key], audience: api })
    expect(decodeJwt(await tokenOf(plain)).aud).toBe(issuer)
    expect(decodeJwt(await tokenOf(forApi)).aud).toBe(api)
    expect(decodeJwt(await tokenOf(forApi, { resources: [files] })).aud).toBe(files)
    expect(decodeJwt(await tokenOf(plain, { resources: [api, files] })).aud).toEqual([api, files])
  })

  it('always has the scope', async () => {
    expect(decodeJwt(await tokenOf(createJwtIssuer({ issuer, keys: [key] }), { scope: [] })).scope).toBe('')
  })

  it('gives every token its own jti, also for one grant', async () => {
    const own = createJwtIssuer({ issuer, keys: [key] })
    const tokens = await Promise.all(Array.from({ length: 500 }, () => tokenOf(own)))
    expect(new Set(tokens.map((token) => decodeJwt(token).jti)).size).toBe(500)
  })

  it('names the grant that it ends with, but not the token set', async () => {
    const own = createJwtIssuer({ issuer, keys: [key] })
    const claims = decodeJwt(await tokenOf(own, { grantId: 'grant-to-find', tokenSetId: 'set-to-hide' }))
    expect(claims['grant_id']).toBe('grant-to-find')
    expect(JSON.stringify(claims)).not.toContain('set-to-hide')
  })

  it.each(['ES384', 'EdDSA', 'RS256', 'PS256'] as const)('signs with %s', async (alg) => {
    const own = createJwtIssuer({ issuer, keys: [await generateSigningKey(alg)] })
    const token = await tokenOf(own)
    expect(decodeProtectedHeader(token).alg).toBe(alg)
    expect(await own.verify(token)).toMatchObject({ subject: 'alice' })
  })
})

describe('construction', () => {
  const refused = (options: object) => () => createJwtIssuer({ issuer, keys: [key], ...options })

  it('refuses an empty issuer or audience', () => {
    expect(refused({ issuer: '' })).toThrow(/^issuer and audience/)
    expect(refused({ audience: '' })).toThrow(/^issuer and audience/)
  })

  it('refuses an empty list, a symmetric key, and two keys with the same kid', () => {
    expect(refused({ keys: [] })).toThrow(/^keys: pass at least one/)
    expect(refused({ keys: [{ kty: 'oct', k: 'c2VjcmV0', alg: 'HS256' }] })).toThrow(
      /^signing key: must be a private JWK/,
    )
    expect(refused({ keys: [key, key] })).toThrow(/^keys: two keys have the same kid/)
  })

  it.each([0, -1_000, 600, 1_500, 0.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'refuses a lifetime of %s ms',
    (lifetime) => {
      expect(refused({ lifetime })).toThrow(/^lifetime: must be whole seconds/)
    },
  )
})

describe('without an issuer', () => {
  it('is made for the issuer of the device grant, and for its clock', async () => {
    const clock = manualClock()
    const tokens = createJwtIssuer({ keys: [key, rsaKey] }).forIssuer(issuer, clock)
    expect(tokens).toMatchObject({ issuer, idTokenAlgorithms: ['ES256'], volatile: true })
    const token = await tokenOf(tokens)
    expect(decodeJwt(token)).toMatchObject({ iss: issuer, aud: issuer, iat: 1_700_000_000, exp: 1_700_000_600 })
    expect(await tokens.verify(token)).toMatchObject({ subject: 'alice' })
    clock.advance(600_000)
    expect(await tokens.verify(token)).toBe(undefined)
  })

  it('is the same issuer as one that is made with it', async () => {
    const options = { keys: [key], clock: manualClock(), lifetime: 60_000, audience: api }
    const [made, named] = [createJwtIssuer(options).forIssuer(issuer), createJwtIssuer({ ...options, issuer })]
    expect(await named.verify(await tokenOf(made))).toMatchObject({ audience: [api], subject: 'alice' })
    expect(await made.verify(await tokenOf(named))).toMatchObject({ audience: [api], subject: 'alice' })
    expect(await made.jwks()).toEqual(await named.jwks())
  })

  it('keeps its own clock, if it has one', async () => {
    const tokens = createJwtIssuer({ keys: [key], clock: manualClock() }).forIssuer(issuer, { now: () => 0 })
    expect(decodeJwt(await tokenOf(tokens))).toMatchObject({ iat: 1_700_000_000 })
  })

  it('makes issuers that do not accept tokens of each other, signed or opaque', async () => {
    for (const kind of [{}, { opaqueSecrets: ['one of the secrets of the server of tests'] }]) {
      const { forIssuer } = createJwtIssuer({ keys: [key], ...kind })
      const token = await tokenOf(forIssuer(issuer))
      expect(await forIssuer(issuer).verify(token, 'any')).toMatchObject({ subject: 'alice' })
      expect(await forIssuer(`${issuer}/other`).verify(token, 'any')).toBe(undefined)
    }
  })

  it('refuses at construction what no issuer could use, and an empty issuer later', () => {
    expect(() => createJwtIssuer({ keys: [] })).toThrow('keys: pass at least one private JWK')
    expect(() => createJwtIssuer({ keys: [key], opaqueSecrets: [] })).toThrow('opaqueSecrets: ')
    expect(() => createJwtIssuer({ keys: [key], opaqueSecrets: ['short'] })).toThrow('opaqueSecrets: ')
    expect(() => createJwtIssuer({ keys: [key], lifetime: 1 })).toThrow('lifetime: ')
    expect(() => createJwtIssuer({ keys: [key], audience: '' })).toThrow('issuer and audience: must not be empty')
    expect(() => createJwtIssuer({ keys: [key] }).forIssuer('')).toThrow('issuer: must not be empty')
  })
})

describe('verify', () => {
  it('reads its own tokens', async () => {
    const own = createJwtIssuer({ issuer, keys: [key], clock: manualClock() })
    const token = await tokenOf(own)
    expect(await own.verify(token)).toEqual({
      subject: 'alice',
      clientId: 'cli',
      scope: ['read', 'write'],
      audience: [issuer],
      tokenId: decodeJwt(token).jti,
      authenticatedAt: 1_699_999_940_000,
      expiresAt: 1_700_000_600_000,
      issuedAt: 1_700_000_000_000,
      grantId: 'grant-1',
      occasion: 'deviceCode',
    })
  })

  it('reads tokens of another server with the same keys', async () => {
    const token = await tokenOf(createJwtIssuer({ issuer, keys: [key] }))
    expect(await createJwtIssuer({ issuer, keys: [key] }).verify(token)).toBeDefined()
  })

  it('accepts a token until it expires, and not longer', async () => {
    const clock = manualClock()
    const own = createJwtIssuer({ issuer, keys: [key], clock })
    const token = await tokenOf(own)
    clock.advance(599_499)
    expect(clock.now()).toBe(1_700_000_599_999)
    expect(await own.verify(token)).toBeDefined()
    clock.advance(1)
    expect(await own.verify(token)).toBeUndefined()
  })

  describe('is for one audience', () => {
    it('the default audience', async () => {
      const own = createJwtIssuer({ issuer, keys: [key], audience: api })
      expect(await own.verify(await tokenOf(own))).toBeDefined()
      expect(await own.verify(await tokenOf(own, { resources: [files] }))).toBeUndefined()
      expect(await own.verify(await tokenOf(own, { resources: [issuer] }))).toBeUndefined()
    })

    it('the audience that a resource names', async () => {
      const own = createJwtIssuer({ issuer, keys: [key] })
      const token = await tokenOf(own, { resources: [api, files] })
      expect(await own.verify(token, [api])).toMatchObject({ audience: [api, files] })
      expect(await own.verify(token, [files])).toBeDefined()
      expect(await own.verify(token, [issuer])).toBeUndefined()
      expect(await own.verify(await tokenOf(own), [api])).toBeUndefined()
    })

    it('every audience with any', async () => {
      const own = createJwtIssuer({ issuer, keys: [key], audience: api })
      expect(await own.verify(await tokenOf(own), 'any')).toMatchObject({ audience: [api] })
      expect(await own.verify(await tokenOf(own, { resources: [files] }), 'any')).toMatchObject({ audience: [files] })
    })

    it('no audience, if the list is empty', async () => {
      const own = createJwtIssuer({ issuer, keys: [key] })
      expect(await own.verify(await tokenOf(own), [])).toBeUndefined()
      expect(await own.verify(await tokenOf(own, { resources: ['any'] }), ['an'])).toBeUndefined()
    })

    it('and is refused if it is forged or expired, also with any', async () => {
      const clock = manualClock()
      const own = createJwtIssuer({ issuer, keys: [key], clock })
      const stranger = createJwtIssuer({ issuer: files, keys: [key], clock })
      const token = await tokenOf(own)
      expect(await own.verify(await tokenOf(stranger), 'any')).toBeUndefined()
      expect(await own.verify('garbage', 'any')).toBeUndefined()
      clock.advance(600_000)
      expect(await own.verify(token, 'any')).toBeUndefined()
    })

    it('compared exactly', async () => {
      const own = createJwtIssuer({ issuer, keys: [key] })
      const token = await tokenOf(own, { resources: [api] })
      expect(await own.verify(token, [`${api}/`])).toBeUndefined()
      expect(await own.verify(token, [api.slice(0, -1)])).toBeUndefined()
    })
  })
})

describe('ID tokens', () => {
  const signIn: TokenRequest = { ...request, scope: ['openid', 'read'], resources: [api] }

  async function idTokenOf(from: JwtIssuer, changes: Partial<TokenRequest> = {}): Promise<string> {
    const { idToken } = await from.issue({ ...signIn, ...changes })
    if (idToken === undefined) throw new Error('there is no ID token')
    return idToken
  }

  it.each([[[]], [['read', 'write']], [['openid2', 'OpenID', 'openid:read']]])(
    'are not made for the scope %j',
    async (scope) => {
      const issued = await createJwtIssuer({ issuer, keys: [key] }).issue({ ...signIn, scope })
      expect(issued).not.toHaveProperty('idToken')
    },
  )

  it('have only the subject, the time and the client of the sign-in (OpenID Connect Core §2)', async () => {
    const token = await idTokenOf(createJwtIssuer({ issuer, keys: [key], audience: files, clock: manualClock() }))
    expect(decodeJwt(token)).toEqual({
      iss: issuer,
      sub: 'alice',
      aud: 'cli',
      iat: 1_700_000_000,
      exp: 1_700_000_600,
      auth_time: 1_699_999_940,
    })
  })

  it('have the lifetime of the access token', async () => {
    const own = createJwtIssuer({ issuer, keys: [key], lifetime: 60_000, clock: manualClock() })
    const { accessToken, idToken = '' } = await own.issue(signIn)
    expect(decodeJwt(idToken).exp).toBe(1_700_000_060)
    expect(decodeJwt(accessToken).exp).toBe(1_700_000_060)
  })

  it('are signed with the first key, as the metadata says', async () => {
    const first = createJwtIssuer({ issuer, keys: [key, rsaKey] })
    expect(decodeProtectedHeader(await idTokenOf(first))).toEqual({ typ: 'JWT', alg: 'ES256', kid: key.kid })
    expect(first.idTokenAlgorithms).toEqual(['ES256'])
    const rotated = createJwtIssuer({ issuer, keys: [rsaKey, key] })
    expect(decodeProtectedHeader(await idTokenOf(rotated))).toEqual({ typ: 'JWT', alg: 'RS256', kid: rsaKey.kid })
    expect(rotated.idTokenAlgorithms).toEqual(['RS256'])
  })

  it('can be verified by their client with the published keys', async () => {
    const own = createJwtIssuer({ issuer, keys: [key, rsaKey], clock: manualClock() })
    const jwks = createLocalJWKSet({
      keys: (await own.jwks()).keys.map((published) => ({ ...published, kty: String(published['kty']) })),
    })
    const expected = { issuer, audience: 'cli', typ: 'JWT', currentDate: new Date(start) }
    const { payload } = await jwtVerify(await idTokenOf(own), jwks, expected)
    expect(payload.sub).toBe('alice')
    await expect(jwtVerify(await tokenOf(own), jwks, expected)).rejects.toThrow()
  })

  it('are not accepted as access tokens, for any audience', async () => {
    const own = createJwtIssuer({ issuer, keys: [key], audience: 'cli', clock: manualClock() })
    const { accessToken, idToken = '' } = await own.issue({ ...signIn, resources: [] })
    expect(await own.verify(accessToken)).toBeDefined()
    expect(await own.verify(idToken)).toBeUndefined()
    expect(await own.verify(idToken, ['cli', issuer])).toBeUndefined()
    expect(await own.verify(idToken, 'any')).toBeUndefined()
  })

  it('are also made with opaque access tokens, and are not accepted as such', async () => {
    const opaqueSecrets = ['a secret of the test, of no use elsewhere']
    const own = createJwtIssuer({ issuer, keys: [key], opaqueSecrets, clock: manualClock() })
    const { accessToken, idToken = '' } = await own.issue(signIn)
    expect(accessToken).toMatch(/^dga_/)
    expect(decodeProtectedHeader(idToken)).toEqual({ typ: 'JWT', alg: 'ES256', kid: key.kid })
    expect(await own.verify(accessToken, [api])).toMatchObject({ subject: 'alice' })
    expect(await own.verify(idToken, 'any')).toBeUndefined()
  })
})

describe('jwks', () => {
  it('publishes the public half of every key and no private member', async () => {
    const { keys } = await createJwtIssuer({ issuer, keys: [key, rsaKey] }).jwks()
    expect(keys.map((published) => Object.keys(published).sort())).toEqual([
      ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'],
      ['alg', 'e', 'kid', 'kty', 'n', 'use'],
    ])
    expect(keys).toMatchObject([
      { alg: 'ES256', use: 'sig', kid: key.kid },
      { alg: 'RS256', use: 'sig', kid: rsaKey.kid },
    ])
  })

  it('returns a copy', async () => {
    const own = createJwtIssuer({ issuer, keys: [key] })
    for (const published of (await own.jwks()).keys) Object.assign(published, { kid: 'changed' })
    expect((await own.jwks()).keys[0]?.kid).toBe(key.kid)
  })

  it('supports a rotation from one key to the next', async () => {
    const before = createJwtIssuer({ issuer, keys: [key, rsaKey] })
    const after = createJwtIssuer({ issuer, keys: [rsaKey, key] })
    const end = createJwtIssuer({ issuer, keys: [rsaKey] })
    const older = await tokenOf(before)
    const newer = await tokenOf(after)
    expect([older, newer].map((token) => decodeProtectedHeader(token).kid)).toEqual([key.kid, rsaKey.kid])
    expect(await after.verify(older)).toBeDefined()
    expect(await before.verify(newer)).toBeDefined()
    expect(await end.verify(newer)).toBeDefined()
    expect(await end.verify(older)).toBeUndefined()
  })

  it('is enough for a resource server', async () => {
    const own = createJwtIssuer({ issuer, keys: [key, rsaKey], clock: manualClock() })
    const jwks = createLocalJWKSet({
      keys: (await own.jwks()).keys.map((published) => ({ ...published, kty: String(published['kty']) })),
    })
    const { payload } = await jwtVerify(await tokenOf(own), jwks, { issuer, currentDate: new Date(start) })
    expect(payload.sub).toBe('alice')
  })
})

describe('a resource server of another project', () => {
  it.each(['ES256', 'EdDSA', 'RS256'] as const)('accepts our %s tokens, RFC 9068 §4', async (alg) => {
    vi.useFakeTimers({ now: start, toFake: ['Date'] })
    const server = { issuer, jwks_uri: `${issuer}/jwks` }
    const own = createJwtIssuer({ issuer, keys: [await generateSigningKey(alg)] })
    const request = new Request(api, {
      headers: { authorization: `Bearer ${await tokenOf(own, { resources: [api] })}` },
    })
    const options = { [customFetch]: async () => Response.json(await own.jwks()) }
    expect(await validateJwtAccessToken(server, request, api, options)).toMatchObject({
      sub: 'alice',
      client_id: 'cli',
    })
    await expect(validateJwtAccessToken(server, request, files, options)).rejects.toThrow()
    // It tolerates a clock difference of 30 seconds.
    vi.setSystemTime(start + 631_000)
    await expect(validateJwtAccessToken(server, request, api, options)).rejects.toThrow()
  })
})
