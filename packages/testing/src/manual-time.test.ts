import { createManualTime } from '@devicegrant/testing'
import { describe, expect, it, vi } from 'vitest'

const hour = 60 * 60_000

describe('runUntil', () => {
  it('turns every clock to the end of each sleep, in order', async () => {
    const time = createManualTime(1_000_000)
    const woken: [string, number][] = []
    const sleep = async (name: string, duration: number) => {
      await time.sleep(duration)
      woken.push([name, time.now() - 1_000_000])
    }
    await time.runUntil(Promise.all([sleep('long', 3 * hour), sleep('short', 10), sleep('also short', 10)]))
    expect(woken).toEqual([
      ['short', 10],
      ['also short', 10],
      ['long', 3 * hour],
    ])
    expect([time.clock.now() - 1_000_000, time.monotonic()]).toEqual([3 * hour, 3 * hour])
  })

  it('settles as the promise does', async () => {
    const time = createManualTime()
    expect(await time.runUntil(Promise.resolve('done'))).toBe('done')
    await expect(time.runUntil(Promise.reject(new Error('of the test')))).rejects.toThrow('of the test')
  })

  it('lets work that is in progress come first, however long it takes', async () => {
    const time = createManualTime()
    const order: string[] = []
    const work = time.during(async () => {
      await new Promise((resolve) => setTimeout(resolve, 50))
      order.push('work')
    })
    const slept = time.sleep(1).then(() => order.push('slept'))
    await time.runUntil(Promise.all([work, slept]))
    expect(order).toEqual(['work', 'slept'])
  })

  // Work that takes longer, such as cryptography on a busy computer, belongs into `during`.
  it('lets work of a few turns of the runtime come first', async () => {
    const time = createManualTime()
    const order: string[] = []
    const immediate = () => new Promise((resolve) => setImmediate(resolve))
    const made = immediate()
      .then(immediate)
      .then(immediate)
      .then(() => order.push('work'))
    const slept = time.sleep(1).then(() => order.push('slept'))
    await time.runUntil(Promise.all([made, slept]))
    expect(order).toEqual(['work', 'slept'])
  })

  it('works under the fake timers of a test runner that replace those of the runtime', async () => {
    vi.useFakeTimers()
    try {
      const time = createManualTime()
      await time.runUntil(time.sleep(hour))
      expect(time.monotonic()).toBe(hour)
    } finally {
      vi.useRealTimers()
    }
  })

  it('refuses a promise that can never settle, and names a likely reason', async () => {
    const time = createManualTime()
    await expect(time.runUntil(new Promise(() => undefined))).rejects.toThrow('cannot settle: nothing sleeps')
  })

  it('refuses a promise that sleeps for ever', async () => {
    const time = createManualTime()
    let isStopped = false
    const endless = async () => {
      while (!isStopped) await time.sleep(hour)
    }
    await expect(time.runUntil(endless(), { within: 5 * hour })).rejects.toThrow('has not settled after 18000000 ms')
    isStopped = true
    await time.advance(hour)
  })

  it('ends with the failure of scripted work', async () => {
    const time = createManualTime()
    const endless = new Promise(() => undefined)
    time.interrupt(new Error('of the script'))
    await expect(time.runUntil(endless)).rejects.toThrow('of the script')
  })
})

describe('a sleep', () => {
  it('ends with the reason of its signal, at once and later', async () => {
    const time = createManualTime()
    await expect(time.sleep(5, AbortSignal.abort('before'))).rejects.toBe('before')
    const abort = new AbortController()
    const slept = time.sleep(5, abort.signal)
    abort.abort('while')
    await expect(slept).rejects.toBe('while')
    await time.advance(10)
    expect(time.monotonic()).toBe(10)
  })

  it('that is over is not ended by its signal', async () => {
    const time = createManualTime()
    const abort = new AbortController()
    const slept = time.sleep(5, abort.signal)
    await time.advance(5)
    abort.abort('too late')
    expect(await slept).toBeUndefined()
  })
})

describe('advance', () => {
  it('ends each sleep at its moment, and what follows it comes first', async () => {
    const time = createManualTime()
    const seen: number[] = []
    const loop = async () => {
      for (let nth = 0; nth < 3; nth++) {
        await time.sleep(4)
        seen.push(time.monotonic())
      }
    }
    const looping = loop()
    await time.advance(9)
    expect([seen, time.monotonic()]).toEqual([[4, 8], 9])
    await time.advance(3)
    await looping
    expect(seen).toEqual([4, 8, 12])
  })

  it('refuses to go back', async () => {
    const time = createManualTime()
    await expect(time.advance(-1)).rejects.toThrow(RangeError)
    expect(() => time.jump(-1)).toThrow(RangeError)
  })
})

describe('the clocks of the device', () => {
  it('agree with the clock of the server until a test turns them', async () => {
    const time = createManualTime(5_000)
    await time.advance(100)
    expect([time.now(), time.clock.now(), time.monotonic()]).toEqual([5_100, 5_100, 100])
  })

  it('end sleeps too early if the monotonic one runs fast', async () => {
    const time = createManualTime(0)
    time.deviceClock.runFast(1.3)
    await time.runUntil(time.sleep(13_000))
    expect([time.clock.now(), time.now(), Math.round(time.monotonic())]).toEqual([10_000, 10_000, 13_000])
  })

  it('leave sleeps alone if only the wall clock runs fast', async () => {
    const time = createManualTime(0)
    time.deviceClock.runWallFast(1.5)
    await time.runUntil(time.sleep(10_000))
    expect([time.clock.now(), time.now(), time.monotonic()]).toEqual([10_000, 15_000, 10_000])
  })

  it('end sleeps later if the device sleeps, because the monotonic one stands still', async () => {
    const time = createManualTime(0)
    const slept = time.sleep(10_000)
    await time.advance(4_000)
    time.deviceClock.sleep(hour)
    expect([time.clock.now(), time.now(), time.monotonic()]).toEqual([hour + 4_000, hour + 4_000, 4_000])
    await time.runUntil(slept)
    expect(time.clock.now()).toBe(hour + 10_000)
  })

  it('can be set', () => {
    const time = createManualTime(10_000)
    time.deviceClock.setBack(3_000)
    expect([time.now(), time.clock.now(), time.monotonic()]).toEqual([7_000, 10_000, 0])
    time.deviceClock.setForward(5_000)
    expect([time.now(), time.clock.now(), time.monotonic()]).toEqual([12_000, 10_000, 0])
  })

  it('end all sleeps that are over after a jump', async () => {
    const time = createManualTime(0)
    const slept = Promise.all([time.sleep(10), time.sleep(20)])
    time.jump(hour)
    await slept
    expect(time.monotonic()).toBe(hour)
  })

  it('cannot stand still', () => {
    const { deviceClock } = createManualTime()
    expect(() => deviceClock.runFast(0)).toThrow(RangeError)
    expect(() => deviceClock.runWallFast(Number.NaN)).toThrow(RangeError)
  })
})
