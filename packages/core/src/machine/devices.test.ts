import { sampleAuthorization } from '@devicegrant/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DeviceAuthorization } from './authorization.js'
import { decide } from './decision.js'
import { grownInterval, leewayOf, defaultPolicy as policy } from './policy.js'
import { judgePoll, type PollVerdict } from './poll.js'
import { type Duration, type Instant, second } from './time.js'

const issuedAt = 1_767_225_600_789
const born = sampleAuthorization(issuedAt)
const presenter = { clientId: born.clientId, dialect: born.dialect }

/** The verdict of each poll of a device, and the final record. */
interface Flow {
  readonly heard: readonly PollVerdict['verdict'][]
  readonly authorization: DeviceAuthorization
}

/** A device polls until it receives a final verdict, with waits of its choice. A person approves at some moment. */
function run(
  interval: Duration,
  approvedAfter: Duration,
  wait: (currentInterval: Duration, poll: number) => Duration,
): Flow {
  let authorization: DeviceAuthorization = { ...born, interval }
  let previousPoll: Instant | undefined
  let currentInterval = interval
  let now = issuedAt
  const heard: PollVerdict['verdict'][] = []
  while (now < born.forgetAt) {
    now += wait(currentInterval, heard.length)
    authorization = approvedBy(authorization, issuedAt + approvedAfter, now)
    const verdict = judgePoll({ authorization, previousPoll, presenter, now }, policy)
    previousPoll = now
    heard.push(verdict.verdict)
    if (verdict.verdict === 'polledTooFast') {
      currentInterval = verdict.interval
      authorization = verdict.next
    } else if (verdict.verdict !== 'pending') break
  }
  return { heard, authorization }
}

function approvedBy(authorization: DeviceAuthorization, approval: Instant, now: Instant): DeviceAuthorization {
  if (now < approval) return authorization
  const decision = {
    choice: 'approve',
    subject: 'account-7',
    authenticatedAt: approval,
    checkedAt: approval,
    ticket: 'ticket',
  } as const
  const verdict = decide(authorization, decision, policy, approval)
  return verdict.verdict === 'decided' ? verdict.next : authorization
}

const approvedAfter = fc.nat({ max: policy.lifetime - 1 })
const jitters = (most: Duration) =>
  fc.array(fc.integer({ min: -most, max: most }), { minLength: 1, maxLength: 200, size: 'max' })

describe('a device', () => {
  it('that keeps the interval, with 500 ms of jitter, never gets slow_down in 1 000 flows, and receives every approval', () => {
    fc.assert(
      fc.property(approvedAfter, jitters(500), (after, jitter) => {
        const { heard } = run(
          5 * second,
          after,
          (currentInterval, poll) => currentInterval + (jitter[poll % jitter.length] ?? 0),
        )
        expect(heard).not.toContain('polledTooFast')
        expect(heard.at(-1)).toBe('approved')
      }),
      { numRuns: 1_000 },
    )
  })

  it('never gets slow_down for jitter up to the leeway, at any interval', () => {
    const intervals = fc.integer({ min: 100, max: 60 * second })
    const shares = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 50, size: 'max' })
    fc.assert(
      fc.property(intervals, shares, (interval, share) => {
        const wait = (currentInterval: Duration, poll: number) =>
          Math.ceil(currentInterval + leewayOf(currentInterval) * (share[poll % share.length] ?? 0))
        expect(run(interval, policy.lifetime - 1, wait).heard).not.toContain('polledTooFast')
      }),
      { numRuns: 200 },
    )
  })

  it('that got slow_down and then keeps the interval never gets it again', () => {
    const greedy = fc.integer({ min: 1, max: 20 })
    fc.assert(
      fc.property(greedy, approvedAfter, jitters(500), (strikes, after, jitter) => {
        const wait = (currentInterval: Duration, poll: number) =>
          poll <= strikes ? 10 : currentInterval + (jitter[poll % jitter.length] ?? 0)
        const { heard } = run(5 * second, after, wait)
        expect(heard.slice(strikes + 1)).not.toContain('polledTooFast')
        // The approval lives for two waits at the ceiling, so the device cannot miss it, even in the last millisecond.
        expect(heard.at(-1)).toBe('approved')
      }),
      { numRuns: 500 },
    )
  })

  it('that ignores slow_down gets it at every poll, and still gets its tokens after the approval', () => {
    const hurry = fc.integer({ min: 100, max: 3_500 })
    fc.assert(
      fc.property(approvedAfter, hurry, (after, pause) => {
        const { heard, authorization } = run(5 * second, after, () => pause)
        expect(heard.at(-1)).toBe('approved')
        expect(heard.slice(1, -1).every((verdict) => verdict === 'polledTooFast')).toBe(true)
        expect(authorization.interval).toBeLessThanOrEqual(policy.intervalCeiling)
      }),
      { numRuns: 100 },
    )
  })

  it('that always polls too fast costs at most eleven writes, because the interval stops at the ceiling', () => {
    let interval = policy.interval
    let writes = 0
    for (let poll = 0; poll < 1_000; poll++) {
      const grown = grownInterval(interval, policy)
      if (grown !== interval) writes += 1
      interval = grown
    }
    expect(writes).toBe(11)
  })
})
