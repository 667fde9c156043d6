import type { Duration, Moment } from '../time/time.js'

/** What a sign-in starts with. */
export interface PollingRules {
  /** What the server asked for. RFC 8628 §3.2 sets 5 seconds if it asked for nothing. */
  readonly interval: Duration
  /** How long the codes live, counted from the sending of the request for them. */
  readonly lifetime: Duration
  /** `now` is for servers that approve by themselves. A person needs longer than one interval. */
  readonly firstPoll: 'afterInterval' | 'now'
}

/** Everything that the law remembers between two events. */
export interface PollingState {
  /** The wait between two polls. It only grows (RFC 8628 §3.5). */
  readonly interval: Duration
  /** The greatest interval that the server itself has asked for. */
  readonly askedInterval: Duration
  readonly startedAt: Moment
  readonly lifetime: Duration
  /** When the server last answered in a way that can be read. */
  readonly answeredAt: Moment
  /** Polls in a row without such an answer. */
  readonly failures: number
  /** Whether a response granted tokens and could not be read. */
  readonly isAnswerLost: boolean
  /** How often such a poll, or the last one, has been repeated. */
  readonly repeats: number
}

/** Something that happened, and when. */
export type PollingEvent = { readonly at: Moment } & (
  | { readonly type: 'waited' }
  | { readonly type: 'approved' }
  | { readonly type: 'pending'; readonly retryAfter?: Duration }
  | { readonly type: 'slowDown'; readonly interval?: Duration; readonly retryAfter?: Duration }
  | PollFailure
  /** The server granted tokens, and the response could not be read. */
  | { readonly type: 'answerLost' }
  | { readonly type: 'refused'; readonly error: string; readonly description?: string }
)

/** A poll without an answer that can be read. The server may have seen it. */
export interface PollFailure {
  readonly type: 'failed'
  /** A timeout makes every later wait longer, the others only the next ones. */
  readonly reason: 'timedOut' | 'unreachable' | 'unreadable'
  readonly retryAfter?: Duration
}

/** What the device does next. */
export type PollingAction =
  | { readonly type: 'wait'; readonly duration: Duration }
  | { readonly type: 'poll' }
  | { readonly type: 'finish'; readonly outcome: PollingOutcome }

/** How a sign-in ended. */
export type PollingOutcome =
  | { readonly status: 'approved' | 'denied' | 'expired' | 'unreachable' | 'answerLost' }
  | { readonly status: 'refused'; readonly error: string; readonly description?: string }

/** The new state, and what to do. */
export interface PollingStep {
  readonly state: PollingState
  readonly action: PollingAction
}
