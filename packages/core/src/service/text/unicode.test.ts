import { describe, expect, it } from 'vitest'
import { isWellFormed } from './unicode.js'

describe('isWellFormed', () => {
  it.each([
    ['nothing', '', true],
    ['a pair of surrogates', '\u{1F512}', true],
    ['a lone high surrogate', '\uD800', false],
    ['a lone low surrogate', 'x\uDC00y', false],
    ['a pair the wrong way round', '\uDC00\uD800', false],
    ['a high surrogate before a pair', '\uD83D\u{1F512}', false],
  ])('%s: %j', (_, text, expected) => {
    expect(isWellFormed(text)).toBe(expected)
  })
})
