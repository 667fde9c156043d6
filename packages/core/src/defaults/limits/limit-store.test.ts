import { describe, expect, it } from 'vitest'
import type { RateRule, StreakRule } from '../../machine/limits/limit.js'
import { minute, second } from '../../machine/time.js'
import { createLimitStore } from './limit-store.js'
import { LimitedNames } from './limited-names.js'

const now = 1_767_225_600_789
const rate: RateRule = { kind: 'rate', burst: 2, every: 10 * second }
const single: RateRule = { kind: 'rate', burst: 1, every: minute }
const streak: StreakRule = { kind: 'streak', free: 1, first: minute, ceiling: 15 * minute, remember: 15 * minute }
const refused = (until: number) => ({ granted: false, until })

describe('createLimitStore', () => {
  it('counts by the moments of its calls, and says that it forgets all at the end of the process', async () => {
    const store = createLimitStore()
    expect(store.volatile).toBe(true)
    expect(await store.reserve('a', rate, now)).toEqual({ granted: true, used: 1 })
    expect(await store.reserve('a', rate, now)).toEqual({ granted: true, used: 2 })
    expect(await store.reserve('a', rate, now)).toEqual(refused(now + 10 * second))
    await store.settle('a', rate, 'refund', now)
    await store.settle('b', rate, 'refund', now)
    expect(await store.reserve('a', rate, now)).toEqual({ granted: true, used: 2 })
  })

  it('shares nothing with another store', async () => {
    await createLimitStore().reserve('a', single, now)
    expect(await createLimitStore().reserve('a', single, now)).toMatchObject({ granted: true })
  })

  it.each([[0], [-1], [1.5], [Number.NaN], [Number.POSITIVE_INFINITY], ['100'], [null]])(
    'refuses the capacity %j',
    (capacity) => {
      expect(() => Reflect.apply(createLimitStore, undefined, [{ capacity }])).toThrow(
        new TypeError('capacity must be a whole number of names, 1 or more. Omit it to use the default.'),
      )
    },
  )

  it('refuses an unknown option', () => {
    expect(() => Reflect.apply(createLimitStore, undefined, [{ capacty: 1 }])).toThrow('did you mean capacity?')
  })
})

describe('the names of a limit store', () => {
  it('are forgotten when all of their tries are free again', () => {
    const names = new LimitedNames(1_000)
    for (let nth = 0; nth < 100; nth++) names.reserve(`rate ${nth}`, single, now)
    for (let nth = 0; nth < 100; nth++) names.reserve(`streak ${nth}`, streak, now)
    expect(names.size).toBe(200)
    for (let nth = 0; nth < 10; nth++) names.reserve('another', rate, now + minute)
    expect(names.size).toBe(101)
    for (let nth = 0; nth < 10; nth++) names.reserve('another', rate, now + 15 * minute)
    expect(names.size).toBe(1)
    names.settle('another', rate, 'refund', now + 60 * minute)
    expect(names.size).toBe(0)
  })

  it('are never more than the capacity', () => {
    const names = new LimitedNames(100)
    for (let nth = 0; nth < 10_000; nth++) {
      names.reserve(`${nth}`, nth % 2 ? rate : streak, now + nth)
      expect(names.size).toBeLessThanOrEqual(100)
    }
  })

  it('make place for a new one by forgetting the one that is forgotten first', () => {
    const names = new LimitedNames(3)
    names.reserve('failed', streak, now)
    names.reserve('once', rate, now)
    names.reserve('later', rate, now + 1)
    expect(names.reserve('new', rate, now + 1)).toEqual({ granted: true, used: 1 })
    expect(names.reserve('failed', streak, now + 1)).toEqual({ granted: true, used: 2 })
    expect(names.reserve('later', rate, now + 1)).toEqual({ granted: true, used: 2 })
    expect(names.reserve('once', rate, now + 1)).toEqual({ granted: true, used: 1 })
  })

  it('keep every block in a flood of 200 000 names', () => {
    const names = new LimitedNames(1_000)
    for (const _ of [1, 2]) names.reserve('alice', streak, now)
    for (let nth = 0; nth < 200_000; nth++) names.reserve(`${nth}`, rate, now + Math.floor(nth / 100))
    expect(names.size).toBe(1_000)
    expect(names.reserve('alice', streak, now + 10 * second)).toEqual(refused(now + minute))
  })

  it('refuse a new one while all of them are refused, until the first of them is granted a try', () => {
    const names = new LimitedNames(2)
    names.reserve('one', single, now)
    names.reserve('two', single, now + second)
    expect(names.reserve('new', rate, now + 2 * second)).toEqual(refused(now + minute))
    expect(names.reserve('one', single, now + 2 * second)).toEqual(refused(now + minute))
    expect(names.reserve('new', rate, now + minute - 1)).toEqual(refused(now + minute))
    expect(names.reserve('new', rate, now + minute)).toEqual({ granted: true, used: 1 })
    expect(names.reserve('two', single, now + minute)).toEqual(refused(now + minute + second))
  })

  it('make place after a settlement', () => {
    const names = new LimitedNames(1)
    for (const _ of [1, 2]) names.reserve('one', streak, now)
    expect(names.reserve('new', rate, now)).toEqual(refused(now + minute))
    names.settle('one', streak, 'refund', now)
    expect(names.reserve('new', rate, now)).toEqual({ granted: true, used: 1 })
  })

  it('keep their blocks if the clock is set back after they were over, and block a new one only briefly', () => {
    const names = new LimitedNames(2)
    names.reserve('one', streak, now)
    names.reserve('one', streak, now)
    names.reserve('two', single, now)
    names.reserve('one', streak, now + minute)
    names.reserve('two', single, now + 2 * minute)
    const back = now - 60 * minute
    const refusal = names.reserve('new', rate, back)
    expect(refusal).toMatchObject({ granted: false })
    if (!refusal.granted) expect(refusal.until).toBeLessThanOrEqual(back + 2 * minute)
    expect(names.reserve('one', streak, back)).toEqual(refused(back + 2 * minute))
    expect(names.reserve('two', single, back)).toEqual(refused(back + minute))
  })
})
