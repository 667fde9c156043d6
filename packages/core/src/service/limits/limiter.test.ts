import { createManualClock } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { createDeferred } from '../../../test-support/deferred.js'
import { serverSecret } from '../../../test-support/world.js'
import { createDigester } from '../../defaults/digester.js'
import { createLimitStore } from '../../defaults/limits/limit-store.js'
import { minute } from '../../machine/time.js'
import type { SecurityEvent } from '../../ports/events.js'
import type { LimitStore } from '../../ports/limit-store.js'
import { startCall } from '../call/call.js'
import type { EventInput } from '../call/context.js'
import { rateLane, streakLane } from './lanes.js'
import { createLimiter } from './limiter.js'

const call = startCall({ ip: '192.0.2.7' })
const one = rateLane('address', '192.0.2.7/32', { burst: 1, every: minute })
const two = rateLane('site', '192.0.2.0/24', { burst: 2, every: minute })
const failures = streakLane('strangers', 'alice', { free: 1, first: minute, ceiling: minute, remember: minute })

function limiterOf(beforeSettling = Promise.resolve()) {
  const clock = createManualClock()
  const events: EventInput<SecurityEvent>[] = []
  const names: string[] = []
  const kept = createLimitStore()
  const store: LimitStore = {
    reserve: async (name, rule, at) => {
      names.push(name)
      return kept.reserve(name, rule, at)
    },
    settle: (...args) => beforeSettling.then(() => kept.settle(...args)),
  }
  const guarded = {
    reserve: (_: unknown, ...args: Parameters<LimitStore['reserve']>) => store.reserve(...args),
    settle: (_: unknown, ...args: Parameters<LimitStore['settle']>) => store.settle(...args),
  }
  const digester = createDigester(serverSecret)
  const limiter = createLimiter({ store: guarded, clock, digester, emit: (event) => void events.push(event) })
  return { clock, events, names, limiter }
}

describe('a try', () => {
  it('is taken in all lanes or in none', async () => {
    const { clock, limiter } = limiterOf()
    expect(await limiter.reserve(call, 'start', [one, two])).toMatchObject({ granted: true })
    expect(await limiter.reserve(call, 'start', [one, two])).toEqual({
      granted: false,
      until: clock.now() + minute,
      lanes: ['address'],
    })
    // The refused one did not use up the second try of the site.
    expect(await limiter.reserve(call, 'start', [two])).toMatchObject({ granted: true })
    expect(await limiter.reserve(call, 'start', [two])).toMatchObject({ granted: false })
  })

  it('waits for the lane that waits longest', async () => {
    const { clock, limiter } = limiterOf()
    const long = rateLane('client', 'tv', { burst: 1, every: 5 * minute })
    await limiter.reserve(call, 'start', [one, long])
    expect(await limiter.reserve(call, 'start', [one, long])).toEqual({
      granted: false,
      until: clock.now() + 5 * minute,
      lanes: ['address', 'client'],
    })
  })

  it('tells how many are in use', async () => {
    const { limiter } = limiterOf()
    await limiter.reserve(call, 'start', [two])
    const reserved = await limiter.reserve(call, 'start', [one, two])
    if (!reserved.granted) throw new Error('it was refused')
    expect([reserved.usedIn('address'), reserved.usedIn('site'), reserved.usedIn('all')]).toEqual([1, 2, 0])
  })

  it('can be given back, and a streak be forgotten', async () => {
    const { limiter } = limiterOf()
    const first = await limiter.reserve(call, 'start', [one])
    if (first.granted) await first.refund()
    expect(await limiter.reserve(call, 'start', [one])).toMatchObject({ granted: true })
    for (const _ of [1, 2]) await limiter.reserve(call, 'password', [failures])
    expect(await limiter.reserve(call, 'password', [failures])).toMatchObject({ granted: false })
    await limiter.forget(call, 'password', [failures])
    expect(await limiter.reserve(call, 'password', [failures])).toMatchObject({ granted: true })
  })

  it('that is given back is free at once, although another was refused meanwhile', async () => {
    const { promise, resolve } = createDeferred<void>()
    const { limiter } = limiterOf(promise)
    const first = await limiter.reserve(call, 'start', [one])
    const refunded = first.granted && first.refund()
    expect(await limiter.reserve(call, 'start', [one])).toMatchObject({ granted: false })
    resolve()
    await refunded
    expect(await limiter.reserve(call, 'start', [one])).toMatchObject({ granted: true })
  })

  it('of one surface does not count for another', async () => {
    const { limiter } = limiterOf()
    for (const surface of ['start', 'password', 'userCode'] as const) {
      expect(await limiter.reserve(call, surface, [one])).toMatchObject({ granted: true })
    }
  })
})

describe('the store', () => {
  it('learns no address and no username', async () => {
    const { names, limiter } = limiterOf()
    await limiter.reserve(call, 'password', [one, failures])
    await limiter.reserve(call, 'start', [one])
    expect(new Set(names).size).toBe(3)
    for (const name of names) expect(name).toMatch(/^[\w-]{22}$/)
  })

  it('is not asked about a name that waits, until its wait is over or the clock is set back', async () => {
    const { clock, names, limiter } = limiterOf()
    for (const _ of [1, 2, 3, 4]) await limiter.reserve(call, 'start', [one])
    expect(names).toHaveLength(2)
    clock.turnBack(1)
    await limiter.reserve(call, 'start', [one])
    expect(names).toHaveLength(3)
    clock.advance(2 * minute)
    expect(await limiter.reserve(call, 'start', [one])).toMatchObject({ granted: true })
  })

  it('is not asked about the other names of a request, of which one waits', async () => {
    const { names, limiter } = limiterOf()
    for (const _ of [1, 2]) await limiter.reserve(call, 'start', [one])
    names.length = 0
    const flood = Array.from({ length: 5 }, () => limiter.reserve(call, 'start', [one, two]))
    expect(await limiter.reserve(call, 'start', [two])).toMatchObject({ granted: true })
    for (const tried of await Promise.all(flood)) expect(tried).toMatchObject({ granted: false, lanes: ['address'] })
    expect(names).toHaveLength(1)
  })
})

describe('the event', () => {
  it('says once for each wait which lane of which surface refuses', async () => {
    const { clock, events, limiter } = limiterOf()
    for (const _ of [1, 2, 3, 4]) await limiter.reserve(call, 'start', [one])
    expect(events).toEqual([{ type: 'limitReached', surface: 'start', lane: 'address' }])
    clock.advance(minute)
    for (const _ of [1, 2]) await limiter.reserve(call, 'start', [one])
    expect(events).toHaveLength(2)
  })
})

describe('a patient try', () => {
  it('waits for a try in flight, and gets its place if it is given back', async () => {
    const { events, limiter } = limiterOf()
    const first = await limiter.reservePatiently(call, 'password', [one])
    const second = limiter.reservePatiently(call, 'password', [one])
    if (first.granted) await first.refund()
    expect(await second).toMatchObject({ granted: true })
    expect(events).toEqual([])
  })

  it('is refused when the try in flight has failed', async () => {
    const { events, limiter } = limiterOf()
    const first = await limiter.reservePatiently(call, 'password', [one])
    const second = limiter.reservePatiently(call, 'password', [one])
    if (first.granted) first.spend()
    expect(await second).toMatchObject({ granted: false })
    expect(events).toHaveLength(1)
  })

  it('lets every right password of many at once through, and judges no more wrong ones than the limit', async () => {
    for (const [isRight, judged] of [
      [true, 50],
      [false, 2],
    ] as const) {
      const { limiter } = limiterOf()
      const tries = Array.from({ length: 50 }, async () => {
        const tried = await limiter.reservePatiently(call, 'password', [failures])
        if (!tried.granted) return 0
        await new Promise(setImmediate)
        if (isRight) await tried.clear()
        else tried.spend()
        return 1
      })
      const counts: number[] = await Promise.all(tries)
      expect(counts.reduce((sum, count) => sum + count)).toBe(judged)
    }
  })
})
