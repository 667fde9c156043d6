import { describe, expect, it } from 'vitest'
import { defaultPolicy, type Policy } from '../policy.js'
import { day, minute, second } from '../time.js'
import { judgeRefresh, type RefreshVerdict } from './refresh.js'
import {
  beginFamily,
  type EndedFamily,
  endFamily,
  type GrantFacts,
  hasRefreshExpired,
  isInUse,
  isRefreshable,
  isRevoked,
  type LiveFamily,
  type RefreshableFamily,
  refreshEndOf,
  rotate,
  type TokenFamily,
} from './token-family.js'

// RFC 6749 §6, RFC 9700 §4.14.2. The default policy: 30 days in total, 14 days unused, 10 seconds for a lost response.

const grantedAt = 1_767_225_600_789
const policy = defaultPolicy
const accessLifetime = 10 * minute
const window = policy.refreshReplayWindow
const idle = policy.refreshIdle
const absolute = grantedAt + policy.refreshLifetime

const grant: GrantFacts = {
  grantId: 'grant-1',
  origin: 'deviceCode',
  dialect: 'rfc8628',
  clientId: 'living-room-tv',
  subject: 'account-7',
  scope: ['openid', 'photos:read'],
  resources: ['https://photos.example/api'],
  requester: { ip: '2001:db8::7', label: 'Living room' },
  authenticatedAt: grantedAt - 1 * minute,
  grantedAt,
  confirmation: { jkt: 'thumbprint' },
}
const presenter = { clientId: grant.clientId, dialect: grant.dialect, jkt: 'thumbprint' }

const brief = beginFamily(grant, { accessLifetime }, policy, grantedAt)
const lasting = refreshable(beginFamily(grant, { accessLifetime, refreshToken: 'token-0' }, policy, grantedAt))

function refreshable(family: LiveFamily): RefreshableFamily {
  if (!isRefreshable(family)) throw new Error('the family has no refresh token')
  return family
}

/** Spends `token-n` at a moment. `token-n+1` takes its place, and the response is `answer-n`. */
function spend(family: RefreshableFamily, nth: number, now: number, numbers: Policy = policy): RefreshableFamily {
  return rotate(family, { next: `token-${nth + 1}`, response: `answer-${nth}`, accessLifetime }, numbers, now)
}

/** Returns the verdict and its members, without the family. */
function verdictOn(family: TokenFamily | undefined, token: string, now: number, numbers: Policy = policy) {
  const verdict = judgeRefresh({ family, token, presenter, now }, numbers)
  return 'response' in verdict ? `${verdict.verdict}: ${verdict.response}` : verdict.verdict
}

describe('beginFamily', () => {
  it('keeps the grant, its first refresh token, and when the grant and the token end', () => {
    expect(lasting).toStrictEqual({
      ...grant,
      status: 'live',
      lastUsedAt: grantedAt,
      accessUntil: grantedAt + 10 * minute,
      rotation: { current: 'token-0', expiresAt: grantedAt + 30 * day, spent: [] },
      forgetAt: grantedAt + 30 * day + 1 * minute,
    })
  })

  it('keeps no rotation without a refresh token, and is forgotten after its access token', () => {
    expect(brief).toStrictEqual({
      ...grant,
      status: 'live',
      lastUsedAt: grantedAt,
      accessUntil: grantedAt + 10 * minute,
      forgetAt: grantedAt + 11 * minute,
    })
  })

  it.each([
    // access token, refresh token, kept: a minute longer than the one that lives longer
    [10 * minute, 30 * day, 30 * day + 1 * minute],
    [60 * day, 30 * day, 60 * day + 1 * minute],
    [30 * day, 30 * day, 30 * day + 1 * minute],
  ])('with an access token of %i ms and a refresh token of %i ms is kept for %i ms', (access, refresh, kept) => {
    const numbers = { ...policy, refreshLifetime: refresh }
    const family = beginFamily(grant, { accessLifetime: access, refreshToken: 'token-0' }, numbers, grantedAt)
    expect(family.forgetAt).toBe(grantedAt + kept)
  })

  it('begins at the given time, which may be after the grant', () => {
    const late = beginFamily(grant, { accessLifetime, refreshToken: 'token-0' }, policy, grantedAt + 1 * minute)
    expect(late).toMatchObject({ grantedAt, lastUsedAt: grantedAt + 1 * minute })
    expect(refreshable(late).rotation.expiresAt).toBe(absolute + 1 * minute)
  })
})

describe('judgeRefresh', () => {
  const spentAt = grantedAt + 1 * day
  const once = spend(lasting, 0, spentAt)
  // Refreshed once a week: its absolute end comes before it is unused for too long.
  const late = grantedAt + 29 * day
  const old = spend(once, 1, late)
  // Refreshed in its last second.
  const last = absolute - 1 * second
  const lastMinute = spend(once, 1, last)
  const switchedOff = { ...policy, refreshReplayWindow: 0 }
  const offOnce = spend(lasting, 0, spentAt, switchedOff)
  const ended = endFamily(once, 'revokedByPerson', spentAt + 1 * second)

  it.each<[string, TokenFamily | undefined, string, number, string]>([
    ['an unknown grant', undefined, 'token-0', grantedAt, 'unknown'],
    ['a grant without refresh tokens', brief, 'token-0', grantedAt, 'unknown'],
    ['a grant without refresh tokens, long after its end', brief, 'token-0', grantedAt + 365 * day, 'unknown'],

    ['the first token, at once', lasting, 'token-0', grantedAt, 'current'],
    ['the first token, on a clock that is behind', lasting, 'token-0', grantedAt - 5 * second, 'current'],
    ['the first token, just before it was unused for too long', lasting, 'token-0', grantedAt + idle - 1, 'current'],
    ['the first token, unused for too long', lasting, 'token-0', grantedAt + idle, 'expired'],
    ['the first token, unused for far too long', lasting, 'token-0', grantedAt + 365 * day, 'expired'],

    ['the second token, at once', once, 'token-1', spentAt, 'current'],
    [
      'the second token, when the first would have been unused for too long',
      once,
      'token-1',
      grantedAt + idle,
      'current',
    ],
    ['the second token, just before it was unused for too long', once, 'token-1', spentAt + idle - 1, 'current'],
    ['the second token, unused for too long', once, 'token-1', spentAt + idle, 'expired'],

    ['a spent token, at once', once, 'token-0', spentAt, 'replayable: answer-0'],
    ['a spent token, on a clock that is behind', once, 'token-0', spentAt - 5 * second, 'replayable: answer-0'],
    ['a spent token, just before the window’s end', once, 'token-0', spentAt + window - 1, 'replayable: answer-0'],
    ['a spent token, at the window’s end', once, 'token-0', spentAt + window, 'reused'],
    ['a spent token, much later', once, 'token-0', spentAt + idle - 1, 'reused'],
    ['a spent token, after the current one has expired', once, 'token-0', spentAt + idle, 'expired'],

    ['the third token, just before the absolute end', old, 'token-2', absolute - 1, 'current'],
    ['the third token, at the absolute end', old, 'token-2', absolute, 'expired'],
    ['the third token, after it', old, 'token-2', absolute + 1, 'expired'],
    ['the second token, just after it was spent', old, 'token-1', late + 1, 'replayable: answer-1'],
    ['the second token, spent too long ago', old, 'token-1', late + window, 'reused'],
    ['the first token, spent long before', old, 'token-0', late + 1, 'reused'],
    ['a token of this family that was never the current one', old, 'token-x', late + 1, 'reused'],
    ['the first token, spent long before, at the absolute end', old, 'token-0', absolute, 'expired'],

    ['the last token, at the absolute end', lastMinute, 'token-2', absolute, 'expired'],
    [
      'the one before it, at the absolute end: its response may be lost',
      lastMinute,
      'token-1',
      absolute,
      'replayable: answer-1',
    ],
    [
      'the one before it, in the window’s last moment',
      lastMinute,
      'token-1',
      last + window - 1,
      'replayable: answer-1',
    ],
    ['the one before it, at the window’s end', lastMinute, 'token-1', last + window, 'expired'],

    ['the current token of a family that has ended', ended, 'token-1', spentAt + 2 * second, 'ended'],
    ['a spent token of it, inside the window', ended, 'token-0', spentAt + 2 * second, 'ended'],
    ['a spent token of it, much later', ended, 'token-0', absolute + 1 * day, 'ended'],
    ['a token of it that was never current', ended, 'token-x', spentAt + 2 * second, 'ended'],
  ])('%s', (_, family, token, now, expected) => {
    expect(verdictOn(family, token, now)).toBe(expected)
  })

  it.each<[string, TokenFamily, string, number, string]>([
    ['a spent token is reused in the moment in which it was spent', offOnce, 'token-0', spentAt, 'reused'],
    ['the current token is valid', offOnce, 'token-1', spentAt, 'current'],
    ['a response that was kept for a replay is not sent', once, 'token-0', spentAt + 1, 'reused'],
  ])('with a window of 0: %s', (_, family, token, now, expected) => {
    expect(verdictOn(family, token, now, switchedOff)).toBe(expected)
  })

  it('returns the family only if it is to be replayed, spent or ended', () => {
    const judge = (family: TokenFamily, token: string, now: number): RefreshVerdict =>
      judgeRefresh({ family, token, presenter, now }, policy)
    expect(judge(once, 'token-1', spentAt)).toStrictEqual({ verdict: 'current', family: once })
    expect(judge(once, 'token-0', spentAt)).toStrictEqual({ verdict: 'replayable', family: once, response: 'answer-0' })
    expect(judge(once, 'token-0', spentAt + window)).toStrictEqual({ verdict: 'reused', family: once })
    expect(judge(once, 'token-1', spentAt + idle)).toStrictEqual({ verdict: 'expired' })
    expect(judge(ended, 'token-1', spentAt)).toStrictEqual({ verdict: 'ended' })
    expect(judge(brief, 'token-0', spentAt)).toStrictEqual({ verdict: 'unknown' })
  })

  it.each<[string, TokenFamily]>([
    ['live', once],
    ['without a refresh token', brief],
    ['ended', ended],
  ])('another client learns nothing about a family that is %s', (_, family) => {
    for (const stranger of [
      { ...presenter, clientId: 'another-tv' },
      { ...presenter, dialect: 'another' },
      { clientId: '', dialect: '' },
    ]) {
      for (const token of ['token-0', 'token-1', 'token-x']) {
        for (const now of [grantedAt, spentAt + 1, spentAt + window, absolute]) {
          const verdict = judgeRefresh({ family, token, presenter: stranger, now }, policy)
          expect(verdict).toStrictEqual({ verdict: 'foreign' })
        }
      }
    }
  })

  it('takes the unused time from the current policy, and the absolute end from the record', () => {
    const stricter = { ...policy, refreshIdle: 1 * day, refreshLifetime: 2 * day }
    expect(verdictOn(once, 'token-1', spentAt + 1 * day - 1, stricter)).toBe('current')
    expect(verdictOn(once, 'token-1', spentAt + 1 * day, stricter)).toBe('expired')
    const milder = { ...policy, refreshIdle: 90 * day, refreshLifetime: 90 * day }
    expect(verdictOn(once, 'token-1', absolute - 1, milder)).toBe('current')
    expect(verdictOn(once, 'token-1', absolute, milder)).toBe('expired')
  })
})

describe('rotate', () => {
  const now = grantedAt + 1 * day

  it('replaces the current token by the next one, and keeps the spent one with its response', () => {
    expect(spend(lasting, 0, now)).toStrictEqual({
      ...lasting,
      lastUsedAt: now,
      accessUntil: now + accessLifetime,
      rotation: {
        current: 'token-1',
        expiresAt: absolute,
        spent: [{ token: 'token-0', spentAt: now, response: 'answer-0' }],
      },
    })
  })

  it('keeps the tokens that can be replayed, the latest first, and drops the others', () => {
    const spends = [0, 4, 8, 10, 14].map((seconds) => now + seconds * second)
    let family = lasting
    const kept = spends.map((at, nth) => {
      family = spend(family, nth, at)
      return family.rotation.spent.map(({ token }) => token)
    })
    expect(kept).toEqual([
      ['token-0'],
      ['token-1', 'token-0'],
      ['token-2', 'token-1', 'token-0'],
      // From here on, each step takes the oldest one out of the ten seconds.
      ['token-3', 'token-2', 'token-1'],
      ['token-4', 'token-3', 'token-2'],
    ])
  })

  it('keeps at most four, at any speed of spending', () => {
    let family = lasting
    for (let nth = 0; nth < 50; nth++) {
      family = spend(family, nth, now + nth)
      expect(family.rotation.spent).toHaveLength(Math.min(nth + 1, 4))
    }
    expect(family.rotation.spent).toStrictEqual([
      { token: 'token-49', spentAt: now + 49, response: 'answer-49' },
      { token: 'token-48', spentAt: now + 48, response: 'answer-48' },
      { token: 'token-47', spentAt: now + 47, response: 'answer-47' },
      { token: 'token-46', spentAt: now + 46, response: 'answer-46' },
    ])
    expect(verdictOn(family, 'token-46', now + 49)).toBe('replayable: answer-46')
    expect(verdictOn(family, 'token-45', now + 49)).toBe('reused')
  })

  it('keeps none with a window of 0', () => {
    const off = { ...policy, refreshReplayWindow: 0 }
    expect(spend(spend(lasting, 0, now, off), 1, now, off).rotation.spent).toEqual([])
    expect(spend(spend(lasting, 0, now), 1, now, off).rotation.spent).toEqual([])
  })

  it('never moves the absolute end, under any new policy', () => {
    const longer = { ...policy, refreshLifetime: 365 * day, refreshIdle: 365 * day }
    const family = spend(spend(lasting, 0, now, longer), 1, absolute - 1, longer)
    expect(family.rotation.expiresAt).toBe(absolute)
  })

  it.each([
    // first access token, next access token, end of the longest one
    [10 * minute, 10 * minute, 20 * minute],
    [60 * minute, 10 * minute, 60 * minute],
    [60 * minute, 50 * minute, 60 * minute],
    [60 * minute, 50 * minute + 1, 60 * minute + 1],
  ])('an access token of %i ms, and ten minutes later one of %i ms: until %i ms', (first, next, until) => {
    const family = refreshable(beginFamily(grant, { accessLifetime: first, refreshToken: 'a' }, policy, grantedAt))
    const made = { next: 'b', response: 'sealed', accessLifetime: next }
    const { accessUntil } = rotate(family, made, policy, grantedAt + 10 * minute)
    expect(accessUntil - grantedAt).toBe(until)
  })

  it('moves forgetAt only to a later moment, if an access token lives longest', () => {
    expect(spend(lasting, 0, now).forgetAt).toBe(absolute + 1 * minute)
    const late = spend(lasting, 0, absolute - 1 * second)
    expect(late.forgetAt).toBe(absolute - 1 * second + 11 * minute)
    const promised = { ...lasting, forgetAt: absolute + 365 * day }
    expect(spend(promised, 0, now).forgetAt).toBe(promised.forgetAt)
    expect(spend(late, 1, now).forgetAt).toBe(late.forgetAt)
  })
})

describe('endFamily', () => {
  const now = grantedAt + 1 * day
  const { lastUsedAt: _used, accessUntil: _until, rotation: _rotation, ...facts } = spend(lasting, 0, now)

  it.each(['revokedByClient', 'revokedByPerson', 'refreshTokenReused', 'inactive'] as const)(
    'keeps the facts of the grant, the end and the reason: %s',
    (reason) => {
      const ended: EndedFamily = endFamily(spend(lasting, 0, now), reason, now + 1)
      expect(ended).toStrictEqual({ ...facts, status: 'ended', endedAt: now + 1, reason })
    },
  )

  it('keeps neither a token nor a response', () => {
    const text = JSON.stringify(endFamily(spend(lasting, 0, now), 'revokedByClient', now))
    expect(text).not.toMatch(/token-|answer-/)
  })

  it('is kept as long as the tokens could have lived', () => {
    expect(endFamily(lasting, 'revokedByClient', now).forgetAt).toBe(lasting.forgetAt)
    expect(endFamily(brief, 'revokedByClient', now).forgetAt).toBe(brief.forgetAt)
  })
})

describe('isInUse', () => {
  const longAccess = beginFamily(grant, { accessLifetime: 60 * day, refreshToken: 'token-0' }, policy, grantedAt)
  const once = spend(lasting, 0, grantedAt + 1 * day)
  const old = spend(once, 1, grantedAt + 29 * day)

  it.each<[string, TokenFamily, number, boolean]>([
    ['one access token, at once', brief, grantedAt, true],
    ['one access token, in its last moment', brief, grantedAt + accessLifetime - 1, true],
    ['one access token, at its end', brief, grantedAt + accessLifetime, false],
    ['a refresh token, after its access token has expired', lasting, grantedAt + accessLifetime, true],
    ['a refresh token, just before it was unused for too long', lasting, grantedAt + idle - 1, true],
    ['a refresh token, unused for too long', lasting, grantedAt + idle, false],
    ['a refresh token, used since', once, grantedAt + idle, true],
    ['a refresh token, used once and then unused for too long', once, grantedAt + 1 * day + idle, false],
    ['a refresh token, just before the absolute end', old, absolute - 1, true],
    ['a refresh token, at the absolute end', old, absolute, false],
    ['an access token that outlives the refresh token', longAccess, grantedAt + 60 * day - 1, true],
    ['an access token that outlives the refresh token, at its end', longAccess, grantedAt + 60 * day, false],
    ['a family that has ended, in that moment', endFamily(lasting, 'inactive', grantedAt), grantedAt, false],
  ])('%s', (_, family, now, expected) => {
    expect(isInUse(family, policy, now)).toBe(expected)
  })
})

describe('isRefreshable', () => {
  it('is whether there is a refresh token, valid or not', () => {
    expect([brief, lasting, spend(lasting, 0, absolute)].map(isRefreshable)).toEqual([false, true, true])
  })
})

describe('refreshEndOf', () => {
  const once = spend(lasting, 0, grantedAt + 1 * day)
  const late = spend(lasting, 0, absolute - idle)
  const later = spend(lasting, 0, absolute - idle + 1)

  it.each([
    ['never used', lasting, grantedAt + idle],
    ['used once', once, grantedAt + 1 * day + idle],
    ['used when both ends are the same moment', late, absolute],
    ['used so late that the absolute end comes first', later, absolute],
  ])('%s: valid until the moment before', (_, family, end) => {
    expect(refreshEndOf(family, policy)).toBe(end)
    expect(hasRefreshExpired(family, policy, end - 1)).toBe(false)
    expect(hasRefreshExpired(family, policy, end)).toBe(true)
  })
})

describe('isRevoked', () => {
  it.each([
    // granted, revoked before, whether the grant is revoked
    ['before the grant', grantedAt, grantedAt - 1, false],
    ['at that very moment', grantedAt, grantedAt, true],
    ['after it', grantedAt, grantedAt + 1, true],
    ['never', grantedAt, undefined, false],
    ['at the beginning of time', grantedAt, 0, false],
    ['at the beginning of time, and granted then', 0, 0, true],
    ['at the beginning of time, and granted before', -1, 0, true],
  ])('%s', (_, granted, revokeBefore, expected) => {
    expect(isRevoked({ grantedAt: granted }, revokeBefore)).toBe(expected)
  })
})
