import { type Duration, day, minute } from '../time.js'
import { longestFormat, type UserCodeFormat } from '../user-code.js'

// How likely it is that a stranger guesses a user code (RFC 8628 §5.1): docs/decisions/0050.

/** The most correct guesses a day that are expected: one in 1024 days. */
export const mostHitsPerDay = 2 ** -10

/** The default of the number of codes that may live at the same time. */
export const defaultMostLive = 100_000

const guessesInTenMinutes = 173

/**
 * How many times as many guesses there may be with the hook `challenge`: guesses after a passed challenge have limits of
 * their own, as large as the others.
 */
export const withChallenges = 2

/**
 * Returns the default of the number of wrong user codes that all people together may enter in one lifetime. It is 173,
 * and less for a lifetime below ten minutes, so that a day never allows more.
 */
export function defaultGuesses(lifetime: Duration): number {
  const share = Math.min(1, lifetime / (10 * minute))
  return Math.max(1, Math.floor(guessesInTenMinutes * share))
}

/** What the number of correct guesses depends on. */
export interface Guessing {
  /** The number of possible codes. */
  readonly space: number
  /** The number of codes that live at the same time. */
  readonly live: number
  /** The number of wrong codes that all people together may enter in one lifetime. */
  readonly guesses: number
  readonly lifetime: Duration
}

/** Returns how many guesses a day are expected to be the code of somebody else. */
export function expectedHitsPerDay({ space, live, guesses, lifetime }: Guessing): number {
  return (guesses * live * (day / lifetime)) / space
}

/** Returns how many codes may live at the same time, so that the expected hits stay within the bound. */
export function mostLive({ space, guesses, lifetime }: Omit<Guessing, 'live'>): number {
  return Math.floor((mostHitsPerDay * space * (lifetime / day)) / guesses)
}

/** Returns how many guesses one lifetime may have, so that the expected hits stay within the bound. */
export function mostGuesses({ space, live, lifetime }: Omit<Guessing, 'guesses'>): number {
  return mostLive({ space, guesses: live, lifetime })
}

/** Returns the number of possible codes of a format, without its longer codes. */
export function codeSpace({ alphabet, length }: Pick<UserCodeFormat, 'alphabet' | 'length'>): number {
  return alphabet.length ** length
}

/**
 * Returns the format in which to issue the next code: the longer one, if the codes that live now could be guessed too
 * often in the shorter one. A number that is not finite counts as too many.
 */
export function formatToIssue(
  format: UserCodeFormat,
  { live, guesses, lifetime }: Omit<Guessing, 'space'>,
): UserCodeFormat {
  const hits = expectedHitsPerDay({ space: codeSpace(format), live, guesses, lifetime })
  return hits <= mostHitsPerDay ? format : longestFormat(format)
}
