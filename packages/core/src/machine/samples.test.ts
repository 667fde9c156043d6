import { sampleAuthorization, sampleFamily, sampleFamilyLife, sampleLife } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { begin } from './authorization.js'
import { beginFamily, endFamily, isRefreshable, type RefreshableFamily, rotate } from './families/token-family.js'
import { defaultPolicy } from './policy.js'
import { claim, complete, settle } from './redemption.js'
import { minute } from './time.js'

const now = 1_767_225_600_789

// @devicegrant/testing builds its samples by hand, since it imports only what core publishes.
describe('the sample records are what the machine makes', () => {
  const pending = sampleAuthorization(now)
  const life = sampleLife(pending)

  it('when an authorization begins', () => {
    expect(begin(pending, defaultPolicy, now)).toEqual(pending)
  })

  it('when a device claims and redeems its code', () => {
    const { attempt, redeemedAt } = life.claimed
    expect(claim(life.approved, attempt, defaultPolicy, redeemedAt)).toEqual(life.claimed)
    expect(complete(life.claimed, life.redeemed.response ?? '')).toEqual(life.redeemed)
    expect(settle(life.redeemed)).toEqual(life.settled)
  })

  it('when a late claim makes the store keep the record longer', () => {
    const late = sampleLife({ ...pending, forgetAt: now + 2 * minute })
    const { attempt, redeemedAt, forgetAt } = late.claimed
    expect(forgetAt).toBeGreaterThan(late.approved.forgetAt)
    expect(claim(late.approved, attempt, defaultPolicy, redeemedAt)).toEqual(late.claimed)
  })

  const family = sampleFamily(now)
  const { brief, refreshed, ended } = sampleFamilyLife(family)
  const accessLifetime = family.accessUntil - family.lastUsedAt
  const spent = refreshed.rotation.spent.toReversed()
  const begun = beginFamily(family, { accessLifetime, refreshToken: spent[0]?.token ?? '' }, defaultPolicy, now)

  /** Refreshes the family as often as the sample was. */
  function refresh(of: RefreshableFamily, times: number): RefreshableFamily {
    return spent.slice(0, times).reduce((before, { spentAt, response }, nth) => {
      const next = spent[nth + 1]?.token ?? refreshed.rotation.current
      return rotate(before, { next, response, accessLifetime }, defaultPolicy, spentAt)
    }, of)
  }

  it('when a family begins and its client refreshes three or four times', () => {
    if (!isRefreshable(begun)) throw new TypeError('the family has no refresh token')
    expect(spent).toHaveLength(4)
    expect(refresh(begun, 3)).toEqual(family)
    expect(refresh(begun, 4)).toEqual(refreshed)
  })

  it('when a family ends, or never had a refresh token', () => {
    expect(endFamily(family, ended.reason, ended.endedAt)).toEqual(ended)
    const withoutToken = beginFamily(brief, { accessLifetime }, defaultPolicy, now)
    expect(Object.keys(withoutToken).toSorted()).toEqual(Object.keys(brief).toSorted())
  })
})
