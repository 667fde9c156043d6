import { sampleAuthorization, sampleLife } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { begin, endOf, hasExpired, type NewAuthorization } from './authorization.js'
import { defaultPolicy } from './policy.js'
import { minute, second } from './time.js'

const issuedAt = 1_767_225_600_789
const pending = sampleAuthorization(issuedAt)
const { approved, denied, claimed, redeemed } = sampleLife(pending)

describe('begin', () => {
  const asked: NewAuthorization = {
    deviceCode: 'device',
    userCode: 'user',
    grantId: 'grant',
    dialect: 'rfc8628',
    clientId: 'tv',
    scope: ['read'],
    resources: [],
    requester: {},
  }

  it('gives both codes the same lifetime, and the record a tombstone after it', () => {
    expect(begin(asked, defaultPolicy, issuedAt)).toEqual({
      ...asked,
      status: 'pending',
      issuedAt,
      expiresAt: issuedAt + 10 * minute,
      interval: 5 * second,
      forgetAt: issuedAt + 20 * minute,
    })
  })

  it.each([
    // lifetime, tombstone, forgotten after
    [30 * minute, 10 * minute, 60 * minute],
    [2 * minute, 10 * minute, 12 * minute],
  ])('a lifetime of %i ms with a tombstone of %i ms is forgotten after %i ms', (lifetime, tombstone, forgotten) => {
    const { expiresAt, forgetAt } = begin(asked, { ...defaultPolicy, lifetime, tombstone }, issuedAt)
    expect(expiresAt - issuedAt).toBe(lifetime)
    expect(forgetAt - issuedAt).toBe(forgotten)
  })
})

describe('endOf', () => {
  it('of a pending authorization is its expiry', () => {
    expect(endOf(pending)).toBe(pending.expiresAt)
  })

  it.each([
    // decided before expiry, interval, end after expiry: two more polls for an approval in the last seconds
    [9 * minute, 5 * second, 0],
    [10 * second, 5 * second, 0],
    [10 * second - 1, 5 * second, 1],
    [1, 5 * second, 10 * second - 1],
    [1, 60 * second, 120 * second - 1],
    [120 * second, 60 * second, 0],
  ])(
    'of an approval %i ms before expiry, at an interval of %i ms, is %i ms after expiry',
    (before, interval, after) => {
      const late = { ...approved, decidedAt: pending.expiresAt - before, interval }
      expect(endOf(late)).toBe(pending.expiresAt + after)
    },
  )
})

describe('hasExpired', () => {
  const late = { ...approved, decidedAt: pending.expiresAt - 1 * second }

  it.each([
    // record, last moment before its end, first moment of its end, both counted from expiry
    ['pending', -1, 0, pending],
    ['approved', -1, 0, approved],
    ['approved in the last second', 8_999, 9_000, late],
  ] as const)('%s: not %i ms after expiry, but %i ms after it', (_name, last, first, record) => {
    expect(hasExpired(record, pending.issuedAt)).toBe(false)
    expect(hasExpired(record, pending.expiresAt + last)).toBe(false)
    expect(hasExpired(record, pending.expiresAt + first)).toBe(true)
    expect(hasExpired(record, pending.forgetAt)).toBe(true)
  })

  it.each([
    ['denied', denied],
    ['claimed', claimed],
    ['redeemed', redeemed],
  ] as const)('%s: never, because it has ended in another way', (_name, record) => {
    for (const now of [pending.issuedAt, pending.expiresAt, pending.forgetAt]) {
      expect(hasExpired(record, now)).toBe(false)
    }
  })
})
