import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextStep, startPolling } from './polling-law.js'
import type { PollingAction, PollingEvent, PollingRules, PollingState, PollingStep } from './polling-rules.js'

const start = { wall: 1_767_225_600_000, monotonic: 50 }
const rules: PollingRules = { interval: 5_000, lifetime: 900_000, firstPoll: 'afterInterval' }

/** A moment at which both clocks have moved by the same number of seconds. */
function after(seconds: number) {
  return { wall: start.wall + seconds * 1_000, monotonic: start.monotonic + seconds * 1_000 }
}

/** The actions after each event, as short texts. Each event is sent when the wait before it is over. */
function run(events: readonly Omit<PollingEvent, 'at'>[], own: Partial<PollingRules> = {}): readonly string[] {
  let step = startPolling({ ...rules, ...own }, start)
  let now = 0
  const seen = [say(step.action)]
  for (const event of events) {
    if (step.action.type === 'wait') {
      now += step.action.duration / 1_000
      step = nextStep(step.state, { type: 'waited', at: after(now) })
      expect(step.action).toEqual({ type: 'poll' })
    }
    step = nextStep(step.state, { ...event, at: after(now) } as PollingEvent)
    seen.push(say(step.action))
  }
  return seen
}

function say(action: PollingAction): string {
  if (action.type === 'wait') return String(action.duration / 1_000)
  if (action.type === 'poll') return 'poll'
  const { outcome } = action
  return outcome.status === 'refused' ? `refused ${outcome.error}` : outcome.status
}

const pending = { type: 'pending' } as const
const approved = { type: 'approved' } as const
const slowDown = { type: 'slowDown' } as const
const timedOut = { type: 'failed', reason: 'timedOut' } as const
const unreachable = { type: 'failed', reason: 'unreachable' } as const
const answerLost = { type: 'answerLost' } as const
const refused = (error: string) => ({ type: 'refused', error }) as const
const times = <Value>(count: number, value: Value): Value[] => Array.from({ length: count }, () => value)

describe('the law of polling', () => {
  it.each([
    ['waits an interval before each poll', [pending, pending, approved], {}, ['5', '5', '5', 'approved']],
    ['polls at once if the server approves by itself', [approved], { firstPoll: 'now' }, ['poll', 'approved']],
    ['never polls more often than each second', [pending], { interval: 0 }, ['1', '1']],
    ['keeps to a long interval', [pending], { interval: 600_000 }, ['600', '600']],
    ['polls once at the end of codes that end first', [approved], { interval: 3_600_000 }, ['900', 'approved']],
    ['adds five seconds for good', [slowDown, pending, slowDown, pending], {}, ['5', '10', '10', '15', '15']],
    [
      'takes the interval that the server names',
      [{ ...slowDown, interval: 22_000 }, pending, slowDown, pending],
      {},
      ['5', '22', '22', '27', '27'],
    ],
    [
      'takes a greater Retry-After',
      [{ ...slowDown, interval: 7_000, retryAfter: 30_000 }, pending],
      {},
      ['5', '30', '30'],
    ],
    ['does not go below five seconds more', [{ ...slowDown, interval: 1_000 }], {}, ['5', '10']],
    [
      'does not wait for an outage that outlives a lost response',
      [answerLost, { ...unreachable, retryAfter: 60_000 }, { ...unreachable, retryAfter: 86_400_000 }],
      {},
      ['5', '1', '60', 'answerLost'],
    ],
    [
      'does not wait for an outage that outlives the codes',
      [{ ...unreachable, retryAfter: 86_400_000 }],
      { lifetime: 5_000 },
      ['5', 'unreachable'],
    ],
    ['heeds Retry-After of a pending code once', [{ ...pending, retryAfter: 40_000 }, pending], {}, ['5', '40', '5']],
    [
      'doubles the interval after timeouts, for good',
      [timedOut, timedOut, timedOut, pending],
      {},
      ['5', '10', '20', '40', '40'],
    ],
    ['stops doubling at a minute', times(5, timedOut), {}, ['5', '10', '20', '40', '60', '60']],
    [
      'does not shorten a long interval after a timeout',
      [timedOut, timedOut],
      { interval: 90_000 },
      ['90', '90', '90'],
    ],
    [
      'waits longer after other failures, and only for them',
      [unreachable, unreachable, unreachable, unreachable, pending],
      {},
      ['5', '5', '10', '20', '20', '5'],
    ],
    ['heeds Retry-After of an outage', [{ ...unreachable, retryAfter: 120_000 }, pending], {}, ['5', '120', '5']],
    ['asks again soon after a lost response', [answerLost, answerLost, approved], {}, ['5', '1', '2', 'approved']],
    ['gives up after four repeats', times(5, answerLost), {}, ['5', '1', '2', '4', '8', 'answerLost']],
    [
      'keeps to the repeats if another failure follows a lost response',
      [answerLost, unreachable, timedOut, unreachable, unreachable],
      {},
      ['5', '1', '2', '4', '8', 'answerLost'],
    ],
    ['goes on if the code is pending after all', [answerLost, pending, approved], {}, ['5', '1', '5', 'approved']],
    ['knows a used code after a lost response', [answerLost, refused('invalid_grant')], {}, ['5', '1', 'answerLost']],
    ['knows a used code after a failure', [unreachable, refused('invalid_grant')], {}, ['5', '5', 'answerLost']],
    [
      'does not guess that after an answer',
      [pending, refused('invalid_grant')],
      {},
      ['5', '5', 'refused invalid_grant'],
    ],
    ['ends with a denial', [refused('access_denied')], {}, ['5', 'denied']],
    ['ends with an expired code', [refused('expired_token')], {}, ['5', 'expired']],
    ['ends with every other error', [refused('invalid_client')], {}, ['5', 'refused invalid_client']],
  ] as const)('%s', (_, events, own, actions) => {
    expect(run(events, own)).toEqual(actions)
  })

  it('ends after eight failures and a minute without an answer', () => {
    expect(run(times(8, unreachable)).at(-1)).toBe('unreachable')
    expect(run(times(7, unreachable)).at(-1)).toBe('20')
  })

  it('does not end after eight failures that took less than a minute', () => {
    const fast = run(times(8, unreachable), { interval: 1_000 })
    expect(fast).toEqual(['1', '1', '2', '4', '4', '4', '4', '4', '4'])
  })

  it('starts to count failures anew after each answer', () => {
    expect(run([...times(7, unreachable), pending, ...times(7, unreachable), approved]).at(-1)).toBe('approved')
  })

  it('polls at the end of the codes, and believes the server', () => {
    const until = times(179, pending)
    expect(run([...until, pending]).slice(-2)).toEqual(['5', 'expired'])
    expect(run([...until, approved]).at(-1)).toBe('approved')
    expect(run([...until, slowDown]).at(-1)).toBe('expired')
  })

  it('shortens the last wait of a device that waits longer than the server wants', () => {
    const { state } = nextStep(startPolling(rules, start).state, { ...timedOut, at: after(5) })
    const late = nextStep({ ...state, interval: 60_000 }, { ...pending, at: after(880) })
    expect(late.action).toEqual({ type: 'wait', duration: 20_000 })
    const later = nextStep({ ...state, interval: 60_000 }, { ...pending, at: after(898) })
    expect(later.action).toEqual({ type: 'wait', duration: 5_000 })
  })

  it('repeats the last poll if it has no response', () => {
    const { state } = startPolling(rules, start)
    let step: PollingStep = { state, action: { type: 'poll' } }
    const seen = []
    for (let second = 900; step.action.type !== 'finish'; second += 10) {
      step = nextStep(step.state, { ...unreachable, at: after(second) })
      seen.push(say(step.action))
    }
    expect(seen).toEqual(['1', '2', '4', '8', 'unreachable'])
  })

  it('takes an unknown code for an expired one if the device slept until the end', () => {
    const { state } = startPolling(rules, start)
    const awake = { wall: start.wall + 8 * 3_600_000, monotonic: start.monotonic + 7_000 }
    const { action } = nextStep(state, { ...refused('invalid_grant'), at: awake })
    expect(say(action)).toBe('expired')
  })

  it('goes on after a jump of the wall clock, if the server does', () => {
    const { state } = startPolling(rules, start)
    const jumped = { wall: start.wall + 10 * 365 * 86_400_000, monotonic: start.monotonic + 5_000 }
    expect(say(nextStep(state, { ...pending, at: jumped }).action)).toBe('5')
  })
})

describe('every run of the law', () => {
  const anything = fc.oneof(
    fc.record({ type: fc.constant('pending' as const), retryAfter: fc.option(fc.nat(100_000), { nil: undefined }) }),
    fc.record({ type: fc.constant('slowDown' as const), interval: fc.option(fc.nat(100_000), { nil: undefined }) }),
    fc.record({
      type: fc.constant('failed' as const),
      reason: fc.constantFrom('timedOut', 'unreachable', 'unreadable'),
    }),
    fc.constant(answerLost),
  )
  const anyRules = fc.record({
    interval: fc.nat(120_000),
    lifetime: fc.integer({ min: 1_000, max: 3_600_000 }),
    firstPoll: fc.constantFrom('afterInterval', 'now'),
  })

  /** Calls `check` with each step until the law ends, or the events do. */
  function walk(
    own: PollingRules,
    events: readonly Omit<PollingEvent, 'at'>[],
    check: (before: PollingState, event: PollingEvent, step: PollingStep) => void,
  ): PollingStep {
    let step = startPolling(own, start)
    let now = 0
    for (const plain of events) {
      if (step.action.type === 'finish') return step
      if (step.action.type === 'wait') now += step.action.duration / 1_000
      const event = { ...plain, at: after(now) } as PollingEvent
      const next = nextStep(step.state, event)
      check(step.state, event, next)
      step = next
    }
    return step
  }

  it('never waits less after an answer than the server asked for', () => {
    fc.assert(
      fc.property(anyRules, fc.array(anything, { maxLength: 40 }), (own, events) => {
        walk(own, events, (before, event, { action }) => {
          if (action.type !== 'wait' || (event.type !== 'pending' && event.type !== 'slowDown')) return
          const asked = Math.max(before.askedInterval, event.type === 'slowDown' ? (event.interval ?? 0) : 0)
          expect(action.duration).toBeGreaterThanOrEqual(Math.min(asked, own.lifetime))
        })
      }),
    )
  })

  it('never shortens its interval', () => {
    fc.assert(
      fc.property(anyRules, fc.array(anything, { maxLength: 40 }), (own, events) => {
        walk(own, events, (before, _, { state }) => {
          expect(state.interval).toBeGreaterThanOrEqual(before.interval)
          expect(state.askedInterval).toBeGreaterThanOrEqual(before.askedInterval)
        })
      }),
    )
  })

  it('ends, whatever the network does', () => {
    fc.assert(
      fc.property(anyRules, fc.infiniteStream(anything), (own, events) => {
        const { action } = walk(own, [...events.take(5_000)], () => undefined)
        expect(action.type).toBe('finish')
      }),
      { numRuns: 30 },
    )
  })
})
