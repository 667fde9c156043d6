import { describe, expect, it } from 'vitest'
import { createManualClock } from './manual-clock.js'

describe('createManualClock', () => {
  it('stands still until a test moves it, and starts at the same moment in every run', () => {
    const clock = createManualClock()
    expect(clock.now()).toBe(createManualClock().now())
    clock.advance(1_500)
    expect(clock.now()).toBe(createManualClock().now() + 1_500)
  })

  it('moves forward to a moment', () => {
    const clock = createManualClock(1_000)
    clock.set(1_000)
    clock.set(5_000)
    expect(clock.now()).toBe(5_000)
  })

  it.each([-1, Number.NaN])('refuses to advance by %d', (by) => {
    const clock = createManualClock(1_000)
    expect(() => clock.advance(by)).toThrow(RangeError)
    expect(clock.now()).toBe(1_000)
  })

  it('goes back only by turnBack', () => {
    const clock = createManualClock(10_000)
    expect(() => clock.set(9_999)).toThrow('turnBack')
    clock.turnBack(4_000)
    expect(clock.now()).toBe(6_000)
    expect(() => clock.turnBack(-1)).toThrow(RangeError)
  })
})
