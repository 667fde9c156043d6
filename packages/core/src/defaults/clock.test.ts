import { afterEach, expect, it, vi } from 'vitest'
import { systemClock } from './clock.js'

afterEach(() => {
  vi.useRealTimers()
})

it('returns the time of this machine in milliseconds', () => {
  vi.useFakeTimers({ now: 1_700_000_000_123 })
  expect(systemClock.now()).toBe(1_700_000_000_123)
})
