import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sampleAuthorization, sampleLife } from '../testing/sample-authorization.js'
import { type DeviceAuthorization, endOf } from './authorization.js'
import { decide, withdraw } from './decision.js'
import type { Policy } from './policy.js'
import { judgePoll } from './poll.js'
import { claim, complete, release } from './redemption.js'
import { minute, second } from './time.js'

const issuedAt = 1_767_225_600_789
const born = sampleAuthorization(issuedAt)
const presenter = { clientId: born.clientId, dialect: born.dialect }

describe('answers are functions of their arguments', () => {
  const { approved, denied, claimed, redeemed } = sampleLife(born)
  const late = { ...approved, decidedAt: born.expiresAt - 1 }
  const record = fc.constantFrom<DeviceAuthorization>(born, approved, late, denied, claimed, redeemed)
  const moment = fc.integer({ min: issuedAt - minute, max: born.forgetAt + minute })
  const anyPolicy: fc.Arbitrary<Policy> = fc.record({
    lifetime: fc.nat({ max: 60 * minute }),
    interval: fc.nat({ max: 60 * second }),
    intervalGrowth: fc.nat({ max: 60 * second }),
    intervalCeiling: fc.nat({ max: 120 * second }),
    replayWindow: fc.nat({ max: minute }),
    tombstone: fc.nat({ max: 60 * minute }),
  })

  /** Answers twice, from inputs that cannot be written to, and holds the answers to being equal. */
  function answer<Arguments extends readonly unknown[]>(
    judge: (...given: Arguments) => unknown,
    ...given: Arguments
  ): void {
    deepFreeze(given)
    const before = JSON.stringify(given)
    expect(judge(...given)).toEqual(judge(...given))
    expect(JSON.stringify(given)).toBe(before)
  }

  function deepFreeze(value: unknown): void {
    if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFreeze)
    Object.freeze(value)
  }

  it('judgePoll', () => {
    const previous = fc.option(moment, { nil: undefined })
    fc.assert(
      fc.property(
        fc.option(record, { nil: undefined }),
        previous,
        moment,
        anyPolicy,
        (one, previousPoll, now, numbers) => {
          answer(judgePoll, { authorization: one, previousPoll, presenter, now }, numbers)
        },
      ),
    )
  })

  it('decide', () => {
    const decision = fc.record(
      {
        choice: fc.constantFrom('approve' as const, 'deny' as const),
        subject: fc.string(),
        authenticatedAt: moment,
        ticket: fc.constantFrom(approved.ticket, 'another'),
        scope: fc.subarray([...born.scope, 'admin']),
      },
      { requiredKeys: ['choice', 'subject', 'authenticatedAt', 'ticket'] },
    )
    fc.assert(
      fc.property(record, decision, anyPolicy, moment, (one, what, numbers, now) =>
        answer(decide, one, what, numbers, now),
      ),
    )
  })

  it('withdraw, claim, complete and release', () => {
    fc.assert(
      fc.property(fc.constantFrom(approved, late), anyPolicy, moment, fc.string(), (one, numbers, now, text) => {
        answer(withdraw, one, numbers, now)
        answer(claim, one, text, numbers, now)
        answer(complete, claim(one, text, numbers, now), text)
        answer(release, claim(one, text, numbers, now))
      }),
    )
  })

  it('endOf: nothing is approved at its end or later, whatever the policy', () => {
    fc.assert(
      fc.property(fc.constantFrom(approved, late), moment, anyPolicy, (one, now, numbers) => {
        const poll = { authorization: one, previousPoll: undefined, presenter, now }
        expect(judgePoll(poll, numbers).verdict).toBe(now < endOf(one) ? 'approved' : 'expired')
      }),
    )
  })
})
