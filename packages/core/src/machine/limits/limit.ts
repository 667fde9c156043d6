import type { Duration, Instant } from '../time.js'

/** At most `burst` tries at once, and then one more each `every` milliseconds. */
export interface RateRule {
  readonly kind: 'rate'
  /** How many tries are free when none was made for a while. A whole number, 1 or more. */
  readonly burst: number
  /** How long it takes until one try is free again, in milliseconds: 1 or more. */
  readonly every: Duration
}

/** Some failures without a wait. After each further one the wait doubles. */
export interface StreakRule {
  readonly kind: 'streak'
  /** How many failures cause no wait. A whole number, 0 or more. */
  readonly free: number
  /** The wait after the first failure that is not free, in milliseconds. The next ones are 2, 4, 8 … times as long. */
  readonly first: Duration
  /** The longest wait, in milliseconds. */
  readonly ceiling: Duration
  /**
   * How long the failures count after the last one, in milliseconds. When there is a wait, they count for at least four
   * times the `ceiling`.
   */
  readonly remember: Duration
}

/** How many tries one name has. */
export type LimitRule = RateRule | StreakRule

/** What is known about the tries of one name. A name without a state has all of its tries. */
export type LimitState = RateState | StreakState

/** The state of a rate. */
interface RateState {
  readonly kind: 'rate'
  /** The moment from which all tries are free again. Each try moves it by `every`. */
  readonly fullAt: Instant
}

/** The state of a streak. */
interface StreakState {
  readonly kind: 'streak'
  readonly failures: number
  /** Before this moment, tries are refused. */
  readonly until: Instant
  readonly forgetAt: Instant
}

/** What a try of a name gets. */
export type Reservation =
  | {
      readonly granted: true
      /** Rate: the tries in use with this one, which may be a fraction. Streak: the failures with this one. */
      readonly used: number
    }
  | {
      readonly granted: false
      /** The moment from which a try is granted, if no other try is granted before. */
      readonly until: Instant
    }

/** A reservation, and the state after it. A refusal changes the state only if the clock was set back. */
export interface ReservedLimit {
  readonly reservation: Reservation
  readonly state: LimitState
}

/** What came of a granted try: `refund` gives it back, `clear` forgets a streak. For a rate both are the same. */
export type LimitSettlement = 'refund' | 'clear'

/** Takes one try, or refuses it. */
export function reserveLimit(rule: LimitRule, held: LimitState | undefined, at: Instant): ReservedLimit {
  return rule.kind === 'rate' ? reserveRate(rule, held, at) : reserveStreak(rule, held, at)
}

/** Returns the state after a settlement, or `undefined` if nothing is left to remember. */
export function settleLimit(
  rule: LimitRule,
  held: LimitState | undefined,
  what: LimitSettlement,
  at: Instant,
): LimitState | undefined {
  if (held === undefined || held.kind !== rule.kind || at >= forgetLimitAt(held)) return undefined
  if (rule.kind === 'rate' && held.kind === 'rate') {
    const fullAt = held.fullAt - rule.every
    return fullAt > at ? { kind: 'rate', fullAt } : undefined
  }
  if (what === 'clear' || held.kind !== 'streak' || held.failures <= 1) return undefined
  // The try was granted, so the wait before it was over. Without the try there is no wait after it either.
  return { ...held, failures: held.failures - 1, until: at }
}

/** Returns the moment from which the state makes no difference, so that a store may forget it. */
export function forgetLimitAt(state: LimitState): Instant {
  return state.kind === 'rate' ? state.fullAt : state.forgetAt
}

/** Returns the moment from which the name is granted a try. */
export function limitFreeAt(rule: LimitRule, state: LimitState): Instant {
  if (state.kind === 'streak') return state.until
  // In whole milliseconds. Rounding hides the errors of sums of fractions, so that exactly `burst` tries fit into a moment.
  return rule.kind === 'rate' ? Math.round(state.fullAt - (rule.burst - 1) * rule.every) : state.fullAt
}

// The generic cell rate algorithm: one number is the whole state.
function reserveRate(rule: RateRule, held: LimitState | undefined, at: Instant): ReservedLimit {
  const window = rule.burst * rule.every
  const known = held?.kind === 'rate' ? Math.max(held.fullAt, at) : at
  // No clock that runs forward gets beyond one window. Up to two are allowed, because the clocks of two processes differ a
  // little: a process whose clock is late must not free tries for one whose clock is early.
  const state: LimitState = { kind: 'rate', fullAt: known > at + 2 * window ? at + window : known }
  const until = limitFreeAt(rule, state)
  if (at < until) return { reservation: { granted: false, until }, state }
  return {
    reservation: { granted: true, used: (state.fullAt - at) / rule.every + 1 },
    state: { kind: 'rate', fullAt: state.fullAt + rule.every },
  }
}

function reserveStreak(rule: StreakRule, held: LimitState | undefined, at: Instant): ReservedLimit {
  const known = held?.kind === 'streak' && at < held.forgetAt ? held : undefined
  // If the clock was set back, the wait starts again, so that it is not longer than its rule says.
  const until = Math.min(known?.until ?? at, at + waitAfter(rule, known?.failures ?? 0))
  if (known !== undefined && at < until) return { reservation: { granted: false, until }, state: { ...known, until } }
  const failures = (known?.failures ?? 0) + 1
  const memory = failures <= rule.free ? rule.remember : Math.max(rule.remember, 4 * rule.ceiling)
  return {
    reservation: { granted: true, used: failures },
    state: { kind: 'streak', failures, until: at + waitAfter(rule, failures), forgetAt: at + memory },
  }
}

/** Returns the wait after this number of failures, in whole milliseconds. */
function waitAfter({ free, first, ceiling }: StreakRule, failures: number): Duration {
  return failures <= free ? 0 : Math.ceil(Math.min(first * 2 ** (failures - free - 1), ceiling))
}
