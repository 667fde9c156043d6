import {
  type LimitRule,
  type LimitSettlement,
  type LimitState,
  type Reservation,
  reserveLimit,
  settleLimit,
} from '@devicegrant/core/stores'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { useStores } from '../../test-support/use-redis.js'
import { describeWithRedis } from '../../test-support/with-redis.js'

const minute = 60_000
const hour = 60 * minute
const rate = { kind: 'rate', burst: 2, every: 10 * minute } as const
const streak = { kind: 'streak', free: 1, first: minute, ceiling: 15 * minute, remember: 15 * minute } as const

describeWithRedis('the tries in Redis', () => {
  const setup = useStores('mine:')

  const keys = () => setup.redis.keys('mine:l:*')
  const valueAndTime = async () => {
    const [key = ''] = await keys()
    return { value: await setup.redis.get(key), time: await setup.redis.pttl(key) }
  }

  describe('follow the rules of core', () => {
    const anyRule: fc.Arbitrary<LimitRule> = fc.oneof(
      fc.record({
        kind: fc.constant('rate' as const),
        burst: fc.integer({ min: 1, max: 5 }),
        every: fc.double({ min: 1, max: 10 * minute, noNaN: true }),
      }),
      fc.record({
        kind: fc.constant('streak' as const),
        free: fc.nat({ max: 3 }),
        first: fc.double({ min: 1, max: 10 * minute, noNaN: true }),
        ceiling: fc.integer({ min: 1, max: 30 * minute }),
        // Redis itself forgets the keys of names whose moments are over.
        remember: fc.integer({ min: hour, max: 10 * hour }),
      }),
    )
    type Step = {
      readonly does: 'reserve' | 'obey' | LimitSettlement
      /** Negative: the clock is set back. */
      readonly wait: number
    }
    const anySteps: fc.Arbitrary<readonly Step[]> = fc.array(
      fc.record({
        does: fc.constantFrom('reserve', 'reserve', 'obey', 'obey', 'obey', 'refund', 'clear'),
        wait: fc.oneof(fc.constant(0), fc.nat({ max: 20 * minute }), fc.integer({ min: -2 * hour, max: 0 })),
      }),
      { maxLength: 30, size: 'max' },
    )

    it('whatever is tried, also if the clock is set back', async () => {
      let names = 0
      await fc.assert(
        fc.asyncProperty(fc.array(anyRule, { minLength: 1, maxLength: 2 }), anySteps, async (rules, steps) => {
          const { limits } = setup.stores
          const name = `name ${names++}`
          // In the future, so that Redis has none of the moments behind it when it runs the scripts.
          let at = Date.now() + 100 * hour
          let state: LimitState | undefined
          const expectSame = async (rule: LimitRule): Promise<Reservation> => {
            const expected = reserveLimit(rule, state, at)
            const seen = await limits.reserve(name, rule, at)
            state = expected.state
            expect(seen).toEqual(
              expected.reservation.granted
                ? { granted: true, used: expect.closeTo(expected.reservation.used, 6) }
                : expected.reservation,
            )
            return seen
          }
          for (const [nth, { does, wait }] of steps.entries()) {
            at += wait
            const rule = rules[nth % rules.length] ?? rate
            if (does === 'refund' || does === 'clear') {
              state = settleLimit(rule, state, does, at)
              await limits.settle(name, rule, does, at)
              continue
            }
            const seen = await expectSame(rule)
            if (seen.granted || does === 'reserve') continue
            at = seen.until
            await expectSame(rule)
          }
        }),
        { numRuns: 200 },
      )
    })
  })

  it('expire when all of them are free again', async () => {
    const at = Date.now()
    await setup.stores.limits.reserve('name', rate, at)
    expect(await valueAndTime()).toEqual({
      value: expect.stringMatching(new RegExp(`^1 \\S+ ${at + 10 * minute}$`)),
      time: expect.closeTo(10 * minute, -4),
    })
    await setup.stores.limits.reserve('name', rate, at)
    expect(await valueAndTime()).toMatchObject({ time: expect.closeTo(20 * minute, -4) })
    await setup.stores.limits.settle('name', rate, 'refund', at)
    expect(await valueAndTime()).toMatchObject({ time: expect.closeTo(10 * minute, -4) })
    await setup.stores.limits.settle('name', rate, 'refund', at)
    expect(await keys()).toEqual([])
  })

  it('expire when a streak is forgotten', async () => {
    const { limits } = setup.stores
    const at = Date.now()
    await limits.reserve('name', streak, at)
    expect(await valueAndTime()).toMatchObject({ time: expect.closeTo(15 * minute, -4) })
    await limits.reserve('name', streak, at)
    expect(await valueAndTime()).toEqual({
      value: expect.stringMatching(new RegExp(`^1 \\S+ 2 ${at + minute} ${at + hour}$`)),
      time: expect.closeTo(hour, -4),
    })
    await limits.settle('name', streak, 'refund', at + 1)
    expect(await valueAndTime()).toMatchObject({ time: expect.closeTo(hour, -4) })
    await limits.settle('name', streak, 'clear', at + 1)
    expect(await keys()).toEqual([])
  })

  it.each([
    ['behind', -2 * hour],
    ['ahead', 2 * hour],
  ])('are not forgotten early if the clock of the caller is %s', async (_, error) => {
    const { limits } = setup.stores
    const at = Date.now() + error
    for (const used of [1, 2]) expect(await limits.reserve('name', rate, at)).toEqual({ granted: true, used })
    expect(await limits.reserve('name', rate, at)).toEqual({ granted: false, until: at + 10 * minute })
    expect((await valueAndTime()).time).toBeGreaterThan(19 * minute)
  })

  it('cost nothing to refuse: neither the value nor its expiry changes', async () => {
    const { limits } = setup.stores
    const at = Date.now()
    for (const _ of [1, 2]) await limits.reserve('name', rate, at)
    const [key = ''] = await keys()
    const before = await setup.redis.dump(key)
    expect(await limits.reserve('name', rate, at + 1)).toMatchObject({ granted: false })
    expect(await setup.redis.dump(key)).toBe(before)
  })

  it('take one key for each name, of less than 200 bytes', async () => {
    const { limits } = setup.stores
    const at = Date.now()
    await limits.reserve('a', { kind: 'rate', burst: 7, every: 1_000_000 / 7 }, at)
    await limits.reserve('b', streak, at)
    expect(await keys()).toHaveLength(2)
    for (const key of await keys()) expect(Number(await setup.redis.memory('USAGE', key))).toBeLessThan(200)
  })

  it.each(['', 'garbage', '1', '1 a', '1 a b', '1 a 1 2', '1 a 1 2 3 4', '2 a 1'])(
    'are refused and left unchanged in another format: %j',
    async (value) => {
      const { limits } = setup.stores
      await limits.reserve('name', rate, Date.now())
      const [key = ''] = await keys()
      await setup.redis.set(key, value, 'KEEPTTL')
      await expect(limits.reserve('name', rate, Date.now())).rejects.toThrow('format')
      await expect(limits.settle('name', rate, 'refund', Date.now())).rejects.toThrow('format')
      expect(await setup.redis.get(key)).toBe(value)
    },
  )

  it('are counted for known names while the memory is full, and refused for new ones', async () => {
    const { limits } = setup.stores
    const at = Date.now()
    await limits.reserve('known', rate, at)
    await setup.redis.config('SET', 'maxmemory', '1')
    try {
      expect(await limits.reserve('known', rate, at)).toEqual({ granted: true, used: 2 })
      expect(await limits.reserve('known', rate, at)).toMatchObject({ granted: false })
      await limits.settle('known', rate, 'refund', at)
      await limits.settle('new', rate, 'refund', at)
      await expect(limits.reserve('new', rate, at)).rejects.toThrow('OOM')
    } finally {
      await setup.redis.config('SET', 'maxmemory', '0')
    }
    expect(await keys()).toHaveLength(1)
  })
})
