import fc from 'fast-check'
import { importJWK, jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { terms } from '../../../test-support/device.js'
import { createLastingWorld } from '../../../test-support/world.js'
import { deriveKey } from '../../defaults/derive-key.js'
import { createDigester } from '../../defaults/digester.js'
import { isProblem } from '../../protocol/problem.js'
import { unwrapRefreshToken, wrapRefreshToken } from './signed-refresh-token.js'

// A refresh token in a JWT, for clients that read `exp`. The server uses only the token in it.

const secret = 'a secret of thirty-two characters or more'
const digester = createDigester(secret)
const issuedAt = 1_767_225_600_789
const expiresAt = issuedAt + 30 * 86_400_000
const token = `dgr_${'g'.repeat(43)}.${'s'.repeat(65)}`
const wrapped = wrapRefreshToken(digester, token, issuedAt, expiresAt)
const [header = '', claims = '', proof = ''] = wrapped.split('.')

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())

describe('wrapping', () => {
  it('makes a JWT with the end of the token in whole seconds, and without the account or the client', () => {
    expect(decode(header)).toEqual({ alg: 'HS256', typ: 'JWT' })
    expect(decode(claims)).toEqual({ iat: 1_767_225_600, exp: 1_767_225_600 + 30 * 86_400, token })
    expect(proof).toMatch(/^[\w-]{43}$/)
  })

  it('signs as HS256 does (RFC 7518 §3.2)', async () => {
    const derived = deriveKey(secret, 'digest refreshWrapper').export({ format: 'jwk' })
    const key = await importJWK(derived, 'HS256')
    const verified = await jwtVerify(wrapped, key, { currentDate: new Date(issuedAt), algorithms: ['HS256'] })
    expect(verified.payload).toEqual(decode(claims))
  })

  it('is reversed by unwrapping, for any token', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (text) => {
        expect(unwrapRefreshToken(digester, wrapRefreshToken(digester, text, issuedAt, expiresAt))).toBe(text)
      }),
      { seed: 1 },
    )
  })

  it('accepts any end, also a past one, because the family decides whether the token is expired', () => {
    expect(unwrapRefreshToken(digester, wrapRefreshToken(digester, token, issuedAt, 1))).toBe(token)
  })
})

describe('unwrapping refuses', () => {
  it.each([
    ['the token itself', token],
    ['nothing', ''],
    ['another text', 'example'],
    ['no proof', `${header}.${claims}`],
    ['an empty proof', `${header}.${claims}.`],
    ['one part too many', `${wrapped}.`],
    ['a space after it', `${wrapped} `],
    ['padding', `${wrapped}=`],
    ['no header', `.${claims}.${proof}`],
    ['another algorithm', `${encode({ alg: 'none', typ: 'JWT' })}.${claims}.${proof}`],
    ['no algorithm and no proof', `${encode({ alg: 'none' })}.${claims}.`],
    ['another end', `${header}.${encode({ ...decode(claims), exp: 9_999_999_999 })}.${proof}`],
    ['another token', `${header}.${encode({ ...decode(claims), token: 'dgr_other' })}.${proof}`],
    ['the proof of another purpose', `${header}.${claims}.${digester.digest('refreshProof', `${header}.${claims}`)}`],
    ['the proof of the token', `${header}.${claims}.${digester.digest('refreshWrapper', token)}`],
  ])('%s', (_, text) => {
    expect(unwrapRefreshToken(digester, text)).toBeUndefined()
  })

  it('a JWT of a server with another secret', () => {
    const other = createDigester('another secret of thirty-two characters')
    expect(unwrapRefreshToken(other, wrapped)).toBeUndefined()
    expect(unwrapRefreshToken(createDigester(secret), wrapped)).toBe(token)
  })

  it('a change of any character', () => {
    const characters = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.= é')
    fc.assert(
      fc.property(fc.nat(wrapped.length - 1), characters, (place, character) => {
        fc.pre(wrapped[place] !== character)
        const altered = wrapped.slice(0, place) + character + wrapped.slice(place + 1)
        expect(unwrapRefreshToken(digester, altered)).toBeUndefined()
      }),
      { seed: 1, numRuns: 2_000 },
    )
  })

  it('a text longer than any JWT of ours, without reading it', () => {
    const long = wrapRefreshToken(digester, 'x'.repeat(1_024), issuedAt, expiresAt)
    expect(unwrapRefreshToken(digester, long)).toBeUndefined()
  })

  it('any other text, and never throws', () => {
    const parts = fc.oneof(fc.string(), fc.constantFrom(header, claims, proof))
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 5 }), (pieces) => {
        const text = pieces.join('.')
        fc.pre(text !== wrapped)
        expect(unwrapRefreshToken(digester, text)).toBeUndefined()
      }),
      { seed: 1 },
    )
  })
})

describe('in a dialect with signed refresh tokens', () => {
  const signed = { ...terms, refreshTokens: 'signed' } as const
  const client = { method: 'none', clientId: 'tv' } as const

  async function link() {
    const world = createLastingWorld()
    const { deviceCode, userCode } = await world.start({ scope: ['read', 'offline_access'] })
    await world.approve(userCode)
    const poll = { operation: 'exchangeDeviceCode', client, deviceCode, resources: [] } as const
    const response = await world.service.exchangeDeviceCode(poll, signed)
    if (isProblem(response) || response.refreshToken === undefined) throw new Error('no refresh token')
    return { ...world, response, refreshToken: response.refreshToken }
  }

  it('the device gets one, the next token is one too, and neither outlives the family', async () => {
    const { clock, service, response, refreshToken } = await link()
    const { exp } = decode(refreshToken.split('.')[1] ?? '')
    expect(exp).toBe(Math.floor((clock.now() + 30 * 86_400_000) / 1_000))
    expect(response.refreshLifetime).toBe(30 * 86_400_000)
    clock.advance(86_400_000)
    const refresh = { operation: 'exchangeRefreshToken', client, refreshToken, resources: [] } as const
    const next = await service.exchangeRefreshToken(refresh, signed)
    if (isProblem(next)) throw new Error(next.code)
    expect(decode(next.refreshToken?.split('.')[1] ?? '')).toMatchObject({
      iat: Math.floor(clock.now() / 1_000),
      exp,
    })
    expect(next.refreshLifetime).toBe(29 * 86_400_000)
  })

  it('a wrapped token is revoked and introspected like the token in it', async () => {
    const { introspect, revoke, refreshToken } = await link()
    expect(await introspect(refreshToken)).toMatchObject({ active: true, use: 'refreshToken' })
    await revoke(refreshToken)
    expect(await introspect(refreshToken)).toMatchObject({ active: false })
  })
})
