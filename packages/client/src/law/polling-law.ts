import type { Duration, Moment } from '../time/time.js'
import type {
  PollFailure,
  PollingEvent,
  PollingOutcome,
  PollingRules,
  PollingState,
  PollingStep,
} from './polling-rules.js'

const second: Duration = 1_000
const leastInterval: Duration = second
const slowDownStep: Duration = 5 * second
/** A device that doubles its interval after timeouts stops here, unless the server asks for more. A repeat waits no longer. */
const greatestBackoff: Duration = 60 * second
const failuresAllowed = 8
const silenceAllowed: Duration = 60 * second
/** The waits before a poll is repeated: together well within the time in which a server repeats its response. */
const waitsForRepeat: readonly Duration[] = [1 * second, 2 * second, 4 * second, 8 * second]

/** Starts a sign-in. `at` is the moment at which the request for the codes was sent. */
export function startPolling(rules: PollingRules, at: Moment): PollingStep {
  const interval = Math.max(rules.interval, leastInterval)
  const state: PollingState = {
    interval,
    askedInterval: interval,
    startedAt: at,
    lifetime: rules.lifetime,
    answeredAt: at,
    failures: 0,
    isAnswerLost: false,
    repeats: 0,
  }
  // With an interval that is longer than the life of the codes, one poll at their end is better than none.
  const first = Math.min(interval, rules.lifetime)
  return { state, action: rules.firstPoll === 'now' ? { type: 'poll' } : { type: 'wait', duration: first } }
}

/** Decides what a device does after an event (RFC 8628 §3.5). Pure: it has no clock and no network. */
export function nextStep(state: PollingState, event: PollingEvent): PollingStep {
  switch (event.type) {
    case 'waited':
      return { state, action: { type: 'poll' } }
    case 'approved':
      return finish(state, 'approved')
    case 'pending':
      return waitForDecision(answered(state, event.at), event.at, event.retryAfter)
    case 'slowDown':
      return waitForDecision(slowedDown(answered(state, event.at), event), event.at)
    case 'failed':
      return afterFailure(state, event, event.at)
    case 'answerLost':
      return repeat({ ...state, isAnswerLost: true })
    case 'refused':
      return { state, action: { type: 'finish', outcome: outcomeOf(state, event) } }
  }
}

function answered(state: PollingState, at: Moment): PollingState {
  return { ...state, answeredAt: at, failures: 0, isAnswerLost: false, repeats: 0 }
}

type SlowDown = Extract<PollingEvent, { readonly type: 'slowDown' }>

function slowedDown(state: PollingState, { interval = 0, retryAfter = 0 }: SlowDown): PollingState {
  const next = Math.max(state.interval + slowDownStep, interval, retryAfter)
  return { ...state, interval: next, askedInterval: next }
}

function waitForDecision(state: PollingState, at: Moment, retryAfter: Duration = 0): PollingStep {
  // The server has answered the poll after the end of the codes: it is the judge, and the person has not decided.
  if (leftOf(state, at) <= 0) return finish(state, 'expired')
  return wait(state, at, Math.max(state.interval, retryAfter))
}

/** A wait that would end after the codes ends with them, because an approval of the last second counts. */
function wait(state: PollingState, at: Moment, duration: Duration): PollingStep {
  const shortest = Math.min(state.askedInterval, state.lifetime)
  return { state, action: { type: 'wait', duration: Math.min(duration, Math.max(leftOf(state, at), shortest)) } }
}

function afterFailure(before: PollingState, { reason, retryAfter = 0 }: PollFailure, at: Moment): PollingStep {
  const interval = reason === 'timedOut' ? Math.max(before.interval, backedOff(before.interval * 2)) : before.interval
  const state = { ...before, interval, failures: before.failures + 1 }
  // A response that was lost stays lost, whatever fails after it. After the end of the codes there is little time, too.
  if (state.isAnswerLost || leftOf(state, at) <= 0) return repeat(state, retryAfter)
  const silence = at.monotonic - state.answeredAt.monotonic
  if (state.failures >= failuresAllowed && silence >= silenceAllowed) return finish(state, 'unreachable')
  const patience = reason === 'timedOut' ? 1 : 2 ** Math.min(state.failures - 1, 2)
  return wait(state, at, Math.max(interval, backedOff(interval * patience), retryAfter))
}

function backedOff(duration: Duration): Duration {
  return Math.min(duration, greatestBackoff)
}

function repeat(state: PollingState, retryAfter: Duration = 0): PollingStep {
  const duration = waitsForRepeat[state.repeats]
  // What is repeated for seconds is gone by then, and the person does not wait for that.
  const isTooLate = retryAfter > greatestBackoff
  if (duration === undefined || isTooLate) return finish(state, state.isAnswerLost ? 'answerLost' : 'unreachable')
  const next = { ...state, repeats: state.repeats + 1 }
  return { state: next, action: { type: 'wait', duration: Math.max(duration, retryAfter) } }
}

type Refusal = Extract<PollingEvent, { readonly type: 'refused' }>

function outcomeOf(state: PollingState, { error, description, at }: Refusal): PollingOutcome {
  if (error === 'access_denied') return { status: 'denied' }
  if (error === 'expired_token') return { status: 'expired' }
  if (error === 'invalid_grant') {
    // The device slept so long that the server has forgotten the code.
    if (isPast(state, at)) return { status: 'expired' }
    // The poll before this one used the code up.
    if (state.failures > 0 || state.isAnswerLost) return { status: 'answerLost' }
  }
  return { status: 'refused', error, ...(description !== undefined && { description }) }
}

function finish(state: PollingState, status: Exclude<PollingOutcome['status'], 'refused'>): PollingStep {
  return { state, action: { type: 'finish', outcome: { status } } }
}

/**
 * How long the codes still live, by the clock that cannot be set. After a sleep it shows too much, and then the server says
 * `expired_token`.
 */
function leftOf({ startedAt, lifetime }: PollingState, at: Moment): Duration {
  return startedAt.monotonic + lifetime - at.monotonic
}

function isPast(state: PollingState, at: Moment): boolean {
  return leftOf(state, at) <= 0 || at.wall - state.startedAt.wall >= state.lifetime
}
