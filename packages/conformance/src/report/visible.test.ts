import { describe, expect, it } from 'vitest'
import { cut, visible, visibleLine } from './visible.js'

describe('a visible text', () => {
  it.each([
    ['plain, äöü 日本 😀', 'plain, äöü 日本 😀'],
    ['tab\tand\nlines\r\nof any kind', 'tab\tand\nlines\nof any kind'],
    ['\u0000\u0007\u001b[2J\u007f', '␀␇␛[2J␡'],
    ['a\rb', 'a␍b'],
    ['\u0085\u009b', '\\u{85}\\u{9b}'],
    ['\u202e\u200b\ufeff', '\\u{202e}\\u{200b}\\u{feff}'],
    ['\ud83d \udc00', '\\u{d83d} \\u{dc00}'],
    ['\u2028\u2029\ufffe\uffff\ue000', '\\u{2028}\\u{2029}\\u{fffe}\\u{ffff}\\u{e000}'],
  ])('of %j is %j', (text, expected) => expect(visible(text)).toBe(expected))

  it('has one line, if it must not forge another', () => {
    expect(visibleLine('a\r\nb\nc\td')).toBe('a␊b␊c d')
  })
})

describe('the start of a text', () => {
  const limits = { lines: 2, characters: 6 }

  it.each([
    ['', ''],
    ['abcdef', 'abcdef'],
    ['abcdefg', 'abcdef\n… 1 more character'],
    ['a\nb\nc', 'a\nb\n… 2 more characters'],
    ['😀😀😀😀😀😀😀😀', '😀😀😀😀😀😀\n… 2 more characters'],
  ])('of %j is %j', (text, expected) => expect(cut(text, limits)).toBe(expected))
})
