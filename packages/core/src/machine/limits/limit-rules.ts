import type { Policy } from '../policy.js'
import { type Duration, day, minute, second } from '../time.js'
import { defaultGuesses, defaultMostLive } from '../user-codes/guess-bound.js'
import type { LimitRule, RateRule, StreakRule } from './limit.js'

/** `burst` tries at once, and then one more each `every` milliseconds. */
export type Rate = Omit<RateRule, 'kind'>

/** Some failures without a wait. After each further one the wait doubles. */
export type Streak = Omit<StreakRule, 'kind'>

/** Limits the requests for new codes: how many authorizations are kept at the same time. */
export interface StartLimits {
  /** @defaultValue 300 kept at the same time */
  readonly perAddress: Rate
  /** @defaultValue 20 000 kept at the same time */
  readonly perClient: Rate
  /** @defaultValue 100 000 kept at the same time */
  readonly all: Rate
}

/** Limits guesses of user codes (RFC 8628 §5.1). `all` bounds how many codes all attackers together can guess. */
export interface UserCodeLimits {
  /**
   * Counted only if it is stricter than `perAccount`.
   *
   * @defaultValue 5, and then one for each lifetime of a code
   */
  readonly perSession: Rate
  /** @defaultValue 5, and then one for each lifetime of a code */
  readonly perAccount: Rate
  /** @defaultValue 10, and then 10 a day */
  readonly perAccountAndDay: Rate
  /** @defaultValue 20, and then 20 in each lifetime of a code */
  readonly perAddress: Rate
  /** @defaultValue 173, and then 173 in each lifetime of a code; less for a lifetime below 10 minutes */
  readonly all: Rate
}

/** Limits guesses of passwords. */
export interface PasswordLimits {
  /** @defaultValue 20, and then 20 in 15 minutes */
  readonly perAddress: Rate
  /**
   * Failed logins of one account from browsers in which it has never signed in.
   *
   * @defaultValue 5 without a wait, then 1 second, 2 seconds, and so on up to 15 minutes
   */
  readonly strangers: Streak
  /**
   * Failed logins of one account from such browsers, one after another without a success. Then all of them are refused for
   * a day.
   *
   * @defaultValue 100 (NIST SP 800-63B-4 §3.2.2)
   */
  readonly strangersInARow: Streak
  /**
   * Failed logins from one browser in which the account has signed in before. Then the browser is a stranger.
   *
   * @defaultValue 10
   */
  readonly known: Streak
}

/** Limits guesses of second factors. Only who has the right password gets this far. */
export interface SecondFactorLimits {
  /** Codes for one right password. @defaultValue 5 */
  readonly perTicket: Rate
  /** @defaultValue 5, and then 5 an hour */
  readonly perAccount: Rate
  /**
   * Counted for each browser in which the account has signed in before, too.
   *
   * @defaultValue 20, and then 20 a day
   */
  readonly perAccountAndDay: Rate
}

/** The rules of all limits. Durations are milliseconds. A site of many addresses has a multiple of `perAddress`. */
export interface LimitRules {
  readonly starts: StartLimits
  /** Polls of device codes that do not exist. */
  readonly deviceCodes: {
    /** @defaultValue 100, and then 100 a minute */
    readonly perAddress: Rate
  }
  /** Wrong secrets and assertions of one client. Counted in each process, because a poll must not wait for it. */
  readonly clientSecrets: {
    /** @defaultValue 20, and then 20 in 15 minutes */
    readonly perAddress: Rate
  }
  readonly passwords: PasswordLimits
  readonly secondFactors: SecondFactorLimits
  readonly userCodes: UserCodeLimits
  /** Introspections of tokens that do not exist. */
  readonly tokens: {
    /** @defaultValue 300, and then 300 a minute */
    readonly perClient: Rate
  }
  /** Programs that register themselves as clients (RFC 7591). Needs `clients.registerClient`. */
  readonly registrations: {
    /** @defaultValue 60, and then 60 an hour */
    readonly perAddress: Rate
  }
}

const quarterHour: Duration = 15 * minute

/** Returns the rules for codes of this lifetime. */
export function defaultLimitRules({ lifetime, tombstone }: Pick<Policy, 'lifetime' | 'tombstone'>): LimitRules {
  // A start takes the place of the oldest record when that is forgotten, so the tries in use are the records that are kept.
  const kept = (burst: number): Rate => rateOf(burst, lifetime + tombstone)
  return {
    starts: { perAddress: kept(300), perClient: kept(20_000), all: kept(defaultMostLive) },
    deviceCodes: { perAddress: rateOf(100, minute) },
    clientSecrets: { perAddress: rateOf(20, quarterHour) },
    passwords: {
      perAddress: rateOf(20, quarterHour),
      strangers: { free: 5, first: 1 * second, ceiling: quarterHour, remember: quarterHour },
      strangersInARow: { free: 99, first: day, ceiling: day, remember: day },
      known: { free: 9, first: 180 * day, ceiling: 180 * day, remember: 180 * day },
    },
    // Six digits, three of them right at a time: 40 tries on the first day and 20 on each later one find a code with a
    // probability of 6e-5 a day (docs/decisions/0074).
    secondFactors: {
      perTicket: rateOf(5, 5 * minute),
      perAccount: rateOf(5, 60 * minute),
      perAccountAndDay: rateOf(20, day),
    },
    userCodes: {
      // Five in any lifetime: RFC 8628 §5.1 reckons with five guesses of a code.
      perSession: { burst: 5, every: lifetime },
      perAccount: { burst: 5, every: lifetime },
      perAccountAndDay: rateOf(10, day),
      perAddress: rateOf(20, lifetime),
      all: rateOf(defaultGuesses(lifetime), lifetime),
    },
    tokens: { perClient: rateOf(300, minute) },
    registrations: { perAddress: rateOf(60, 60 * minute) },
  }
}

/** Returns how many tries a rate has in a window, when it is used all the time. */
export function guessesIn({ every }: Rate, window: Duration): number {
  return Math.ceil(window / every)
}

/** Returns whether a rate refuses tries that the other one grants. */
export function isStricter(rate: Rate, than: Rate): boolean {
  return rate.burst < than.burst || rate.every > than.every
}

function rateOf(burst: number, window: Duration): Rate {
  return { burst, every: window / burst }
}

/** Returns the rule for a place that counts as this many. */
export function multiplied({ burst, every }: Rate, times: number): LimitRule {
  return { kind: 'rate', burst: burst * times, every: every / times }
}
