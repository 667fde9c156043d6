import { createScriptedRandom } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { makeToken, sameText } from './secrets.js'

describe('makeToken', () => {
  it.each([
    [16, 22],
    [32, 43],
  ])('of %i bytes has %i characters', (bytes, length) => {
    expect(makeToken(createScriptedRandom(3), bytes)).toMatch(new RegExp(`^[\\w-]{${length}}$`))
  })
})

describe('sameText', () => {
  it.each([
    ['equal texts', 'a.b', 'a.b', true],
    ['empty texts', '', '', true],
    ['another character', 'a.b', 'a.c', false],
    ['a longer text', 'a.b', 'a.bc', false],
    ['the same character in another form', '\u00E9', 'e\u0301', false],
  ])('compares %s', (_, one, other, expected) => {
    expect(sameText(one, other)).toBe(expected)
  })
})
