import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isWithin, readScope, sameScope, writeScope } from './scope.js'

describe('readScope', () => {
  it.each([
    ['', []],
    ['read', ['read']],
    ['read write', ['read', 'write']],
    ['write read', ['write', 'read']],
    ['read read', ['read']],
    ['read Read', ['read', 'Read']],
    ['  read   write ', ['read', 'write']],
    ['https://api.example/read openid', ['https://api.example/read', 'openid']],
    ["!#$%&'()*+,-./:;<=>?@[]^_`{|}~", ["!#$%&'()*+,-./:;<=>?@[]^_`{|}~"]],
    ['__proto__ constructor', ['__proto__', 'constructor']],
    ['read"write', undefined],
    ['read\\write', undefined],
    ['read\twrite', undefined],
    ['read\nwrite', undefined],
    ['read\n', undefined],
    ['\u007F', undefined],
    ['größe', undefined],
    ['read\u00A0write', undefined],
    ['\u{1F4FA}', undefined],
  ])('reads %j as %j', (text, scope) => {
    expect(readScope(text)).toEqual(scope)
  })

  it('allows exactly the characters of RFC 6749 §3.3', () => {
    for (let code = 0; code <= 0x2ff; code++) {
      const isAllowed = code === 0x21 || (code >= 0x23 && code <= 0x5b) || (code >= 0x5d && code <= 0x7e)
      const text = String.fromCharCode(code)
      const expected = isAllowed ? [text] : text === ' ' ? [] : undefined
      expect(readScope(text), `U+${code.toString(16)}`).toEqual(expected)
    }
  })
})

describe('writeScope', () => {
  it.each([
    [[], ''],
    [['read'], 'read'],
    [['read', 'write'], 'read write'],
  ])('spells %j as %j', (scope, text) => {
    expect(writeScope(scope)).toBe(text)
  })

  it('writes text that readScope reads as the same values', () => {
    const characters = Array.from({ length: 0x5e }, (_, nth) => String.fromCharCode(0x21 + nth))
    const value = fc.string({
      unit: fc.constantFrom(...characters.filter((one) => one !== '"' && one !== '\\')),
      minLength: 1,
    })
    fc.assert(
      fc.property(fc.uniqueArray(value), (values) => {
        expect(readScope(writeScope(values))).toEqual(values)
      }),
    )
  })
})

describe('isWithin and sameScope', () => {
  it.each([
    // one, other, whether one is within other, whether both are the same
    ['', '', true, true],
    ['', 'a', true, false],
    ['a', 'a', true, true],
    ['a', 'a b', true, false],
    ['b a', 'a b', true, true],
    ['a a', 'a', true, true],
    ['a c', 'a b', false, false],
    ['A', 'a', false, false],
    ['ab', 'a b', false, false],
  ])('"%s" and "%s": within %s, same %s', (one, other, within, same) => {
    const [ones, others] = [values(one), values(other)]
    expect(isWithin(ones, others)).toBe(within)
    expect(sameScope(ones, others)).toBe(same)
    expect(sameScope(others, ones)).toBe(same)
  })

  function values(text: string): string[] {
    return text.split(' ').filter((value) => value !== '')
  }
})
