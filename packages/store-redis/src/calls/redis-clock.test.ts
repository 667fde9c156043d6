import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createRedisClock } from './redis-clock.js'

// The system clock is an hour off. The test sets the monotonic clock.
const redisAtStart = 1_800_000_000_000
const hour = 3_600_000

describe('a clock that follows Redis', () => {
  let passed = 0
  const wrongSystem = () => redisAtStart + passed - hour

  beforeEach(() => {
    passed = 0
    vi.spyOn(performance, 'now').mockImplementation(() => 5_000 + passed)
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })

  const at = (time: number) => 5_000 + time

  it('returns the time of the system until Redis has replied', () => {
    expect(createRedisClock(() => 42).now()).toBe(42)
  })

  it('follows Redis after that, and counts by itself between two replies', () => {
    const clock = createRedisClock(wrongSystem)
    clock.synchronize(redisAtStart, at(0), at(0))
    expect(clock.now()).toBe(redisAtStart)
    passed = 90_000
    expect(clock.now()).toBe(redisAtStart + 90_000)
  })

  it('ignores changes of the system clock', () => {
    let system = redisAtStart
    const clock = createRedisClock(() => system)
    clock.synchronize(redisAtStart, at(0), at(0))
    for (const step of [-hour, hour]) {
      system = redisAtStart + step
      expect(clock.now()).toBe(redisAtStart)
    }
  })

  it('trusts quick replies more than slow ones', () => {
    const clock = createRedisClock(wrongSystem)
    clock.synchronize(redisAtStart, at(0), at(1))
    const exact = clock.now()
    // Redis read its clock at the start of a second, and the reply arrived at its end.
    clock.synchronize(redisAtStart + 1_000, at(1_000), at(2_000))
    expect(clock.now()).toBe(exact)
    clock.synchronize(redisAtStart + 3_000, at(2_000), at(3_000))
    expect(clock.now()).toBe(exact)
  })

  it('lets a quick reply correct a slow one', () => {
    const clock = createRedisClock(wrongSystem)
    clock.synchronize(redisAtStart, at(0), at(800))
    clock.synchronize(redisAtStart, at(0), at(2))
    expect(Math.abs(clock.now() - redisAtStart)).toBeLessThanOrEqual(2)
  })

  it.each([hour, -hour])('follows when the clock of Redis is moved by %d', (jump) => {
    const clock = createRedisClock(wrongSystem)
    clock.synchronize(redisAtStart, at(0), at(1))
    clock.synchronize(redisAtStart + jump, at(0), at(1))
    expect(Math.abs(clock.now() - (redisAtStart + jump))).toBeLessThanOrEqual(2)
  })

  it('returns whole milliseconds', () => {
    const clock = createRedisClock(wrongSystem)
    clock.synchronize(redisAtStart, at(0.25), at(0.5))
    passed = 0.1
    expect(Number.isInteger(clock.now())).toBe(true)
  })

  it('throws once if a wrong time was read before the clock was set', () => {
    const clock = createRedisClock(wrongSystem)
    clock.now()
    expect(() => clock.synchronize(redisAtStart, at(0), at(0))).toThrow(/36000\d\d ms away/)
    expect(clock.now()).toBe(redisAtStart)
    expect(() => clock.synchronize(redisAtStart, at(0), at(0))).not.toThrow()
  })

  it.each([
    ['no code has read it', wrongSystem, false],
    ['it was right', () => redisAtStart + 900, true],
  ])('does not throw if %s', (_case, system, read) => {
    const clock = createRedisClock(system)
    if (read) clock.now()
    expect(() => clock.synchronize(redisAtStart, at(0), at(0))).not.toThrow()
  })
})
