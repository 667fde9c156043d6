import { encodeBase32NoPadding } from '@oslojs/encoding'
import { generateHOTP } from '@oslojs/otp'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeTotpSecret, totpUri, verifyTotp } from './totp.js'

const key = new TextEncoder().encode('12345678901234567890')
const secret = encodeBase32NoPadding(key)

describe('verifyTotp', () => {
  // RFC 6238, appendix B, SHA-1. It has eight digits; the last six are those of a code with six.
  it.each([
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ])('accepts the code of RFC 6238 at second %i', (at, code) => {
    expect(verifyTotp({ secret, code: code.slice(2), at: at * 1_000 })).toBe(true)
    expect(verifyTotp({ secret, code: code.slice(2), at: (at + 90) * 1_000 })).toBe(false)
  })

  it('accepts exactly the codes of three steps', () => {
    const at = 1_767_225_600_000
    const step = at / 30_000
    const fits = [-3, -2, -1, 0, 1, 2, 3].map((drift) =>
      verifyTotp({ secret, code: generateHOTP(key, BigInt(step + drift), 6), at }),
    )
    expect(fits).toEqual([false, false, true, true, true, false, false])
  })

  it.each(['', '12345', '1234567', 'abcdef', '１２３４５６', '-1.0e5', '287082\u0000'])('refuses %j', (code) => {
    expect(verifyTotp({ secret, code, at: 59_000 })).toBe(false)
  })

  it('uses the time of the server if none is given', () => {
    const code = generateHOTP(key, BigInt(Math.floor(Date.now() / 30_000)), 6)
    expect(verifyTotp({ secret, code })).toBe(true)
  })

  it('reads a secret in groups and in small letters', () => {
    const spelled = secret.toLowerCase().replace(/.{4}/g, '$& ')
    expect(verifyTotp({ secret: spelled, code: '287082', at: 59_000 })).toBe(true)
  })

  it.each(['', 'ABC', 'no base32: 0189', encodeBase32NoPadding(key.slice(0, 15))])(
    'refuses the secret %j, and does not repeat it',
    (wrong) => {
      const check = () => verifyTotp({ secret: wrong, code: '287082', at: 59_000 })
      expect(check).toThrow(new TypeError('the secret of a TOTP account must be base32 text with at least 128 bits'))
    },
  )
})

describe('makeTotpSecret', () => {
  it('makes 160 bits in base32, each time others', () => {
    const secrets = Array.from({ length: 100 }, makeTotpSecret)
    for (const made of secrets) expect(made).toMatch(/^[A-Z2-7]{32}$/)
    expect(new Set(secrets).size).toBe(100)
  })
})

describe('totpUri', () => {
  it('is what authenticator apps read', () => {
    const uri = totpUri({ secret, issuer: 'Northwind Bank', username: 'alice+work@example.com' })
    expect(uri).toBe(
      'otpauth://totp/Northwind%20Bank:alice%2Bwork%40example.com?issuer=Northwind%20Bank&algorithm=SHA1' +
        `&secret=${secret}&period=30&digits=6`,
    )
  })

  it('keeps every issuer and every username', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 })
    fc.assert(
      fc.property(text, text, (issuer, username) => {
        const { pathname, search } = new URL(totpUri({ secret, issuer, username }))
        const [, , name = ''] = /^(\/\/totp\/|\/)([^?]*)$/.exec(pathname) ?? []
        expect(name.split(':').map(decodeURIComponent)).toEqual([issuer, username])
        const [, value = ''] = /[?&]issuer=([^&]*)/.exec(search) ?? []
        expect(decodeURIComponent(value)).toBe(issuer)
      }),
      { seed: 1 },
    )
  })

  it('refuses a secret that no app could use, and an unknown option', () => {
    expect(() => totpUri({ secret: 'short', issuer: 'N', username: 'a' })).toThrow(TypeError)
    expect(() => totpUri(Object({ secret, issuer: 'N', username: 'a', digits: 8 }))).toThrow('digits')
  })
})
