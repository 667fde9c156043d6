import { decodeBase64urlIgnorePadding, encodeBase64urlNoPadding } from '@oslojs/encoding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromBase64url, toBase64url } from './base64url.js'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

describe('toBase64url', () => {
  it('makes the text of RFC 4648 §10, without padding', () => {
    const texts = ['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map((text) => new TextEncoder().encode(text))
    expect(texts.map(toBase64url)).toEqual(['', 'Zg', 'Zm8', 'Zm9v', 'Zm9vYg', 'Zm9vYmE', 'Zm9vYmFy'])
    expect(toBase64url(Uint8Array.of(0xfb, 0xff))).toBe('-_8')
  })

  it('writes only the bytes of a part of a larger array', () => {
    expect(toBase64url(Uint8Array.of(1, 2, 3, 0xfb, 0xff, 4).subarray(3, 5))).toBe('-_8')
  })

  it('makes the same text as @oslojs/encoding, which the rooms without Node use', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => toBase64url(bytes) === encodeBase64urlNoPadding(bytes)))
  })
})

describe('fromBase64url', () => {
  it('reads what toBase64url makes', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => fromBase64url(toBase64url(bytes)).join() === bytes.join()))
  })

  it.each([
    'Z',
    'Zg==',
    'Zm8=',
    'Zh',
    'Zm9',
    'Zm9v\n',
    ' Zm9v',
    'Zm9vA',
    '+_8',
    '-/8',
    'Zm9v.',
    'Zm9v☕',
    'Zm 9v',
    '=',
  ])('refuses %j, of which Buffer reads a part', (text) => {
    expect(() => fromBase64url(text)).toThrow(TypeError)
  })

  it('refuses every text that @oslojs/encoding refuses, and reads the others in the same way', () => {
    const characters = fc.constantFrom(...alphabet, '+', '/', '=', ' ', '\n', '.', 'é')
    fc.assert(
      fc.property(fc.string({ unit: characters, maxLength: 9 }), (text) => {
        expect(read(text, fromBase64url)).toBe(
          text.includes('=') ? undefined : read(text, decodeBase64urlIgnorePadding),
        )
      }),
    )
  })
})

function read(text: string, decode: (text: string) => Uint8Array): string | undefined {
  try {
    return decode(text).join()
  } catch {
    // Both decoders throw only for a text that they refuse.
    return undefined
  }
}
