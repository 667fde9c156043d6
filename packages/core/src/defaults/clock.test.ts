import { afterEach, expect, it, vi } from 'vitest'
import { secondsOf, systemClock } from './clock.js'

afterEach(() => {
  vi.useRealTimers()
})

it('returns the time of this machine in milliseconds', () => {
  vi.useFakeTimers({ now: 1_700_000_000_123 })
  expect(systemClock.now()).toBe(1_700_000_000_123)
})

it.each([
  [0, 0],
  [999, 0],
  [1_700_000_000_999, 1_700_000_000],
])('counts whole seconds that have passed: %i ms are %i s', (milliseconds, seconds) => {
  expect(secondsOf({ now: () => milliseconds })).toBe(seconds)
})

it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
  'refuses a clock that returns %d, so that no token lives forever',
  (now) => {
    expect(() => secondsOf({ now: () => now })).toThrow(/^clock: now\(\) must return a finite number/)
  },
)
