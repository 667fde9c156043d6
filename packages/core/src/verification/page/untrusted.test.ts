import { describe, expect, test } from 'vitest'
import { untrusted } from './untrusted.js'

describe('invisible characters are removed', () => {
  test.each([
    ['bidi overrides', '\u202Eevil\u202C \u2066x\u2069 \u200E\u200F\u061C', 'evil x'],
    ['controls', 'a\u0000b\u0007c\u001B[31md\u007Fe\u0085f', 'abc[31mde f'],
    ['zero width', 'A\u200Bc\u200Cm\u200De\uFEFF\u2060\u00AD', 'Ac me'],
    ['fillers and selectors', 'a\u115F\u3164\uFFA0\u034Fb\uFE0F', 'ab'],
    ['tags, private use and lone surrogates', 'a\u{E0041}b\uE000c\uD800d', 'abcd'],
  ])('%s', (_, text, shown) => {
    expect(untrusted(text).replace(/ /g, '')).toBe(shown.replace(/ /g, ''))
    expect(untrusted(text)).not.toMatch(/[\p{C}\p{Default_Ignorable_Code_Point}]/u)
  })
})

test('any white space becomes one space, and none at the ends', () => {
  expect(untrusted('\n a\r\n\tb\u2028c\u00A0\u3000d\u2800 ')).toBe('a b c d')
  expect(untrusted('a \u200B b')).toBe('a b')
})

test('the length is limited, in whole characters', () => {
  expect(untrusted('x'.repeat(200))).toBe('x'.repeat(200))
  expect(untrusted('x'.repeat(5000))).toBe(`${'x'.repeat(199)}…`)
  expect(untrusted('🦊'.repeat(5), 5)).toBe('🦊'.repeat(5))
  expect(untrusted('🦊'.repeat(6), 5)).toBe(`${'🦊'.repeat(4)}…`)
})

test('combining marks do not pile up', () => {
  expect(untrusted(`a${'\u0301'.repeat(50)}b`)).toBe(`a${'\u0301'.repeat(3)}b`)
})

test('harmless names stay as they are', () => {
  for (const name of ['Acme CLI', 'Łódź & Sønner', '東京クラウド', 'شركة', 'नमस्ते', "O'Neill <tv>"]) {
    expect(untrusted(name)).toBe(name)
  }
})
