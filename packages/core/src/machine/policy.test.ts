import { describe, expect, it } from 'vitest'
import { defaultPolicy, forgetAfter, grownInterval, leewayOf } from './policy.js'
import { minute, second } from './time.js'

describe('leewayOf', () => {
  it.each([
    // interval, leeway: a fifth of the interval, at most one second
    [0, 0],
    [1_000, 200],
    [2_500, 500],
    [4_999, 999.8],
    [5_000, 1_000],
    [5_001, 1_000],
    [60_000, 1_000],
  ])('of an interval of %i ms is %d ms', (interval, leeway) => {
    expect(leewayOf(interval)).toBeCloseTo(leeway, 6)
  })
})

describe('grownInterval', () => {
  it('grows by five seconds at a time up to the ceiling, and stays there (RFC 8628 §3.5)', () => {
    const seconds = [5]
    for (let strike = 0; strike < 13; strike++) {
      seconds.push(grownInterval((seconds.at(-1) ?? 0) * second, defaultPolicy) / second)
    }
    expect(seconds).toEqual([5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 60, 60])
  })

  it.each([
    // interval, growth, ceiling, next
    [5_000, 5_000, 60_000, 10_000],
    [57_000, 5_000, 60_000, 60_000],
    [60_000, 5_000, 60_000, 60_000],
    [120_000, 5_000, 60_000, 120_000], // the `pollInterval` of a client above the ceiling is never shortened
    [5_000, 0, 60_000, 5_000],
  ])('of %i ms by %i ms under a ceiling of %i ms is %i ms', (interval, intervalGrowth, intervalCeiling, next) => {
    expect(grownInterval(interval, { ...defaultPolicy, intervalGrowth, intervalCeiling })).toBe(next)
  })
})

describe('forgetAfter', () => {
  it.each([
    // lifetime, tombstone, kept after the end
    [10 * minute, 10 * minute, 10 * minute],
    [30 * minute, 10 * minute, 30 * minute],
    [2 * minute, 10 * minute, 10 * minute],
  ])('a lifetime of %i ms and a tombstone of %i ms keep a record %i ms after its end', (lifetime, tombstone, kept) => {
    expect(forgetAfter(7_000, lifetime, { ...defaultPolicy, tombstone })).toBe(7_000 + kept)
  })
})
