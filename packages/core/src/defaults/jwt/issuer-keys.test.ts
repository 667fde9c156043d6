import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, type JWK, jwtVerify } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { aliceRequest } from '../../../test-support/token-request.js'
import { createJwtIssuer } from './issuer.js'
import { generateSigningKey } from './keys.js'

// The keys that sign ID tokens in place of the others.

const issuer = 'https://issuer.example'
const request = { ...aliceRequest(Date.now()), scope: ['openid'] }

let key: JWK
let rsaKey: JWK
let nextRsaKey: JWK

beforeAll(async () => {
  key = await generateSigningKey()
  rsaKey = await generateSigningKey('RS256')
  nextRsaKey = await generateSigningKey('RS256')
})

/** The same key after it was stored and read again. */
const stored = (jwk: JWK): JWK => ({ ...jwk })

describe('idTokenKeys', () => {
  it('sign ID tokens, and access tokens are still signed by keys', async () => {
    const own = createJwtIssuer({ issuer, keys: [key], idTokenKeys: [rsaKey, nextRsaKey] })
    const { accessToken, idToken = '' } = await own.issue(request)
    expect(own.idTokenAlgorithms).toEqual(['RS256'])
    expect(decodeProtectedHeader(accessToken)).toMatchObject({ alg: 'ES256', kid: key.kid })
    expect(decodeProtectedHeader(idToken)).toEqual({ typ: 'JWT', alg: 'RS256', kid: rsaKey.kid })
    expect(await own.verify(accessToken)).toMatchObject({ subject: 'alice' })
  })

  it('are published beside keys, without private members', async () => {
    const own = createJwtIssuer({ issuer, keys: [key], idTokenKeys: [rsaKey, nextRsaKey] })
    const set = await own.jwks()
    expect(set.keys.map(({ kid, alg }) => [kid, alg])).toEqual([
      [key.kid, 'ES256'],
      [rsaKey.kid, 'RS256'],
      [nextRsaKey.kid, 'RS256'],
    ])
    for (const published of set.keys) expect(published).not.toHaveProperty('d')
    const { idToken = '' } = await own.issue(request)
    const jwks = createLocalJWKSet({ keys: set.keys.map((one) => ({ kty: '', ...one })) })
    const { payload } = await jwtVerify(idToken, jwks, { issuer, audience: 'cli', algorithms: ['RS256'] })
    expect(payload.sub).toBe('alice')
  })

  it('verify no access token', async () => {
    const own = createJwtIssuer({ issuer, keys: [key], idTokenKeys: [rsaKey] })
    const other = createJwtIssuer({ issuer, keys: [rsaKey] })
    expect(await own.verify((await other.issue(request)).accessToken)).toBe(undefined)
    expect(await own.verify((await own.issue(request)).idToken ?? '')).toBe(undefined)
  })

  it('sign ID tokens also if access tokens are opaque', async () => {
    const opaqueSecrets = ['an opaque secret that has enough random characters']
    const own = createJwtIssuer({ issuer, keys: [key], idTokenKeys: [rsaKey], opaqueSecrets })
    const { idToken = '' } = await own.issue(request)
    expect(decodeProtectedHeader(idToken).alg).toBe('RS256')
  })

  it('make the issuer volatile if the first one was made in this process', async () => {
    const isVolatile = (keys: readonly JWK[], idTokenKeys: readonly JWK[]) =>
      createJwtIssuer({ issuer, keys, idTokenKeys }).volatile
    expect(isVolatile([stored(key)], [stored(rsaKey)])).toBe(false)
    expect(isVolatile([stored(key)], [rsaKey])).toBe(true)
    expect(isVolatile([stored(key)], [stored(rsaKey), nextRsaKey])).toBe(false)
    expect(isVolatile([key], [stored(rsaKey)])).toBe(true)
  })

  it('are checked as keys are', () => {
    const refused = (idTokenKeys: unknown) => () => {
      const options = { issuer, keys: [key] }
      Object.assign(options, { idTokenKeys })
      createJwtIssuer(options)
    }
    expect(refused([])).toThrow(/^idTokenKeys: pass at least one/)
    expect(refused(key)).toThrow(/^idTokenKeys: must be a list/)
    expect(refused([Promise.resolve(key)])).toThrow(/^idTokenKeys: a key is a promise/)
    expect(refused([rsaKey, rsaKey])).toThrow(/^idTokenKeys: two keys have the same kid/)
    expect(refused([key])).toThrow(/^keys and idTokenKeys: two keys have the same kid/)
  })
})

describe('the claims of the host', () => {
  it('are in the ID token, not in the access token, and replace no claim of the protocol', async () => {
    const own = createJwtIssuer({ issuer, keys: [key] })
    const claims = { name: 'Alice', sub: 'bob', iss: 'x', aud: 'x', exp: 0, iat: 0, auth_time: 0, tid: 'acme' }
    const { accessToken, idToken = '' } = await own.issue({ ...request, claims })
    const plain = await own.issue(request)
    expect(decodeJwt(idToken)).toMatchObject({ name: 'Alice', tid: 'acme', iss: issuer, sub: 'alice', aud: 'cli' })
    expect(decodeJwt(idToken).exp).toBeGreaterThan(decodeJwt(idToken).iat ?? 0)
    expect(decodeJwt(idToken)['auth_time']).toBe(decodeJwt(plain.idToken ?? '')['auth_time'])
    expect(decodeJwt(accessToken)).not.toHaveProperty('name')
  })
})
