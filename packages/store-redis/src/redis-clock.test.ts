import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createRedisClock } from './redis-clock.js'

// The wall of this machine is an hour off; what passes evenly is turned by hand.
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

  it('is that of the machine until Redis has spoken', () => {
    expect(createRedisClock(() => 42).now()).toBe(42)
  })

  it('goes by Redis from then on, and by itself in between', () => {
    const clock = createRedisClock(wrongSystem)
    clock.learn(redisAtStart, at(0), at(0))
    expect(clock.now()).toBe(redisAtStart)
    passed = 90_000
    expect(clock.now()).toBe(redisAtStart + 90_000)
  })

  it('does not care what becomes of the clock on the wall', () => {
    let system = redisAtStart
    const clock = createRedisClock(() => system)
    clock.learn(redisAtStart, at(0), at(0))
    for (const step of [-hour, hour]) {
      system = redisAtStart + step
      expect(clock.now()).toBe(redisAtStart)
    }
  })

  it('believes quick answers, and is not spoilt by slow ones', () => {
    const clock = createRedisClock(wrongSystem)
    clock.learn(redisAtStart, at(0), at(1))
    const exact = clock.now()
    // Told at the very beginning of a second, and heard at its end.
    clock.learn(redisAtStart + 1_000, at(1_000), at(2_000))
    expect(clock.now()).toBe(exact)
    clock.learn(redisAtStart + 3_000, at(2_000), at(3_000))
    expect(clock.now()).toBe(exact)
  })

  it('lets a quick answer correct a slow one', () => {
    const clock = createRedisClock(wrongSystem)
    clock.learn(redisAtStart, at(0), at(800))
    clock.learn(redisAtStart, at(0), at(2))
    expect(Math.abs(clock.now() - redisAtStart)).toBeLessThanOrEqual(2)
  })

  it.each([hour, -hour])('follows when the clock of Redis is moved by %d', (jump) => {
    const clock = createRedisClock(wrongSystem)
    clock.learn(redisAtStart, at(0), at(1))
    clock.learn(redisAtStart + jump, at(0), at(1))
    expect(Math.abs(clock.now() - (redisAtStart + jump))).toBeLessThanOrEqual(2)
  })

  it('tells whole milliseconds', () => {
    const clock = createRedisClock(wrongSystem)
    clock.learn(redisAtStart, at(0.25), at(0.5))
    passed = 0.1
    expect(Number.isInteger(clock.now())).toBe(true)
  })

  it('says so when somebody has gone by a wrong clock before it was set, once', () => {
    const clock = createRedisClock(wrongSystem)
    clock.now()
    expect(() => clock.learn(redisAtStart, at(0), at(0))).toThrow(/36000\d\d ms away/)
    expect(clock.now()).toBe(redisAtStart)
    expect(() => clock.learn(redisAtStart, at(0), at(0))).not.toThrow()
  })

  it.each([
    ['nobody has gone by it', wrongSystem, false],
    ['it was right', () => redisAtStart + 900, true],
  ])('says nothing when %s', (_case, system, read) => {
    const clock = createRedisClock(system)
    if (read) clock.now()
    expect(() => clock.learn(redisAtStart, at(0), at(0))).not.toThrow()
  })
})
