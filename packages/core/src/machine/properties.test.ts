// @module-tag repeated
import { sampleAuthorization } from '@devicegrant/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { repetitions } from '../../test-support/repetitions.js'
import type { DeviceAuthorization } from './authorization.js'
import { decide, withdraw } from './decision.js'
import { defaultPolicy } from './policy.js'
import { judgePoll, type PollVerdict } from './poll.js'
import { claim, complete, release } from './redemption.js'
import { type Duration, type Instant, minute } from './time.js'

const issuedAt = 1_767_225_600_789
const born = sampleAuthorization(issuedAt)
const presenter = { clientId: born.clientId, dialect: born.dialect }
const policy = defaultPolicy

/** A record as a store keeps it: the two cells, and a write that fails if another actor was faster. */
class Cell {
  authorization: DeviceAuthorization = born
  revision = 0
  stamp: Instant | undefined
  readonly history: DeviceAuthorization[] = [born]

  poll(now: Instant): PollVerdict {
    const previousPoll = this.stamp
    this.stamp = now
    return judgePoll({ authorization: this.authorization, previousPoll, presenter, now }, policy)
  }

  replace(seen: number, next: DeviceAuthorization): boolean {
    if (seen !== this.revision) return false
    this.authorization = next
    this.revision += 1
    this.history.push(next)
    return true
  }
}

/** The next step of an actor. Reading and writing are two steps, so that other steps can come between them. */
type Step =
  | { readonly does: 'wait'; readonly time: Duration }
  | { readonly does: 'poll'; readonly by: number }
  | { readonly does: 'decide'; readonly by: number; readonly choice: 'approve' | 'deny' }
  | { readonly does: 'withdraw'; readonly by: number }
  | { readonly does: 'write'; readonly by: number }
  | { readonly does: 'mint'; readonly by: number; readonly fails: boolean }

/** A write that an actor has prepared, and the revision that it read. */
interface Draft {
  readonly seen: number
  readonly next: DeviceAuthorization
}

const actors = 4
const by = fc.nat({ max: actors - 1 })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ does: fc.constant('wait'), time: fc.nat({ max: 2 * minute }) }) },
  { weight: 6, arbitrary: fc.record({ does: fc.constant('poll'), by }) },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('decide'),
      by,
      choice: fc.constantFrom('approve', 'approve', 'approve', 'deny'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('withdraw'), by }) },
  { weight: 9, arbitrary: fc.record({ does: fc.constant('write'), by }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('mint'), by, fails: fc.boolean() }) },
)
const steps = fc.array(step, { maxLength: 80, size: 'max' })

/** Runs the steps and returns every stored record, in order. */
function live(script: readonly Step[]): readonly DeviceAuthorization[] {
  const cell = new Cell()
  const drafts = new Map<number, Draft>()
  const claims = new Map<number, Draft>()
  let now = issuedAt
  for (const [nth, what] of script.entries()) {
    if (what.does === 'wait') now += what.time
    else if (what.does === 'write') write(cell, drafts, claims, what.by)
    else if (what.does === 'mint') mint(cell, claims, what.by, what.fails)
    else {
      const next = draft(cell, what, `${what.by}/${nth}`, now)
      if (next !== undefined) drafts.set(what.by, { seen: cell.revision, next })
    }
  }
  return cell.history
}

function draft(cell: Cell, what: Step, attempt: string, now: Instant): DeviceAuthorization | undefined {
  const { authorization } = cell
  switch (what.does) {
    case 'poll': {
      const verdict = cell.poll(now)
      if (verdict.verdict === 'polledTooFast') return verdict.next
      return verdict.verdict === 'approved' ? claim(verdict.authorization, attempt, policy, now) : undefined
    }
    case 'decide': {
      const decision = {
        choice: what.choice,
        subject: 'account-7',
        authenticatedAt: now,
        checkedAt: now,
        ticket: attempt,
      }
      const verdict = decide(authorization, decision, policy, now)
      return verdict.verdict === 'decided' ? verdict.next : undefined
    }
    case 'withdraw':
      return authorization.status === 'approved' ? withdraw(authorization, policy, now) : undefined
    default:
      return undefined
  }
}

function write(cell: Cell, drafts: Map<number, Draft>, claims: Map<number, Draft>, actor: number): void {
  const draft = drafts.get(actor)
  drafts.delete(actor)
  if (draft === undefined || !cell.replace(draft.seen, draft.next)) return
  if (draft.next.status === 'redeemed') claims.set(actor, { seen: cell.revision, next: draft.next })
}

function mint(cell: Cell, claims: Map<number, Draft>, actor: number, fails: boolean): void {
  const claimed = claims.get(actor)
  claims.delete(actor)
  if (claimed?.next.status !== 'redeemed') return
  const written = fails ? release(claimed.next) : complete(claimed.next, `tokens of ${claimed.next.attempt}`)
  expect(cell.replace(claimed.seen, written), 'only the owner of a claim may overwrite it').toBe(true)
}

const isComplete = (one: DeviceAuthorization) => one.status === 'redeemed' && one.response !== undefined
const statusesOf = (history: readonly DeviceAuthorization[]) => history.map(({ status }) => status)
const runs = { numRuns: repetitions(2_000) }

describe('for any steps in any order', () => {
  it('the scripts reach every status, so that no property below holds for lack of steps', () => {
    const histories = fc.sample(steps, { numRuns: 2_000, seed: 7 }).map(live)
    expect(new Set(histories.flatMap(statusesOf))).toEqual(new Set(['pending', 'approved', 'denied', 'redeemed']))
    expect(histories.filter((history) => history.some(isComplete)).length).toBeGreaterThan(100)
    expect(histories.filter((history) => history.at(-1)?.status === 'denied').length).toBeGreaterThan(100)
  })

  it('no record leads to two sets of tokens', () => {
    fc.assert(
      fc.property(steps, (script) => live(script).filter(isComplete).length <= 1),
      runs,
    )
  })

  it('a record becomes approved only by an approval, and redeemed only from an approval', () => {
    const before = { pending: ['pending'], approved: ['pending', 'redeemed'], redeemed: ['approved', 'redeemed'] }
    fc.assert(
      fc.property(steps, (script) => {
        const statuses = statusesOf(live(script))
        for (const [nth, status] of statuses.entries()) {
          const last = statuses[nth - 1]
          if (last === undefined) continue
          if (status === 'denied') expect(['pending', 'approved']).toContain(last)
          else expect(before[status]).toContain(last)
        }
      }),
      runs,
    )
  })

  it('a denial and a completed redemption are final', () => {
    fc.assert(
      fc.property(steps, (script) => {
        const history = live(script)
        const end = history.findIndex((one) => one.status === 'denied' || isComplete(one))
        expect(end === -1 || end === history.length - 1).toBe(true)
      }),
      runs,
    )
  })

  it('the interval and forgetAt never decrease, and the interval stays below its ceiling', () => {
    fc.assert(
      fc.property(steps, (script) => {
        const history = live(script)
        for (const [nth, one] of history.entries()) {
          const last = history[nth - 1] ?? born
          expect(one.interval).toBeGreaterThanOrEqual(last.interval)
          expect(one.interval).toBeLessThanOrEqual(policy.intervalCeiling)
          expect(one.forgetAt).toBeGreaterThanOrEqual(last.forgetAt)
        }
      }),
      runs,
    )
  })

  it('the request never changes', () => {
    fc.assert(
      fc.property(steps, (script) => {
        for (const { interval: _interval, forgetAt: _forgetAt, status: _status, ...asked } of live(script)) {
          const { interval: _i, forgetAt: _f, status: _s, ...facts } = born
          expect(asked).toMatchObject(facts)
        }
      }),
      runs,
    )
  })
})
