import { sampleAuthorization, sampleLife } from '@devicegrant/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DeviceAuthorization, endOf } from './authorization.js'
import { decide, withdraw } from './decision.js'
import { judgeRefresh } from './families/refresh.js'
import {
  beginFamily,
  endFamily,
  type GrantFacts,
  hasRefreshExpired,
  isInUse,
  isRefreshable,
  isRevoked,
  type RefreshableFamily,
  refreshEndOf,
  rotate,
  type TokenFamily,
} from './families/token-family.js'
import { defaultPolicy, type Policy } from './policy.js'
import { judgePoll } from './poll.js'
import { claim, complete, release } from './redemption.js'
import { day, minute, second } from './time.js'

const issuedAt = 1_767_225_600_789
const born = sampleAuthorization(issuedAt)
const presenter = { clientId: born.clientId, dialect: born.dialect }

describe('results depend only on the arguments', () => {
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
    refreshLifetime: fc.nat({ max: 60 * day }),
    refreshIdle: fc.nat({ max: 60 * day }),
    refreshReplayWindow: fc.nat({ max: minute }),
    grantsPerAccount: fc.nat({ max: 1_000 }),
    grantsPerClient: fc.nat({ max: 1_000 }),
    accountsPerCode: fc.integer({ min: 1, max: 20 }),
  })

  /** Calls twice with frozen inputs, and expects equal results. */
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
        checkedAt: moment,
        ticket: fc.constantFrom(approved.ticket, 'another'),
        scope: fc.subarray([...born.scope, 'admin']),
      },
      { requiredKeys: ['choice', 'subject', 'authenticatedAt', 'checkedAt', 'ticket'] },
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

  describe('for a token family', () => {
    const grant: GrantFacts = {
      grantId: 'grant-1',
      origin: 'deviceCode',
      dialect: born.dialect,
      clientId: born.clientId,
      subject: 'account-7',
      scope: ['photos:read'],
      resources: [],
      requester: { ip: '2001:db8::7' },
      authenticatedAt: issuedAt,
      grantedAt: issuedAt,
    }
    const tokens = ['token-0', 'token-1', 'token-2']
    const families = [begun(tokens[0]), rotated(begun(tokens[0]), 1), rotated(rotated(begun(tokens[0]), 1), 2)]
    const refreshable = fc.constantFrom(...families.filter(isRefreshable))
    const ended = endFamily(begun(tokens[0]), 'revokedByClient', issuedAt + day)
    const family = fc.constantFrom<TokenFamily>(...families, begun(undefined), ended)
    const time = fc.oneof(
      fc.integer({ min: issuedAt - minute, max: issuedAt + minute }),
      fc.integer({ min: issuedAt - day, max: issuedAt + 60 * day }),
    )
    const length = fc.nat({ max: 60 * day })

    function begun(refreshToken: string | undefined) {
      const made = { accessLifetime: 10 * minute, ...(refreshToken !== undefined && { refreshToken }) }
      return beginFamily(grant, made, defaultPolicy, issuedAt)
    }

    function rotated(one: TokenFamily, nth: number): RefreshableFamily {
      if (one.status === 'ended' || !isRefreshable(one)) throw new Error('there is nothing to refresh')
      const made = { next: `token-${nth}`, response: `answer-${nth - 1}`, accessLifetime: 10 * minute }
      return rotate(one, made, defaultPolicy, issuedAt + nth * second)
    }

    it('judgeRefresh', () => {
      const presenters = fc.constantFrom(presenter, { ...presenter, clientId: 'another' })
      const token = fc.constantFrom(...tokens, 'another')
      fc.assert(
        fc.property(
          fc.option(family, { nil: undefined }),
          token,
          presenters,
          time,
          anyPolicy,
          (one, presented, presenting, now, numbers) => {
            answer(judgeRefresh, { family: one, token: presented, presenter: presenting, now }, numbers)
          },
        ),
      )
    })

    it('beginFamily, rotate and endFamily', () => {
      const first = fc.option(fc.string(), { nil: undefined })
      fc.assert(
        fc.property(refreshable, first, length, anyPolicy, time, (one, refreshToken, accessLifetime, numbers, now) => {
          const made = { accessLifetime, ...(refreshToken !== undefined && { refreshToken }) }
          answer(beginFamily, grant, made, numbers, now)
          answer(rotate, one, { next: 'next', response: 'sealed', accessLifetime }, numbers, now)
          answer(endFamily, one, 'inactive', now)
        }),
      )
    })

    it('isInUse, isRevoked and the functions that they call', () => {
      fc.assert(
        fc.property(family, refreshable, fc.option(time, { nil: undefined }), anyPolicy, time, (...given) => {
          const [one, lasting, revokeBefore, numbers, now] = given
          answer(isInUse, one, numbers, now)
          answer(isRevoked, one, revokeBefore)
          answer(isRefreshable, lasting)
          answer(hasRefreshExpired, lasting, numbers, now)
          answer(refreshEndOf, lasting, numbers)
        }),
      )
    })

    it('refreshEndOf: no refresh token is current at its end or later, under any policy', () => {
      fc.assert(
        fc.property(refreshable, time, anyPolicy, (one, now, numbers) => {
          const request = { family: one, token: one.rotation.current, presenter, now }
          const expected = now < refreshEndOf(one, numbers) ? 'current' : 'expired'
          expect(judgeRefresh(request, numbers).verdict).toBe(expected)
          expect(isInUse(one, numbers, now)).toBe(expected === 'current' || now < one.accessUntil)
        }),
      )
    })
  })

  it('endOf: no authorization is approved at its end or later, under any policy', () => {
    fc.assert(
      fc.property(fc.constantFrom(approved, late), moment, anyPolicy, (one, now, numbers) => {
        const poll = { authorization: one, previousPoll: undefined, presenter, now }
        expect(judgePoll(poll, numbers).verdict).toBe(now < endOf(one) ? 'approved' : 'expired')
      }),
    )
  })
})
