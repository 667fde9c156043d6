// @module-tag repeated
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { repetitions } from '../../../test-support/repetitions.js'
import { type Duration, type Instant, minute, second } from '../time.js'
import { forgetLimitAt, type LimitRule, type LimitState, limitFreeAt, reserveLimit, settleLimit } from './limit.js'

const start = 1_767_225_600_789

const rate = fc.record({
  kind: fc.constant('rate' as const),
  burst: fc.integer({ min: 1, max: 30 }),
  every: fc.double({ min: 1, max: minute, noNaN: true }),
})
const streak = fc.record({
  kind: fc.constant('streak' as const),
  free: fc.nat({ max: 8 }),
  first: fc.integer({ min: 1, max: 10 * second }),
  ceiling: fc.integer({ min: 1, max: minute }),
  remember: fc.integer({ min: 1, max: 10 * minute }),
})
const rule = fc.oneof<[fc.Arbitrary<LimitRule>, fc.Arbitrary<LimitRule>]>(rate, streak)

type Step =
  | { readonly does: 'wait'; readonly time: Duration }
  | { readonly does: 'reserve' | 'obey' | 'refund' | 'clear' }
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ does: fc.constant('wait' as const), time: fc.nat({ max: 2 * minute }) }) },
  { weight: 6, arbitrary: fc.record({ does: fc.constantFrom('reserve' as const, 'obey' as const) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constantFrom('refund' as const, 'clear' as const) }) },
)
const steps = fc.array(step, { maxLength: 120, size: 'max' })
const options = { numRuns: repetitions(1_000) }

/** Runs the steps. Calls `observe` with each granted try and the number of refunds before it. */
function live(
  under: LimitRule,
  script: readonly Step[],
  observe: { granted?(at: Instant): void; settled?(what: 'refund' | 'clear'): void } = {},
): LimitState | undefined {
  let [at, state]: [Instant, LimitState | undefined] = [start, undefined]
  for (const what of script) {
    if (what.does === 'wait') at += what.time
    else if (what.does === 'refund' || what.does === 'clear') {
      observe.settled?.(what.does)
      state = settleLimit(under, state, what.does, at)
    } else {
      let reserved = reserveLimit(under, state, at)
      if (!reserved.reservation.granted && what.does === 'obey') {
        at = reserved.reservation.until
        reserved = reserveLimit(under, reserved.state, at)
        expect(reserved.reservation.granted).toBe(true)
      }
      if (reserved.reservation.granted) observe.granted?.(at)
      state = reserved.state
    }
  }
  return state
}

const withoutSettlements = (script: readonly Step[]) =>
  script.filter(({ does }) => does !== 'refund' && does !== 'clear')

describe('whatever is tried, and whenever', () => {
  it('a rate grants at most its burst and one try for each `every` in any span of time', () => {
    fc.assert(
      fc.property(rate, steps, (under, script) => {
        const granted: Instant[] = []
        live(under, withoutSettlements(script), { granted: (at) => void granted.push(at) })
        for (const [nth, from] of granted.entries()) {
          for (const [later, to] of granted.entries()) {
            // A try is granted at a whole millisecond, which may be half a millisecond early.
            if (later >= nth) expect(later - nth + 1).toBeLessThanOrEqual(under.burst + (to - from + 1) / under.every)
          }
        }
      }),
      { numRuns: repetitions(200) },
    )
  })

  it('each granted try after a wait is granted at `until`, and refused one millisecond before', () => {
    fc.assert(
      fc.property(rule, steps, (under, script) => {
        const state = live(under, script)
        const last = state === undefined ? undefined : reserveLimit(under, state, start)
        if (last === undefined || last.reservation.granted) return
        const { until } = last.reservation
        expect(reserveLimit(under, last.state, until - 1).reservation).toEqual({ granted: false, until })
        expect(reserveLimit(under, last.state, until).reservation).toMatchObject({ granted: true })
      }),
      options,
    )
  })

  it('a state may be forgotten at its moment: the next try is the same without it', () => {
    fc.assert(
      fc.property(rule, steps, fc.nat({ max: minute }), (under, script, later) => {
        const state = live(under, script)
        if (state === undefined) return
        const at = Math.ceil(forgetLimitAt(state)) + later
        expect(limitFreeAt(under, state)).toBeLessThanOrEqual(at)
        expect(reserveLimit(under, state, at)).toEqual(reserveLimit(under, undefined, at))
        expect(settleLimit(under, state, 'refund', at)).toBe(undefined)
      }),
      options,
    )
  })

  it('a refund at once undoes a try, and no number of refunds gives more than all tries', () => {
    fc.assert(
      fc.property(rule, steps, fc.integer({ min: 1, max: 40 }), (under, script, refunds) => {
        const before = live(under, script)
        const at = before === undefined ? start : limitFreeAt(under, before)
        const { reservation, state } = reserveLimit(under, before, at)
        const undone = settleLimit(under, state, 'refund', at)
        const again = reserveLimit(under, undone, at).reservation
        expect(reservation).toMatchObject({ granted: true })
        expect(again).toMatchObject({ granted: true })
        if (reservation.granted && again.granted) expect(again.used).toBeCloseTo(reservation.used, 3)
        let left: LimitState | undefined = state
        for (let nth = 0; nth < refunds; nth++) left = settleLimit(under, left, 'refund', at)
        const after = reserveLimit(under, left, at).reservation
        expect(after.granted && after.used >= 1).toBe(true)
      }),
      options,
    )
  })

  it('a clock that is set back blocks no name for longer than two bursts or the longest wait, and frees none', () => {
    fc.assert(
      fc.property(rule, steps, fc.nat({ max: 365 * 24 * 60 * minute }), (under, script, by) => {
        const state = live(under, script)
        if (state === undefined) return
        const refusedAt = limitFreeAt(under, state) - 1
        if (reserveLimit(under, state, refusedAt).reservation.granted) return
        const at = refusedAt - by
        const { reservation } = reserveLimit(under, state, at)
        const longest = under.kind === 'rate' ? 2 * under.burst * under.every + 1 : under.ceiling
        expect(reservation).toMatchObject({ granted: false })
        if (!reservation.granted) expect(reservation.until).toBeLessThanOrEqual(at + longest)
      }),
      options,
    )
  })
})
