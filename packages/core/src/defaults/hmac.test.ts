import { createHmac, createSecretKey } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createHmacSha256 } from './hmac.js'

// RFC 4231 §4.2 and §4.3, with the messages as text.
const vectors = [
  {
    key: '0b'.repeat(20),
    message: 'Hi There',
    code: 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  },
  {
    key: Buffer.from('Jefe').toString('hex'),
    message: 'what do ya want for nothing?',
    code: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  },
]

const keyOf = (hex: string) => createSecretKey(Buffer.from(hex, 'hex'))

describe('createHmacSha256', () => {
  it.each(vectors)('makes the code that RFC 4231 has for "$message"', ({ key, message, code }) => {
    const hmac = createHmacSha256(keyOf(key))
    expect(Buffer.from(hmac.bytes(message)).toString('hex')).toBe(code)
    expect(hmac.text(message)).toBe(Buffer.from(code, 'hex').toString('base64url'))
  })

  it('makes the codes of Node for every key and every text', () => {
    const keys = fc.uint8Array({ minLength: 1, maxLength: 64 })
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 100 }),
      // Lone surrogates too.
      fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 3_000 }).map((units) => String.fromCharCode(...units)),
      fc.integer({ min: 660, max: 710 }).map((length) => '€'.repeat(length)),
      fc.integer({ min: 2_030, max: 2_060 }).map((length) => 'a'.repeat(length)),
    )
    fc.assert(
      fc.property(keys, fc.array(texts, { minLength: 1, maxLength: 3 }), (bytes, messages) => {
        const key = createSecretKey(bytes)
        const hmac = createHmacSha256(key)
        for (const message of messages) {
          const code = createHmac('sha256', key).update(message).digest()
          expect(Buffer.from(hmac.bytes(message))).toEqual(code)
          expect(hmac.text(message)).toBe(code.toString('base64url'))
        }
      }),
      { numRuns: 300 },
    )
  })

  it('keeps the codes of two keys apart, in whatever order they are asked for', () => {
    const [one, other] = [createHmacSha256(keyOf('01'.repeat(32))), createHmacSha256(keyOf('02'.repeat(32)))]
    const first = one.text('a long text that fills more of the memory which both share')
    expect(other.text('x')).not.toBe(one.text('x'))
    expect(one.text('a long text that fills more of the memory which both share')).toBe(first)
  })

  it('returns bytes that a later code does not change', () => {
    const hmac = createHmacSha256(keyOf('01'.repeat(32)))
    const bytes = hmac.bytes('x')
    const copy = Buffer.from(bytes)
    hmac.bytes('y')
    expect(Buffer.from(bytes)).toEqual(copy)
  })

  it('refuses a key that RFC 2104 would hash first', () => {
    expect(() => createHmacSha256(keyOf('01'.repeat(65)))).toThrow(RangeError)
  })
})
