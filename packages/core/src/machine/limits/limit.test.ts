import { describe, expect, it } from 'vitest'
import { type Instant, minute, second } from '../time.js'
import {
  forgetLimitAt,
  type LimitRule,
  type LimitState,
  limitFreeAt,
  type RateRule,
  reserveLimit,
  type StreakRule,
  settleLimit,
} from './limit.js'

const now = 1_767_225_600_789
const rate: RateRule = { kind: 'rate', burst: 3, every: 10 * second }
const streak: StreakRule = { kind: 'streak', free: 2, first: second, ceiling: 10 * second, remember: minute }

/** One name under one rule. */
function nameUnder(rule: LimitRule) {
  let state: LimitState | undefined
  return {
    state: () => state,
    reserve(at: Instant) {
      const reserved = reserveLimit(rule, state, at)
      state = reserved.state
      return reserved.reservation
    },
    settle(what: 'refund' | 'clear', at: Instant): void {
      state = settleLimit(rule, state, what, at)
    },
  }
}

/** How long the tries of a streak wait if each is made at the first moment at which it is granted, and fails. */
function waits(rule: StreakRule, tries: number): readonly number[] {
  const name = nameUnder(rule)
  let at = now
  return Array.from({ length: tries }, () => {
    const seen = at
    let reservation = name.reserve(at)
    if (!reservation.granted) {
      at = reservation.until
      reservation = name.reserve(at)
    }
    expect(reservation.granted).toBe(true)
    return at - seen
  })
}

describe('a rate', () => {
  it('grants its burst at once, and then one try each time that `every` has passed', () => {
    const name = nameUnder(rate)
    expect([1, 2, 3, 4].map(() => name.reserve(now))).toEqual([
      { granted: true, used: 1 },
      { granted: true, used: 2 },
      { granted: true, used: 3 },
      { granted: false, until: now + 10 * second },
    ])
    expect(name.reserve(now + 10 * second - 1)).toEqual({ granted: false, until: now + 10 * second })
    expect(name.reserve(now + 10 * second)).toEqual({ granted: true, used: 3 })
    expect(name.reserve(now + 10 * second)).toEqual({ granted: false, until: now + 20 * second })
    expect(name.reserve(now + 25 * second)).toEqual({ granted: true, used: 2.5 })
  })

  it('may be forgotten when all tries are free again', () => {
    const name = nameUnder(rate)
    name.reserve(now)
    expect(name.state()).toEqual({ kind: 'rate', fullAt: now + 10 * second })
    name.reserve(now)
    expect(forgetLimitAt(name.state() ?? expect.unreachable())).toBe(now + 20 * second)
    expect(name.reserve(now + 20 * second)).toEqual({ granted: true, used: 1 })
  })

  it.each(['refund', 'clear'] as const)('gives one try back: %s', (what) => {
    const name = nameUnder(rate)
    for (const _ of [1, 2, 3]) name.reserve(now)
    name.settle(what, now)
    expect(name.reserve(now)).toEqual({ granted: true, used: 3 })
    expect(name.reserve(now)).toMatchObject({ granted: false })
  })

  it('never gives back more than was taken', () => {
    const name = nameUnder(rate)
    for (const _ of [1, 2, 3]) name.settle('refund', now)
    expect(name.state()).toBe(undefined)
    name.reserve(now)
    for (const _ of [1, 2, 3]) name.settle('refund', now + 1)
    expect(name.state()).toBe(undefined)
    expect([1, 2, 3, 4].map(() => name.reserve(now).granted)).toEqual([true, true, true, false])
  })

  it.each([[1 / 3 + 333], [171.428_571], [1], [1.1]])(
    'grants exactly its burst in one moment if `every` is %d',
    (every) => {
      for (const burst of [1, 3, 20, 1_000]) {
        const name = nameUnder({ kind: 'rate', burst, every })
        const granted = Array.from({ length: burst + 20 }, () => name.reserve(now)).filter((one) => one.granted)
        expect(granted).toHaveLength(burst)
      }
    },
  )
})

describe('a streak', () => {
  it('has no wait for its free failures, and waits that double up to the ceiling after them', () => {
    expect(waits(streak, 9).map((wait) => wait / second)).toEqual([0, 0, 0, 1, 2, 4, 8, 10, 10])
    expect(waits({ ...streak, free: 0 }, 4).map((wait) => wait / second)).toEqual([0, 1, 2, 4])
  })

  it('says how many failures there are, and until when it refuses', () => {
    const name = nameUnder(streak)
    expect([1, 2, 3, 4].map(() => name.reserve(now))).toEqual([
      { granted: true, used: 1 },
      { granted: true, used: 2 },
      { granted: true, used: 3 },
      { granted: false, until: now + second },
    ])
  })

  it('remembers free failures for `remember`, and others for at least four ceilings', () => {
    const name = nameUnder(streak)
    name.reserve(now)
    expect(forgetLimitAt(name.state() ?? expect.unreachable())).toBe(now + minute)
    name.reserve(now + minute - 1)
    expect(name.state()).toMatchObject({ failures: 2 })
    name.reserve(now + 2 * minute - 1)
    expect(name.state()).toMatchObject({ failures: 1 })
    for (const _ of [2, 3]) name.reserve(now + 2 * minute)
    expect(forgetLimitAt(name.state() ?? expect.unreachable())).toBe(now + 3 * minute)
    const short = nameUnder({ ...streak, remember: second })
    for (const _ of [1, 2, 3]) short.reserve(now)
    expect(forgetLimitAt(short.state() ?? expect.unreachable())).toBe(now + 40 * second)
  })

  it('is forgotten by `clear`', () => {
    const name = nameUnder(streak)
    for (const _ of [1, 2, 3]) name.reserve(now)
    name.settle('clear', now)
    expect(name.state()).toBe(undefined)
  })

  it('has one failure less after a refund, and the try can be made at once', () => {
    const name = nameUnder(streak)
    let at = now
    for (let failures = 1; failures <= 5; failures++) {
      const refusal = name.reserve(at)
      if (refusal.granted) continue
      at = refusal.until
      name.reserve(at)
    }
    name.settle('refund', at + 1)
    expect(name.reserve(at + 1)).toEqual({ granted: true, used: 5 })
    expect(name.reserve(at + 1)).toEqual({ granted: false, until: at + 1 + 4 * second })
  })

  it('has no failures after as many refunds, or more', () => {
    const name = nameUnder(streak)
    name.reserve(now)
    name.settle('refund', now)
    name.settle('refund', now)
    expect(name.state()).toBe(undefined)
  })

  it('waits for whole milliseconds', () => {
    expect(waits({ ...streak, free: 0, first: 0.3, ceiling: 1.5 }, 5)).toEqual([0, 1, 1, 2, 2])
  })

  it('has its longest wait after any number of failures', () => {
    const held: LimitState = { kind: 'streak', failures: 5_000, until: now, forgetAt: now + minute }
    const { state } = reserveLimit(streak, held, now)
    expect(limitFreeAt(streak, state)).toBe(now + 10 * second)
  })
})

describe('a clock that is set back by an hour', () => {
  const hour = 60 * minute

  it('frees no try of a rate, and blocks it for no more than the time of one try', () => {
    const name = nameUnder(rate)
    for (const _ of [1, 2, 3]) name.reserve(now)
    const back = now - hour
    expect(name.reserve(back)).toEqual({ granted: false, until: back + 10 * second })
    expect(name.reserve(back + 10 * second)).toEqual({ granted: true, used: 3 })
    expect(name.reserve(back + 10 * second)).toMatchObject({ granted: false })
  })

  it('frees no try of a rate if the clocks of two processes differ by less than the time of its burst', () => {
    const name = nameUnder(rate)
    for (const _ of [1, 2, 3]) name.reserve(now)
    for (const at of [now + 29 * second, now + 29 * second]) expect(name.reserve(at)).toMatchObject({ granted: true })
    for (const at of [now, now + 29 * second, now, now + 29 * second]) {
      expect(name.reserve(at)).toEqual({ granted: false, until: now + 30 * second })
    }
  })

  it('frees no failure of a streak, and starts its wait again', () => {
    const name = nameUnder(streak)
    for (const _ of [1, 2, 3]) name.reserve(now)
    const back = now - hour
    expect(name.reserve(back)).toEqual({ granted: false, until: back + second })
    expect(name.reserve(back + second - 1)).toEqual({ granted: false, until: back + second })
    expect(name.reserve(back + second)).toEqual({ granted: true, used: 4 })
  })
})

describe('a name whose rule has changed', () => {
  it('has all of its tries under a rule of the other kind', () => {
    const { state: ofRate } = reserveLimit(rate, undefined, now)
    const { state: ofStreak } = reserveLimit(streak, undefined, now)
    expect(reserveLimit(streak, ofRate, now).reservation).toEqual({ granted: true, used: 1 })
    expect(reserveLimit(rate, ofStreak, now).reservation).toEqual({ granted: true, used: 1 })
    expect(settleLimit(streak, ofRate, 'refund', now)).toBe(undefined)
    expect(settleLimit(rate, ofStreak, 'clear', now)).toBe(undefined)
  })

  it('is not blocked for longer than the new rate says', () => {
    const before: LimitState = { kind: 'rate', fullAt: now + 360 * rate.every }
    expect(reserveLimit(rate, before, now).reservation).toEqual({ granted: false, until: now + 10 * second })
  })
})
