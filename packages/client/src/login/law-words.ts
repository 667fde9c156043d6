import type { LoginFailure } from '../failures/device-login-error.js'
import type { PollingEvent, PollingOutcome } from '../law/polling-rules.js'
import type { TokenAnswer } from '../server/request-tokens.js'
import type { Duration, Instant, Moment } from '../time/time.js'
import type { ClientEvent } from './events.js'

/** What an answer of the token endpoint means to the law. */
export function pollingEventOf(answer: TokenAnswer, at: Moment): PollingEvent {
  if (answer.type === 'granted') return { type: 'approved', at }
  if (answer.type === 'answerLost') return { type: 'answerLost', at }
  const { retryAfter } = answer
  const later = retryAfter !== undefined && { retryAfter }
  if (answer.type === 'failed') return { type: 'failed', reason: answer.reason, at, ...later }
  const { error, description, interval } = answer
  if (error === 'authorization_pending') return { type: 'pending', at, ...later }
  if (error === 'slow_down') return { type: 'slowDown', at, ...(interval !== undefined && { interval }), ...later }
  return { type: 'refused', at, error, ...(description !== undefined && { description }) }
}

/** What the caller hears of a poll after which the device waits. */
export function reportOf(event: PollingEvent, interval: Duration, nextPollAt: Instant): ClientEvent {
  if (event.type === 'slowDown') return { type: 'slowedDown', interval, nextPollAt }
  if (event.type === 'failed') return { type: 'retrying', reason: event.reason, nextPollAt }
  if (event.type === 'answerLost') return { type: 'retrying', reason: 'answerLost', nextPollAt }
  return { type: 'pending', nextPollAt }
}

/** Where the polls went, and the status of the last response that could not be read. */
export interface LastAnswer {
  readonly host: string
  readonly status?: number
}

/** What is remembered of an answer. */
export function lastAnswerOf(answer: TokenAnswer, host: string): LastAnswer {
  return answer.type === 'failed' && answer.status !== undefined ? { host, status: answer.status } : { host }
}

/** The failure of an outcome, or nothing if the person has approved. */
export function failureOfOutcome(outcome: PollingOutcome, last: LastAnswer): LoginFailure | undefined {
  if (outcome.status === 'approved') return undefined
  if (outcome.status === 'unreachable') return { code: 'unreachable', ...last }
  if (outcome.status !== 'refused') return { code: outcome.status }
  const { error, description } = outcome
  return { code: 'refused', error, ...(description !== undefined && { description }) }
}
