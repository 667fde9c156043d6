import { createScriptedRandom } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { makeText, makeToken, sameText } from './secrets.js'

describe('makeToken', () => {
  it.each([
    [16, 22],
    [32, 43],
  ])('of %i bytes has %i characters', (bytes, length) => {
    expect(makeToken(createScriptedRandom(3), bytes)).toMatch(new RegExp(`^[\\w-]{${length}}$`))
  })
})

describe('makeText', () => {
  const alphabets = ['01', 'ABC', '0123456789', 'BCDFGHJKLMNPQRSTVWXZ', '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ']

  it.each(alphabets)('makes every character of %s from equally many bytes', (alphabet) => {
    const times = Math.floor(256 / alphabet.length)
    const { random } = bytesFrom(0)
    const text = makeText(random, alphabet, times * alphabet.length)
    expect([...alphabet].map((character) => text.split(character).length - 1)).toEqual([...alphabet].map(() => times))
  })

  it('skips the bytes that would make some characters more likely', () => {
    expect(makeText(bytesFrom(239).random, 'BCDFGHJKLMNPQRSTVWXZ', 10)).toBe('ZBCDFGHJKL')
    expect(makeText(bytesFrom(249).random, '0123456789', 8)).toBe('90123456')
  })

  it('draws bytes once, and again only if too many of them cannot be used', () => {
    const [usual, unlucky] = [bytesFrom(0), bytesFrom(240)]
    expect(makeText(usual.random, 'BCDFGHJKLMNPQRSTVWXZ', 8)).toBe('BCDFGHJK')
    expect(usual.draws).toEqual([16])
    expect(makeText(unlucky.random, 'BCDFGHJKLMNPQRSTVWXZ', 8)).toBe('BCDFGHJK')
    expect(unlucky.draws).toEqual([16, 16])
  })

  /** A source of one byte after another, from this one, and the sizes of the draws from it. */
  function bytesFrom(first: number) {
    const draws: number[] = []
    let next = first
    const random = {
      fill(bytes: Uint8Array) {
        draws.push(bytes.length)
        for (let index = 0; index < bytes.length; index++) bytes[index] = next++ % 256
      },
    }
    return { random, draws }
  }
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
