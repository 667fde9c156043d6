import { createScriptedRandom } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { base20x8, base20x10, base20x12, digitsx12 } from '../../machine/user-code.js'
import { makeDeviceCode, makeUserCode } from './codes.js'

describe('makeDeviceCode', () => {
  it('is 256 bits as 43 base64url characters', () => {
    expect(makeDeviceCode({ fill: (bytes) => void bytes.fill(0) })).toBe('A'.repeat(43))
    expect(makeDeviceCode({ fill: (bytes) => void bytes.fill(255) })).toBe(`${'_'.repeat(42)}8`)
  })

  it('draws each of its 32 bytes once', () => {
    const drawn: number[] = []
    makeDeviceCode({ fill: (bytes) => void drawn.push(bytes.length) })
    expect(drawn).toEqual([32])
  })
})

describe('makeUserCode', () => {
  it.each([
    ['base20x8', base20x8, /^[BCDFGHJKLMNPQRSTVWXZ]{8}$/],
    ['base20x10', base20x10, /^[BCDFGHJKLMNPQRSTVWXZ]{10}$/],
    ['base20x12', base20x12, /^[BCDFGHJKLMNPQRSTVWXZ]{12}$/],
    ['digitsx12', digitsx12, /^\d{12}$/],
  ])('in %s has only characters of its alphabet, and uses all of them', (_, format, expected) => {
    const random = createScriptedRandom(3)
    const codes = Array.from({ length: 500 }, () => makeUserCode(random, format))
    expect(codes.filter((code) => !expected.test(code))).toEqual([])
    expect(new Set(codes.join('')).size).toBe(format.alphabet.length)
  })
})
