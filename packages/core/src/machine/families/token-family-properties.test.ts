// @module-tag repeated
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { repetitions } from '../../../test-support/repetitions.js'
import { defaultPolicy, type Policy } from '../policy.js'
import { type Duration, day, type Instant, minute, second } from '../time.js'
import type { EndReason } from './end-reason.js'
import { judgeRefresh, type RefreshVerdict } from './refresh.js'
import { beginFamily, endFamily, type GrantFacts, isInUse, rotate, type TokenFamily } from './token-family.js'

const grantedAt = 1_767_225_600_789
const accessLifetime = 10 * minute
const grant: GrantFacts = {
  grantId: 'grant-1',
  origin: 'deviceCode',
  dialect: 'rfc8628',
  clientId: 'living-room-tv',
  subject: 'account-7',
  scope: ['openid', 'photos:read'],
  resources: ['https://photos.example/api'],
  requester: { ip: '2001:db8::7' },
  authenticatedAt: grantedAt - 1 * minute,
  grantedAt,
}
const presenter = { clientId: grant.clientId, dialect: grant.dialect }

/** The verdict on a presented token, and the refresh token that came back. */
interface Heard {
  readonly at: Instant
  readonly token: string
  readonly verdict: RefreshVerdict['verdict']
  /** When the token was spent before; `undefined` if it was not. */
  readonly spentAt: Instant | undefined
  /** The refresh token in the response. */
  readonly got?: string
}

/** A grant with every token that it issued, and a service that obeys the verdicts. */
class Grant {
  family: TokenFamily
  now = grantedAt
  /** All refresh tokens, in the order in which they were issued. */
  readonly given: string[] = ['token-0']
  readonly spentAt = new Map<string, Instant>()
  readonly heard: Heard[] = []
  readonly history: { readonly at: Instant; readonly family: TokenFamily }[] = []

  private readonly policy: Policy

  constructor(policy: Policy) {
    this.policy = policy
    this.family = beginFamily(grant, { accessLifetime, refreshToken: 'token-0' }, policy, grantedAt)
    this.keep(this.family)
  }

  judge(token: string): RefreshVerdict {
    return judgeRefresh({ family: this.family, token, presenter, now: this.now }, this.policy)
  }

  present(token: string): Heard {
    const verdict = this.judge(token)
    const spentAt = this.spentAt.get(token)
    const got = this.obey(verdict, token)
    const heard = { at: this.now, token, verdict: verdict.verdict, spentAt, ...(got !== undefined && { got }) }
    this.heard.push(heard)
    return heard
  }

  end(reason: EndReason): void {
    if (this.family.status === 'live') this.keep(endFamily(this.family, reason, this.now))
  }

  private obey(verdict: RefreshVerdict, token: string): string | undefined {
    if (verdict.verdict === 'replayable') return verdict.response
    if (verdict.verdict === 'reused') this.end('refreshTokenReused')
    if (verdict.verdict !== 'current') return undefined
    const next = `token-${this.given.length}`
    this.keep(rotate(verdict.family, { next, response: next, accessLifetime }, this.policy, this.now))
    this.given.push(next)
    this.spentAt.set(token, this.now)
    return next
  }

  private keep(family: TokenFamily): void {
    this.family = family
    this.history.push({ at: this.now, family })
  }
}

/** The next step. A token is counted from the newest, so that recent ones come up often. */
type Step =
  | { readonly does: 'wait'; readonly time: Duration }
  | { readonly does: 'present'; readonly age: number }
  | { readonly does: 'end'; readonly reason: EndReason }

const wait = fc.oneof(
  { weight: 6, arbitrary: fc.nat({ max: 4 * second }) },
  { weight: 2, arbitrary: fc.nat({ max: 30 * second }) },
  { weight: 2, arbitrary: fc.nat({ max: 13 * day }) },
  { weight: 1, arbitrary: fc.nat({ max: 40 * day }) },
)
const age = fc.oneof(
  { weight: 8, arbitrary: fc.constant(0) },
  { weight: 4, arbitrary: fc.constant(1) },
  { weight: 1, arbitrary: fc.nat({ max: 6 }) },
)
const reason = fc.constantFrom<EndReason>('revokedByClient', 'revokedByPerson', 'inactive')
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 20, arbitrary: fc.record({ does: fc.constant('wait'), time: wait }) },
  { weight: 30, arbitrary: fc.record({ does: fc.constant('present'), age }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('end'), reason }) },
)
const steps = fc.array(step, { maxLength: 60, size: 'max' })
const anyPolicy: fc.Arbitrary<Policy> = fc
  .record({
    refreshLifetime: fc.constantFrom(30 * day, 1 * minute),
    refreshIdle: fc.constantFrom(14 * day, 60 * day, 20 * second),
    refreshReplayWindow: fc.constantFrom(10 * second, 0, 1 * second, 30 * second),
  })
  .map((numbers) => ({ ...defaultPolicy, ...numbers }))

/** Runs the steps. `look` receives the grant after each of them. */
function live(script: readonly Step[], policy: Policy, look: (one: Grant) => void = () => {}): Grant {
  const one = new Grant(policy)
  look(one)
  for (const what of script) {
    if (what.does === 'wait') one.now += what.time
    else if (what.does === 'end') one.end(what.reason)
    else one.present(one.given.at(-1 - (what.age % one.given.length)) ?? 'token-0')
    look(one)
  }
  return one
}

const runs = { numRuns: repetitions(2_000) }

describe('for any presented tokens in any order', () => {
  it('the scripts reach every verdict, so that no property below holds for lack of steps', () => {
    const lives = fc.sample(fc.tuple(steps, anyPolicy), { numRuns: 2_000, seed: 7 }).map((given) => live(...given))
    const heard = lives.flatMap((one) => one.heard)
    for (const verdict of ['current', 'replayable', 'reused', 'expired', 'ended'] as const) {
      expect(heard.filter((what) => what.verdict === verdict).length, verdict).toBeGreaterThan(500)
    }
    const full = lives.filter(({ history }) => history.some(({ family }) => spentIn(family).length === 4))
    expect(full.length).toBeGreaterThan(100)
    expect(lives.filter(({ given }) => given.length > 5).length).toBeGreaterThan(100)
  })

  it('at most one of all issued tokens is current, and it is the newest', () => {
    fc.assert(
      fc.property(steps, anyPolicy, (script, policy) => {
        live(script, policy, (one) => {
          const current = one.given.filter((token) => one.judge(token).verdict === 'current')
          expect([[], one.given.slice(-1)]).toContainEqual(current)
        })
      }),
      { numRuns: repetitions(500) },
    )
  })

  it('a token that was spent before the replay window leads to no tokens, and the family has ended afterwards', () => {
    fc.assert(
      fc.property(steps, anyPolicy, (script, policy) => {
        const one = live(script, policy, (during) => {
          const last = during.heard.at(-1)
          if (last === undefined || !isStale(last, policy)) return
          expect(last.got).toBe(undefined)
          expect(['reused', 'expired', 'ended']).toContain(last.verdict)
          if (last.verdict === 'reused') expect(during.family.status).toBe('ended')
        })
        const stale = one.heard.findIndex((what) => isStale(what, policy))
        const later = stale === -1 ? [] : one.heard.slice(stale + 1)
        expect(later.filter(({ verdict }) => verdict === 'current')).toEqual([])
      }),
      runs,
    )
  })

  it('a token always leads to the same next token', () => {
    fc.assert(
      fc.property(steps, anyPolicy, (script, policy) => {
        const successors = new Map<string, string>()
        for (const { token, got } of live(script, policy).heard) {
          if (got === undefined) continue
          expect(successors.get(token) ?? got).toBe(got)
          successors.set(token, got)
        }
        expect(new Set(successors.values()).size, 'no two tokens have one successor').toBe(successors.size)
      }),
      runs,
    )
  })

  it('only a spent token gets the verdict reused', () => {
    fc.assert(
      fc.property(steps, anyPolicy, (script, policy) => {
        for (const { verdict, spentAt } of live(script, policy).heard) {
          if (verdict === 'reused' || verdict === 'replayable') expect(spentAt).toBeDefined()
          if (verdict === 'current') expect(spentAt).toBe(undefined)
        }
      }),
      runs,
    )
  })

  it('an end is final', () => {
    fc.assert(
      fc.property(steps, anyPolicy, (script, policy) => {
        const { heard, history } = live(script, policy)
        const ended = history.findIndex(({ family }) => family.status === 'ended')
        expect([-1, history.length - 1]).toContain(ended)
        const first = heard.findIndex(({ verdict }) => verdict === 'ended')
        if (first !== -1) expect(new Set(heard.slice(first).map(({ verdict }) => verdict))).toEqual(new Set(['ended']))
        const reused = heard.findIndex(({ verdict }) => verdict === 'reused')
        if (reused !== -1) expect(heard.slice(reused + 1).every(({ verdict }) => verdict === 'ended')).toBe(true)
      }),
      runs,
    )
  })

  it('no token is issued after the absolute end, or for a token that was unused for too long', () => {
    fc.assert(
      fc.property(steps, anyPolicy, (script, policy) => {
        let used = grantedAt
        for (const { at, verdict, spentAt = at } of live(script, policy).heard) {
          if (verdict === 'current') {
            expect(at).toBeLessThan(Math.min(grantedAt + policy.refreshLifetime, used + policy.refreshIdle))
            used = at
          }
          // A lost response is sent again, but only within the replay window.
          if (verdict === 'replayable') expect(at).toBeLessThan(spentAt + policy.refreshReplayWindow)
        }
      }),
      runs,
    )
  })

  it('the record keeps its facts and its absolute end, and forgetAt never moves earlier', () => {
    fc.assert(
      fc.property(steps, anyPolicy, (script, policy) => {
        let [forgetAt, accessUntil] = [0, 0]
        for (const { family } of live(script, policy).history) {
          expect(family).toMatchObject(grant)
          expect(family.forgetAt).toBeGreaterThanOrEqual(forgetAt)
          forgetAt = family.forgetAt
          if (family.status === 'ended') continue
          expect(family.rotation?.expiresAt).toBe(grantedAt + policy.refreshLifetime)
          expect(family.accessUntil).toBeGreaterThanOrEqual(accessUntil)
          accessUntil = family.accessUntil
        }
      }),
      runs,
    )
  })

  it('only spent tokens that can be replayed are kept, and at most four', () => {
    fc.assert(
      fc.property(steps, anyPolicy, (script, policy) => {
        for (const { at, family } of live(script, policy).history) {
          const spent = spentIn(family)
          expect(spent.length).toBeLessThanOrEqual(4)
          expect(spent.filter(({ spentAt }) => at >= spentAt + policy.refreshReplayWindow)).toEqual([])
          const moments = spent.map(({ spentAt }) => spentAt)
          expect(moments).toEqual(moments.toSorted((one, other) => other - one))
        }
      }),
      runs,
    )
  })

  it('no record is forgotten while a token of it can be valid or a response can be fetched again', () => {
    fc.assert(
      fc.property(steps, anyPolicy, (script, policy) => {
        live(script, policy, (one) => {
          const isReplayable = one.given.slice(-5).some((token) => one.judge(token).verdict === 'replayable')
          if (!isReplayable && !isInUse(one.family, policy, one.now)) return
          expect(one.now).toBeLessThan(one.family.forgetAt)
        })
      }),
      runs,
    )
  })
})

/** One refresh of an honest client: it waits, asks, and asks again until a response arrives. */
interface HonestRefresh {
  readonly after: Duration
  /** How long it waits for each lost response. */
  readonly lost: readonly Duration[]
}

describe('a client that presents its newest token, and asks again after a lost response', () => {
  const policy = { ...defaultPolicy, refreshIdle: 5 * day, refreshReplayWindow: 10 * second }
  const refreshes: fc.Arbitrary<readonly HonestRefresh[]> = fc.array(
    fc.record({
      after: fc.oneof(
        { weight: 4, arbitrary: fc.nat({ max: 3 * second }) },
        { weight: 4, arbitrary: fc.nat({ max: 3 * day }) },
        { weight: 1, arbitrary: fc.nat({ max: 8 * day }) },
      ),
      // Together they are shorter than the replay window.
      lost: fc.array(fc.nat({ max: 1_999 }), { maxLength: 5 }),
    }),
    { maxLength: 40, size: 'max' },
  )

  function refreshAll(script: readonly HonestRefresh[]): Grant {
    const one = new Grant(policy)
    let newest = 'token-0'
    for (const { after, lost } of script) {
      one.now += after
      let { got } = one.present(newest)
      for (const time of lost) {
        one.now += time
        got = one.present(newest).got
      }
      newest = got ?? newest
    }
    return one
  }

  it('never gets the verdict reused', () => {
    fc.assert(
      fc.property(refreshes, (script) => {
        const { heard, family } = refreshAll(script)
        expect(heard.filter(({ verdict }) => !['current', 'replayable', 'expired'].includes(verdict))).toEqual([])
        expect(family.status).toBe('live')
      }),
      runs,
    )
  })

  it('is not refused before its grant expires', () => {
    fc.assert(
      fc.property(refreshes, (script) => {
        const { heard } = refreshAll(script)
        let used = grantedAt
        for (const { at, verdict } of heard) {
          if (verdict === 'current') used = at
          if (verdict !== 'expired') continue
          expect(at).toBeGreaterThanOrEqual(Math.min(grantedAt + policy.refreshLifetime, used + policy.refreshIdle))
        }
      }),
      runs,
    )
  })

  it('gets the lost response again, and continues with it', () => {
    fc.assert(
      fc.property(refreshes, (script) => {
        const { heard, given } = refreshAll(script)
        const got = heard.flatMap((what) => what.got ?? [])
        expect([...new Set(got)]).toEqual(given.slice(1))
        for (const [nth, what] of heard.entries()) {
          if (what.verdict === 'replayable') expect(what.got).toBe(heard[nth - 1]?.got)
        }
      }),
      runs,
    )
  })

  it('is what the scripts cover: most of them end, and most of them lose responses', () => {
    const heard = fc.sample(refreshes, { numRuns: 500, seed: 7 }).map((script) => refreshAll(script).heard)
    const verdicts = heard.map((all) => new Set(all.map(({ verdict }) => verdict)))
    expect(verdicts.filter((some) => some.has('replayable')).length).toBeGreaterThan(250)
    expect(verdicts.filter((some) => some.has('expired')).length).toBeGreaterThan(250)
    expect(heard.filter((all) => all.filter(({ verdict }) => verdict === 'current').length > 5).length).toBeGreaterThan(
      250,
    )
  })
})

function isStale({ at, spentAt }: Heard, policy: Policy): boolean {
  return spentAt !== undefined && at >= spentAt + policy.refreshReplayWindow
}

function spentIn(family: TokenFamily) {
  return family.status === 'live' ? (family.rotation?.spent ?? []) : []
}
