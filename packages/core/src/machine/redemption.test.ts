import { sampleAuthorization, sampleLife } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import type { DeviceAuthorization } from './authorization.js'
import { withdraw } from './decision.js'
import { defaultPolicy } from './policy.js'
import { claim, complete, release, settle } from './redemption.js'
import { minute, second } from './time.js'

const issuedAt = 1_767_225_600_789
const pending = sampleAuthorization(issuedAt)
const { approved } = sampleLife(pending)
const now = issuedAt + 2 * minute
const claimed = claim(approved, 'attempt-1', defaultPolicy, now)

describe('claim', () => {
  it('keeps the approval, and adds the time and the attempt', () => {
    expect(claimed).toEqual({ ...approved, status: 'redeemed', redeemedAt: now, attempt: 'attempt-1' })
  })

  it.each([
    // claimed after issue, kept after issue: ten minutes after the end, and never before the current forgetAt
    [1 * minute, 20 * minute],
    [10 * minute, 20 * minute],
    [10 * minute + 9 * second, 20 * minute + 9 * second],
    [12 * minute, 22 * minute],
  ])('%i ms after the codes were issued: kept until %i ms', (after, kept) => {
    expect(claim(approved, 'attempt-1', defaultPolicy, issuedAt + after).forgetAt).toBe(issuedAt + kept)
  })

  it('keeps a record with a long lifetime for that lifetime again', () => {
    const longLived = { ...approved, expiresAt: issuedAt + 30 * minute, forgetAt: issuedAt + 60 * minute }
    const late = claim(longLived, 'attempt-1', defaultPolicy, longLived.expiresAt + 1 * second)
    expect(late.forgetAt).toBe(issuedAt + 60 * minute + 1 * second)
  })

  it('never moves forgetAt to an earlier moment, under any new policy', () => {
    const promised = { ...approved, forgetAt: issuedAt + 59 * minute }
    expect(claim(promised, 'attempt-1', { ...defaultPolicy, tombstone: 0 }, now).forgetAt).toBe(promised.forgetAt)
  })
})

describe('complete', () => {
  it('adds the response to the claim and changes nothing else', () => {
    expect(complete(claimed, 'sealed')).toEqual({ ...claimed, response: 'sealed' })
  })
})

describe('settle', () => {
  it('says that the response may have been given again, and changes nothing else', () => {
    const completed = complete(claimed, 'sealed')
    expect(settle(completed)).toEqual({ ...completed, settled: true })
    expect(settle(settle(completed))).toEqual(settle(completed))
  })
})

describe('release', () => {
  it('returns the approval exactly as it was', () => {
    expect(release(claimed)).toStrictEqual(approved)
    expect(release(complete(claimed, 'sealed'))).toStrictEqual(approved)
    expect(release(settle(complete(claimed, 'sealed')))).toStrictEqual(approved)
  })

  it('keeps the later forgetAt of the claim', () => {
    const late = claim(approved, 'attempt-1', defaultPolicy, issuedAt + 12 * minute)
    expect(release(late)).toEqual({ ...approved, forgetAt: issuedAt + 22 * minute })
  })

  it('leaves an approval that can be claimed again, by another attempt', () => {
    const second = claim(release(claimed), 'attempt-2', defaultPolicy, now + 1)
    expect(second).toEqual({ ...claimed, redeemedAt: now + 1, attempt: 'attempt-2' })
  })
})

describe('a wrong transition', () => {
  it('does not compile', () => {
    function neverCalled(any: DeviceAuthorization): void {
      const { denied } = sampleLife(pending)
      // @ts-expect-error only an approval can be claimed
      claim(pending, 'attempt', defaultPolicy, now)
      // @ts-expect-error a denial can never be claimed
      claim(denied, 'attempt', defaultPolicy, now)
      // @ts-expect-error a claim cannot be claimed again
      claim(claimed, 'attempt', defaultPolicy, now)
      // @ts-expect-error its status must be checked first
      claim(any, 'attempt', defaultPolicy, now)
      // @ts-expect-error only a claim can be released
      release(approved)
      // @ts-expect-error only a claim can be completed
      complete(approved, 'sealed')
      // @ts-expect-error a completed redemption cannot be withdrawn here
      withdraw(claimed, defaultPolicy, now)
    }
    expect(neverCalled).toBeTypeOf('function')
  })
})
