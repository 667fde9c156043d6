import { DeviceLoginError } from '../failures/device-login-error.js'
import { nextStep, startPolling } from '../law/polling-law.js'
import type { PollingOutcome, PollingStep } from '../law/polling-rules.js'
import { type Connection, hostOf } from '../server/connection.js'
import type { GrantedTokens } from '../server/request-tokens.js'
import { pollOnce } from '../server/send.js'
import type { Identity } from '../session/who-am-i.js'
import { type Duration, type Instant, momentOf } from '../time/time.js'
import { isOverOnBothClocks, waitOnBothClocks } from '../time/wait.js'
import type { ClientEvent } from './events.js'
import { failureOfOutcome, type LastAnswer, lastAnswerOf, pollingEventOf, reportOf } from './law-words.js'
import { type AskNumber, createNumberQuestion } from './number-question.js'
import type { StartedLogin } from './start-login.js'

/** A sign-in that the person has not decided yet, without the parts that only its driver needs. */
export interface LoginInProgress extends StartedLogin {
  readonly connection: Connection
  readonly firstPoll: 'afterInterval' | 'now'
  report(event: ClientEvent): void
  /** Keeps the tokens, and returns what the caller gets. */
  keep(tokens: GrantedTokens): Promise<Identity>
}

export interface WaitOptions {
  readonly signal?: AbortSignal
  readonly askNumber?: AskNumber
}

/** How one poll ended: the person has not decided, or the tokens are kept. */
export type PollResult =
  | { readonly status: 'pending'; readonly nextPollAt: Instant; readonly isNumberWanted: boolean }
  | { readonly status: 'approved'; readonly identity: Identity }

/** Polls until the person has decided, or once. Both keep to the interval. */
export interface Polling {
  wait(options: WaitOptions): Promise<Identity>
  poll(options: { readonly signal?: AbortSignal; readonly number?: string }): Promise<PollResult>
  /** How long the wait between polls has become, and when the next one may be. */
  progress(): { readonly interval: Duration; readonly nextPollAt: Instant }
}

type PolledNow = { readonly isNumberWanted: false } | { readonly isNumberWanted: true; readonly wasWrong: boolean }

/** Drives the law of polling with the clocks and the network. */
export function createPolling(login: LoginInProgress): Polling {
  const { connection, started, key } = login
  const { time } = connection.settings
  const { interval, lifetime } = started
  let step: PollingStep = startPolling({ interval, lifetime, firstPoll: login.firstPoll }, login.startedAt)
  let steppedAt = login.waitingSince ?? momentOf(time)
  let kept: Promise<Identity> | undefined
  const proof: Record<string, string> = login.codeVerifier === undefined ? {} : { code_verifier: login.codeVerifier }
  let typed: string | undefined
  let last: LastAnswer = { host: hostOf(connection) }

  async function pollNow(signal?: AbortSignal): Promise<PolledNow> {
    const parameters = typed === undefined ? proof : { ...proof, verification_number: typed }
    const answer = await pollOnce(connection, started.deviceCode, parameters, key, signal)
    if (answer.type === 'granted') kept = login.keep(answer.tokens)
    last = lastAnswerOf(answer, last.host)
    const event = pollingEventOf(answer, momentOf(time))
    move(nextStep(step.state, event))
    if (step.action.type === 'wait') {
      login.report(reportOf(event, step.state.interval, steppedAt.wall + step.action.duration))
    }
    if (answer.type !== 'error' || !answer.isNumberWanted) return { isNumberWanted: false }
    // The server wants another number than the one it got. The same one again would count as one more try.
    const wasWrong = typed !== undefined
    typed = undefined
    return { isNumberWanted: true, wasWrong }
  }

  function move(next: PollingStep): void {
    step = next
    steppedAt = momentOf(time)
  }

  /** Resolves when the tokens are kept. */
  async function finish(outcome: PollingOutcome): Promise<Identity> {
    const failure = failureOfOutcome(outcome, last)
    if (failure !== undefined) throw new DeviceLoginError(failure)
    if (kept === undefined) throw new TypeError('an approved sign-in has no tokens')
    return kept
  }

  return {
    async wait({ signal, askNumber }) {
      const question = createNumberQuestion(askNumber, login.report)
      const stop = signal === undefined ? question.interruption : AbortSignal.any([signal, question.interruption])
      try {
        for (;;) {
          if (step.action.type === 'finish') return await finish(step.action.outcome)
          if (step.action.type === 'wait') {
            const { slept } = await waitOnBothClocks(time, step.action.duration, steppedAt, stop)
            if (slept !== undefined) login.report({ type: 'resumed', slept })
            move(nextStep(step.state, { type: 'waited', at: momentOf(time) }))
          } else {
            typed = question.answer()
            const polled = await pollNow(signal)
            if (polled.isNumberWanted) question.ask(polled.wasWrong)
          }
        }
      } finally {
        question.close()
      }
    },
    async poll({ signal, number }) {
      if (number !== undefined) typed = number
      if (step.action.type === 'wait' && isOverOnBothClocks(time, steppedAt, step.action.duration)) {
        move(nextStep(step.state, { type: 'waited', at: momentOf(time) }))
      }
      const { isNumberWanted } = step.action.type === 'poll' ? await pollNow(signal) : { isNumberWanted: false }
      if (step.action.type === 'wait') {
        return { status: 'pending', nextPollAt: steppedAt.wall + step.action.duration, isNumberWanted }
      }
      if (step.action.type === 'poll') throw new TypeError('a poll must end with a wait or with an outcome')
      return { status: 'approved', identity: await finish(step.action.outcome) }
    },
    progress: () => ({
      interval: step.state.interval,
      nextPollAt: steppedAt.wall + (step.action.type === 'wait' ? step.action.duration : 0),
    }),
  }
}
