import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { day, minute, second } from '../time.js'
import { base20x8, base20x10, base20x12, digitsx12, longestFormat } from '../user-code.js'
import {
  codeSpace,
  defaultGuesses,
  defaultMostLive,
  expectedHitsPerDay,
  formatToIssue,
  mostGuesses,
  mostHitsPerDay,
  mostLive,
} from './guess-bound.js'

const lifetime = 10 * minute
const base20 = (length: number) => ({ alphabet: base20x8.alphabet, length })
const digits = (length: number) => ({ alphabet: digitsx12.alphabet, length })
const letters = (count: number) => ({ alphabet: 'x'.repeat(count), length: 8 })

describe('codeSpace', () => {
  it.each([
    [base20(8), 34.58],
    [base20(9), 38.9],
    [base20(10), 43.22],
    [base20(12), 51.86],
    [digits(9), 29.9],
    [digits(10), 33.22],
    [digits(12), 39.86],
    [letters(26), 37.6],
    [letters(31), 39.63],
    [letters(32), 40],
  ])('of %o is 2 to the power of %d', (format, bits) => {
    expect(Math.log2(codeSpace(format))).toBeCloseTo(bits, 2)
  })
})

describe('expectedHitsPerDay', () => {
  // A thousand attackers, each with five guesses in a lifetime, and a thousand live codes.
  it.each([
    [base20(8), 0.028],
    [base20(9), 0.0014],
    [base20(10), 7e-5],
    [base20(12), 1.8e-7],
    [digits(9), 0.72],
    [digits(10), 0.072],
    [digits(12), 7.2e-4],
    [letters(26), 0.0034],
    [letters(31), 8.4e-4],
    [letters(32), 6.5e-4],
  ])('of %o with 5000 guesses and 1000 live codes is %d', (format, hits) => {
    const expected = expectedHitsPerDay({ space: codeSpace(format), live: 1_000, guesses: 5_000, lifetime })
    expect(Number(expected.toPrecision(2))).toBe(hits)
  })

  // The chance of a hit in one lifetime: the same arithmetic with a lifetime of a day.
  it.each([
    [base20(8), -32.3, -22.3, -12.3],
    [base20(10), -40.9, -30.9, -21],
    [base20(12), -49.5, -39.6, -29.6],
    [digits(9), -27.6, -17.6, -7.6],
    [digits(12), -37.5, -27.6, -17.6],
  ])('of %o in one lifetime is 2 to the power of %d, %d and %d', (format, ...powers) => {
    const crowds = [
      { live: 1, guesses: 5 },
      { live: 1_000, guesses: 5 },
      { live: 1_000, guesses: 5_000 },
    ]
    const space = codeSpace(format)
    const chances = crowds.map((crowd) => Math.log2(expectedHitsPerDay({ space, ...crowd, lifetime: day })))
    expect(chances.map((chance) => Math.round(chance * 10) / 10)).toEqual(powers)
  })

  it.each([
    [8, 100, 50, -15.1],
    [8, 1_000, 200, -9.8],
    [10, 1_000, 200, -18.4],
    [12, 1_000, 200, -27.1],
  ])('of %i letters with %i live codes and %i guesses is 2 to the power of %d', (length, live, guesses, power) => {
    const hits = expectedHitsPerDay({ space: codeSpace(base20(length)), live, guesses, lifetime })
    expect(Math.round(Math.log2(hits) * 10) / 10).toBe(power)
  })
})

describe('the bound', () => {
  const space = codeSpace(base20x8)

  it('is 173 600 guesses times live codes for eight letters, and 6.9e7 for ten', () => {
    expect(mostLive({ space, guesses: 1, lifetime })).toBe(173_611)
    expect(mostLive({ space: codeSpace(base20x10), guesses: 1, lifetime })).toBe(69_444_444)
    expect(mostGuesses({ space, live: 1_000, lifetime })).toBe(173)
    expect(mostGuesses({ space, live: 100, lifetime })).toBe(1_736)
  })

  it('is kept by exactly so many codes, and not by one more', () => {
    const numbers = fc.record({
      space: fc.double({ min: 1e6, max: 1e15, noNaN: true }),
      guesses: fc.integer({ min: 1, max: 1_000_000 }),
      lifetime: fc.integer({ min: 1, max: 86_400 }).map((seconds) => seconds * second),
    })
    fc.assert(
      fc.property(numbers, (given) => {
        const live = mostLive(given)
        // A thousandth of a code for the rounding of floating point numbers.
        expect(expectedHitsPerDay({ ...given, live: live - 0.001 })).toBeLessThan(mostHitsPerDay)
        expect(expectedHitsPerDay({ ...given, live: live + 1.001 })).toBeGreaterThan(mostHitsPerDay)
      }),
    )
  })
})

describe('the defaults', () => {
  it.each([
    [day, 173],
    [10 * minute, 173],
    [5 * minute, 86],
    [minute, 17],
    [second, 1],
  ])('a lifetime of %i ms has %i guesses', (given, guesses) => {
    expect(defaultGuesses(given)).toBe(guesses)
  })

  it('keep the bound for the longest codes of every format, whatever the lifetime', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 86_400 }), (seconds) => {
        const crowd = { live: defaultMostLive, guesses: defaultGuesses(seconds * second), lifetime: seconds * second }
        for (const format of [base20x8, base20x10, base20x12, digitsx12]) {
          const hits = expectedHitsPerDay({ ...crowd, space: codeSpace(longestFormat(format)) })
          expect(hits).toBeLessThanOrEqual(mostHitsPerDay)
        }
      }),
    )
  })
})

describe('formatToIssue', () => {
  it.each([
    [0, 8],
    [1_003, 8],
    [1_004, 10],
    [defaultMostLive, 10],
    [Number.NaN, 10],
    [Number.POSITIVE_INFINITY, 10],
  ])('with %d live codes has %i characters', (live, length) => {
    expect(formatToIssue(base20x8, { live, guesses: 173, lifetime }).length).toBe(length)
  })

  it('keeps the length of a format without longer codes', () => {
    const fixed = { ...base20x8, longer: 'none' } as const
    expect(formatToIssue(fixed, { live: 1e9, guesses: 173, lifetime })).toBe(fixed)
  })
})
