import { createPublicKey } from 'node:crypto'
import { decodeJwt, importJWK, type JWK, type JWTHeaderParameters, SignJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import type { TokenRequest } from '../../ports/token-issuer.js'
import { createJwtIssuer } from './issuer.js'
import { generateSigningKey } from './keys.js'

const issuer = 'https://issuer.example'
const now = 1_700_000_000_500
const clock = { now: () => now }

const request: TokenRequest = {
  grantId: 'grant-1',
  tokenSetId: 'set-1',
  occasion: 'login',
  subject: 'alice',
  clientId: 'cli',
  scope: ['read', 'write'],
  resources: [],
  authenticatedAt: now,
}

let key: JWK
let rsaKey: JWK
let strangersKey: JWK

beforeAll(async () => {
  key = await generateSigningKey()
  rsaKey = await generateSigningKey('RS256')
  strangersKey = await generateSigningKey()
})

/** Signs any header and claims with the issuer's own key, and verifies the token at the issuer. */
async function forger() {
  const own = createJwtIssuer({ issuer, keys: [key], clock })
  const honest = decodeJwt((await own.issue(request)).accessToken)
  const forge = ({ header = {}, claims = {}, signer = key, alg = 'ES256' }: Forgery) =>
    importJWK(signer, alg).then((secret) =>
      new SignJWT({ ...honest, ...claims })
        .setProtectedHeader({ typ: 'at+jwt', alg, ...(key.kid && { kid: key.kid }), ...header })
        .sign(secret, { crit: { odd: true } }),
    )
  return { own, forge, verify: async (forgery: Forgery) => own.verify(await forge(forgery)) }
}

interface Forgery {
  readonly header?: Partial<JWTHeaderParameters>
  readonly claims?: Readonly<Record<string, unknown>>
  readonly signer?: JWK
  readonly alg?: string
}

function base64url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

describe('verify refuses', () => {
  it('neither an unchanged token nor the long spelling of the type (RFC 9068 §4)', async () => {
    expect(await (await forger()).verify({})).toBeDefined()
    expect(await (await forger()).verify({ header: { typ: 'application/at+jwt' } })).toBeDefined()
  })

  it('an unsigned token, in every spelling', async () => {
    const { own, forge } = await forger()
    const [, payload = '', signature = ''] = (await forge({})).split('.')
    for (const alg of ['none', 'None', 'NONE', '']) {
      const header = base64url({ typ: 'at+jwt', alg, kid: key.kid })
      expect(await own.verify(`${header}.${payload}.`)).toBeUndefined()
      expect(await own.verify(`${header}.${payload}.${signature}`)).toBeUndefined()
    }
  })

  it('a token signed with the public key as a shared secret', async () => {
    const { own, forge } = await forger()
    const honest = decodeJwt(await forge({}))
    const publicKey = (await own.jwks()).keys[0]
    const pem = createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
    for (const text of [String(pem), String(pem).trim(), JSON.stringify(publicKey), String(publicKey?.['x'])]) {
      for (const alg of ['HS256', 'HS384', 'HS512']) {
        const secret = new TextEncoder().encode(text.padEnd(64))
        const token = new SignJWT(honest).setProtectedHeader({ typ: 'at+jwt', alg, kid: String(key.kid) }).sign(secret)
        expect(await own.verify(await token)).toBeUndefined()
      }
    }
  })

  it('the signature of another key, also with our kid or with the key in the header', async () => {
    const { verify } = await forger()
    const { d: _d, ...strangersPublicKey } = strangersKey
    expect(await verify({ signer: strangersKey })).toBeUndefined()
    expect(await verify({ signer: strangersKey, header: { kid: String(strangersKey.kid) } })).toBeUndefined()
    expect(await verify({ signer: strangersKey, header: { jwk: strangersPublicKey } })).toBeUndefined()
    expect(await verify({ signer: strangersKey, header: { jku: 'https://evil.example/jwks' } })).toBeUndefined()
  })

  it('an unknown, an empty and a missing kid', async () => {
    const { own, verify, forge } = await forger()
    expect(await verify({ header: { kid: 'unknown' } })).toBeUndefined()
    expect(await verify({ header: { kid: '' } })).toBeUndefined()
    const unnamed = new SignJWT(decodeJwt(await forge({}))).setProtectedHeader({ typ: 'at+jwt', alg: 'ES256' })
    expect(await own.verify(await unnamed.sign(await importJWK(key)))).toBeUndefined()
  })

  it('a key that is used with another algorithm than its own', async () => {
    const psKey = await generateSigningKey('PS256')
    const own = createJwtIssuer({ issuer, keys: [key, rsaKey, psKey], clock })
    const honest = decodeJwt((await own.issue(request)).accessToken)
    const { alg: _alg, ...rsa } = rsaKey
    const signed = async (alg: string, kid: unknown) =>
      new SignJWT(honest).setProtectedHeader({ typ: 'at+jwt', alg, kid: String(kid) }).sign(await importJWK(rsa, alg))
    expect(await own.verify(await signed('RS256', rsaKey.kid))).toBeDefined()
    expect(await own.verify(await signed('PS256', rsaKey.kid))).toBeUndefined()
    expect(await own.verify(await signed('RS512', rsaKey.kid))).toBeUndefined()
    expect(await own.verify(await signed('RS256', key.kid))).toBeUndefined()
  })

  it.each(['JWT', 'jwt', '', 'at', 'logout+jwt', 'dpop+jwt', 'text/at+jwt'])('the type %j', async (typ) => {
    expect(await (await forger()).verify({ header: { typ } })).toBeUndefined()
  })

  it('a token without a type', async () => {
    const { own, forge } = await forger()
    const untyped = new SignJWT(decodeJwt(await forge({}))).setProtectedHeader({ alg: 'ES256', kid: String(key.kid) })
    expect(await own.verify(await untyped.sign(await importJWK(key)))).toBeUndefined()
  })

  it('an unknown critical header', async () => {
    expect(await (await forger()).verify({ header: { crit: ['odd'], odd: 1 } })).toBeUndefined()
  })

  it.each([
    'https://issuer.example/',
    'https://issuer.exampl',
    'HTTPS://issuer.example',
    '',
    ['https://issuer.example'],
  ])('the issuer %j', async (iss) => {
    expect(await (await forger()).verify({ claims: { iss } })).toBeUndefined()
  })

  it.each(['https://other.example', '', [], ['https://other.example'], 7, [7], null])(
    'the audience %j',
    async (aud) => {
      expect(await (await forger()).verify({ claims: { aud } })).toBeUndefined()
    },
  )

  it.each(['iss', 'sub', 'aud', 'client_id', 'scope', 'iat', 'exp', 'jti', 'auth_time', 'grant_id', 'gty'])(
    'a token without %s',
    async (claim) => {
      expect(await (await forger()).verify({ claims: { [claim]: undefined } })).toBeUndefined()
    },
  )

  it.each([
    { exp: '1700000600' },
    { exp: 1_700_000_000 },
    { exp: 0 },
    { exp: -1 },
    { iat: 'now' },
    { sub: 7 },
    { grant_id: '' },
    { gty: 'implicit' },
  ])('claims such as %j', async (claims) => {
    expect(await (await forger()).verify({ claims })).toBeUndefined()
  })

  it('a token with any one character changed', async () => {
    const { own, forge } = await forger()
    const token = await forge({})
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    for (let place = 0; place < token.length; place += 1) {
      const other = alphabet.charAt((alphabet.indexOf(token.charAt(place)) + 32) % 64)
      const altered = token.slice(0, place) + other + token.slice(place + 1)
      expect(await own.verify(altered), `character ${place}`).toBeUndefined()
    }
  })

  it('garbage', async () => {
    const { own, forge } = await forger()
    const token = await forge({})
    const [header = '', payload = '', signature = ''] = token.split('.')
    const garbage = [
      '',
      '.',
      '..',
      '...',
      'garbage',
      'a.b.c',
      '\u0000.\u0000.\u0000',
      '☕.☕.☕',
      ` ${token}`,
      `${token} `,
      `${token}.`,
      `${token}=`,
      `${token}\n`,
      `Bearer ${token}`,
      `${header}.${payload}`,
      `${header}.${payload}.`,
      `${header}..${signature}`,
      `.${payload}.${signature}`,
      `${base64url([])}.${payload}.${signature}`,
      `${base64url({ alg: ['ES256'], typ: {}, kid: 7 })}.${payload}.${signature}`,
      `${Buffer.from('null').toString('base64url')}.${payload}.${signature}`,
      `${Buffer.from('{"alg":').toString('base64url')}.${payload}.${signature}`,
      JSON.stringify({ protected: header, payload, signature }),
    ]
    for (const text of garbage) expect(await own.verify(text), text).toBeUndefined()
  })

  it('100 kB of text, before it reads any of it', async () => {
    const { own, forge } = await forger()
    expect(await own.verify('a'.repeat(100_000))).toBeUndefined()
    expect(await own.verify('.'.repeat(100_000))).toBeUndefined()
    expect(await own.verify(await forge({ claims: { scope: 'read '.repeat(20_000) } }))).toBeUndefined()
    expect(await own.verify(await forge({ claims: { scope: 'read '.repeat(2_000) } }))).toBeDefined()
  })

  it('no token if something else is at fault: it rejects instead', async () => {
    for (const kind of [{}, { opaqueSecrets: ['one of the secrets of the server of tests'] }]) {
      const token = (await createJwtIssuer({ issuer, keys: [key], ...kind }).issue(request)).accessToken
      const stopped = createJwtIssuer({ issuer, keys: [key], ...kind, clock: { now: () => Number.NaN } })
      await expect(stopped.verify(token)).rejects.toThrow()
      await expect(stopped.issue(request)).rejects.toThrow()
    }
  })
})
