import { sampleFamily } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { defaultPolicy } from '../policy.js'
import { minute, second } from '../time.js'
import { judgeFirstTokens } from './first-tokens.js'
import {
  beginFamily,
  endFamily,
  type GrantFacts,
  isRefreshable,
  type LiveFamily,
  type RefreshableFamily,
  rotate,
  touch,
} from './token-family.js'

const now = 1_767_225_600_789
const { status: _s, lastUsedAt: _l, accessUntil: _a, rotation: _r, forgetAt: _f, ...sample } = sampleFamily(now)
const grant: GrantFacts = sample

function begun(at: number, refreshToken?: string): LiveFamily {
  const tokens = { accessLifetime: 10 * minute, ...(refreshToken !== undefined && { refreshToken }) }
  return beginFamily(grant, tokens, defaultPolicy, at)
}

function refreshable(family: LiveFamily): RefreshableFamily {
  if (isRefreshable(family)) return family
  throw new Error('the family has no refresh token')
}

function rotated(family: LiveFamily, times: number, policy = defaultPolicy): LiveFamily {
  let next = refreshable(family)
  for (let nth = 1; nth <= times; nth++) {
    const made = { next: `next-${nth}`, response: 'sealed', accessLifetime: 10 * minute }
    next = rotate(next, made, policy, family.lastUsedAt + nth * second)
  }
  return next
}

const lasting = begun(now, 'first')
const short = begun(now)

describe('the stored family of a grant whose first tokens were just made', () => {
  it.each<[string, LiveFamily, LiveFamily]>([
    ['the family itself', lasting, lasting],
    ['the family itself, without a refresh token', short, short],
    ['the family after a refresh', rotated(lasting, 1), lasting],
    ['the family after so many refreshes that it no longer knows its first token', rotated(lasting, 9), lasting],
    [
      'the family after a refresh without a replay window',
      rotated(lasting, 1, { ...defaultPolicy, refreshReplayWindow: 0 }),
      lasting,
    ],
    ['the family after a use that kept its token', touch(refreshable(lasting), 10 * minute, now + minute), lasting],
    [
      'the family, which another policy has given another end',
      { ...lasting, rotation: { ...refreshable(lasting).rotation, expiresAt: now + minute } },
      lasting,
    ],
  ])('is the same if it is %s', (_, stored, first) => {
    expect(judgeFirstTokens(stored, first)).toBe('same')
  })

  it.each<[string, LiveFamily, LiveFamily]>([
    ['of an earlier attempt', begun(now - second, 'lost'), lasting],
    ['of an attempt in the same millisecond', begun(now, 'lost'), lasting],
    ['of an earlier attempt, without a refresh token', begun(now - second), short],
    ['of an earlier attempt, which got no refresh token', begun(now - second), lasting],
    ['of an earlier attempt, which got a refresh token', begun(now - second, 'lost'), short],
  ])('is a leftover if it is that %s', (_, stored, first) => {
    expect(judgeFirstTokens(stored, first)).toBe('leftover')
  })

  it.each<[string, LiveFamily, LiveFamily]>([
    ['knows another token', begun(now + second, 'other'), lasting],
    ['has no refresh token', begun(now + second), lasting],
    ['has one', begun(now + second, 'other'), short],
    ['lives longer', begun(now + second), short],
  ])('is another one if it was used later and %s', (_, stored, first) => {
    expect(judgeFirstTokens(stored, first)).toBe('other')
  })

  it('has ended, whatever it was', () => {
    for (const family of [lasting, short, begun(now - second, 'lost'), begun(now + second, 'other')]) {
      expect(judgeFirstTokens(endFamily(family, 'revokedByPerson', now), lasting)).toBe('ended')
    }
  })
})
