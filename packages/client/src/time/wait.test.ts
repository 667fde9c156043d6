import { describe, expect, it } from 'vitest'
import { type Moment, momentOf, systemTime, type Time } from './time.js'
import { isOverOnBothClocks, waitOnBothClocks } from './wait.js'

interface Speeds {
  readonly wall?: number
  readonly monotonic?: number
}

/** Clocks that move only while somebody sleeps, and a list of all sleeps. */
function createClocks(
  { wall = 1, monotonic = 1 }: Speeds = {},
  onSleep: (clocks: Clocks, nth: number) => void = () => {},
) {
  const clocks: Clocks = { wall: 1_000_000, monotonic: 0 }
  const sleeps: number[] = []
  const time: Time = {
    now: () => clocks.wall,
    monotonic: () => clocks.monotonic,
    async sleep(duration) {
      sleeps.push(duration)
      clocks.wall += duration * wall
      clocks.monotonic += duration * monotonic
      onSleep(clocks, sleeps.length)
    },
  }
  return { time, clocks, sleeps, total: () => sleeps.reduce((sum, one) => sum + one, 0) }
}

interface Clocks {
  wall: number
  monotonic: number
}

describe('a wait on both clocks', () => {
  it('sleeps in pieces of at most five seconds', async () => {
    const { time, sleeps } = createClocks()
    expect(await waitOnBothClocks(time, 12_000, momentOf(time))).toEqual({})
    expect(sleeps).toEqual([5_000, 5_000, 2_000])
  })

  it.each([
    ['the monotonic clock', { monotonic: 1.3 }],
    ['the wall clock', { wall: 1.3 }],
  ])('is as long as it should be if %s runs fast', async (_, speeds) => {
    const { time, total } = createClocks(speeds)
    await waitOnBothClocks(time, 60_000, momentOf(time))
    expect(total()).toBeGreaterThanOrEqual(60_000)
  })

  it('ends at once after a sleep of the device', async () => {
    const { time, sleeps } = createClocks({}, (clocks) => {
      clocks.wall += 3_600_000
    })
    expect(await waitOnBothClocks(time, 60_000, momentOf(time))).toEqual({ slept: 3_600_000 })
    expect(sleeps).toEqual([5_000])
  })

  it('is at most twice as long if somebody sets the wall clock back', async () => {
    const { time, total } = createClocks({}, (clocks, nth) => {
      if (nth === 1) clocks.wall -= 86_400_000
    })
    await waitOnBothClocks(time, 20_000, momentOf(time))
    expect(total()).toBe(40_000)
  })

  it('does not sleep if it is over already', async () => {
    const { time, clocks, sleeps } = createClocks()
    const start = momentOf(time)
    clocks.wall += 5_000
    clocks.monotonic += 5_000
    await waitOnBothClocks(time, 5_000, start)
    expect(sleeps).toEqual([])
  })

  it.each([
    ['before its end', 4_999, 4_999, false],
    ['if only the wall clock is past the end', 6_000, 4_000, false],
    ['if only the monotonic clock is past the end', 4_000, 6_000, false],
    ['at its end', 5_000, 5_000, true],
    ['after a sleep of the device', 3_600_000, 100, true],
    ['if the wall clock was set back', -3_600_000, 4_000, false],
  ])('is looked at %s', (_, wall, monotonic, expected) => {
    const start: Moment = { wall: 1_000_000, monotonic: 0 }
    const time = { now: () => start.wall + wall, monotonic: () => monotonic, sleep: async () => undefined }
    expect(isOverOnBothClocks(time, start, 5_000)).toBe(expected)
  })
})

describe('the clocks of the system', () => {
  it('reject a sleep with the reason of its signal', async () => {
    const stop = new AbortController()
    const sleep = systemTime.sleep(3_600_000, stop.signal)
    stop.abort(new Error('stopped'))
    await expect(sleep).rejects.toThrow('stopped')
    await expect(systemTime.sleep(1, stop.signal)).rejects.toThrow('stopped')
  })

  it('sleep', async () => {
    const before = systemTime.monotonic()
    await systemTime.sleep(5)
    expect(systemTime.monotonic()).toBeGreaterThan(before)
    expect(Math.abs(systemTime.now() - Date.now())).toBeLessThan(60_000)
  })
})
