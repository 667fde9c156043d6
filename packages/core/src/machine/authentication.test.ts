import { describe, expect, it } from 'vitest'
import { authenticationOf, isFor, isFresh, isStrong } from './authentication.js'
import { begin, type PendingAuthorization } from './authorization.js'
import { type Decision, decide } from './decision.js'
import { defaultPolicy } from './policy.js'
import { minute, second } from './time.js'

const issuedAt = 1_000_000_000

function pendingWith(changes: Partial<PendingAuthorization>): PendingAuthorization {
  const codes = { deviceCode: 'device', userCode: 'user', grantId: 'grant' }
  const request = { dialect: 'rfc8628', clientId: 'tv', scope: ['read'], resources: [], requester: {} }
  return { ...begin({ ...codes, ...request }, defaultPolicy, issuedAt), ...changes }
}

const decisionWith = (changes: Partial<Decision>): Decision => ({
  choice: 'approve',
  subject: 'account-alice',
  authenticatedAt: issuedAt,
  checkedAt: issuedAt,
  ticket: 'ticket',
  ...changes,
})

const judge = (pending: PendingAuthorization, decision: Partial<Decision>, now = issuedAt + second) =>
  decide(pending, decisionWith(decision), defaultPolicy, now)

describe('the age of a sign-in', () => {
  it.each([
    ['is not limited without maxAge', undefined, -1_000 * minute, 0, true],
    ['may be as great as maxAge', minute, -minute, 0, true],
    ['may not be greater', minute, -minute - 1, 0, false],
    ['counts until the decision', minute, -second, minute, false],
    [
      'does not count for a sign-in after the start, while the person decides',
      second,
      second,
      2 * minute + second,
      true,
    ],
    ['counts again after two minutes', second, second, 2 * minute + second + 1, false],
    ['of 0 asks for a sign-in after the start', 0, -1, 0, false],
    ['of 0 is met by a sign-in after the start', 0, second, minute, true],
    ['may be negative by a minute, because clocks differ', minute, minute, 0, true],
    ['is unknown if the sign-in is further in the future', minute, minute + 1, 0, false],
    ['of 0 is not met by a sign-in in five hours', 0, 300 * minute, 0, false],
    ['of microseconds is unknown', 300 * minute, issuedAt * 999, 0, false],
  ])('%s', (_, maxAge, signedIn, decides, fresh) => {
    const demand = { issuedAt, ...(maxAge !== undefined && { maxAge }) }
    expect(isFresh(demand, { authenticatedAt: issuedAt + signedIn }, issuedAt + decides)).toBe(fresh)
  })
})

describe('the level of a sign-in', () => {
  it.each([
    [undefined, undefined, true],
    [undefined, 'strong', true],
    [['strong', 'stronger'], 'stronger', true],
    [['strong'], 'stronger', false],
    [['strong'], 'Strong', false],
    [['strong'], undefined, false],
  ])('%j is met by %j: %j', (acrValues, acr, met) => {
    expect(isStrong({ ...(acrValues && { acrValues }) }, { ...(acr !== undefined && { acr }) })).toBe(met)
  })
})

describe('a decision', () => {
  it('I23: needs a sign-in that is as fresh and as strong as the device demands', () => {
    const demanding = pendingWith({ maxAge: minute, acrValues: ['strong'] })
    expect(judge(demanding, { authenticatedAt: issuedAt - minute })).toEqual({ verdict: 'stale' })
    expect(judge(demanding, { authenticatedAt: issuedAt - second })).toEqual({ verdict: 'tooWeak' })
    const strong = { acr: 'strong', amr: ['pwd', 'otp'] }
    expect(judge(demanding, strong)).toMatchObject({ verdict: 'decided', next: { status: 'approved', ...strong } })
  })

  it('to deny needs neither', () => {
    const demanding = pendingWith({ maxAge: 0, acrValues: ['strong'] })
    const verdict = judge(demanding, { choice: 'deny', authenticatedAt: issuedAt - minute })
    expect(verdict).toMatchObject({ verdict: 'decided', next: { status: 'denied' } })
  })

  it.each(['approve', 'deny'] as const)('to %s is of the account of the replaced grant only', (choice) => {
    const replaces = { grantId: 'old', subject: 'account-alice' }
    const bound = pendingWith({ replaces })
    expect(isFor(bound, 'account-bob')).toBe(false)
    expect(judge(bound, { choice, subject: 'account-bob' })).toEqual({ verdict: 'foreign' })
    expect(judge(bound, { choice })).toMatchObject({ verdict: 'decided' })
  })
})

it('the members of an authentication are taken from any object that has them', () => {
  const record = { authenticatedAt: 1, subject: 'account-alice' }
  expect(authenticationOf(record)).toEqual({ authenticatedAt: 1 })
  expect(authenticationOf({ ...record, acr: 'strong', amr: [] })).toEqual({
    authenticatedAt: 1,
    acr: 'strong',
    amr: [],
  })
})
