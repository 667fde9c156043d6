import { type Duration, day, minute, second } from './time.js'

/** The numbers the machine judges by. Durations are milliseconds. */
export interface Policy {
  /** How long the two codes of an authorization live (RFC 8628 §3.2 `expires_in`). */
  readonly lifetime: Duration
  /** The least time between two polls when an authorization begins (RFC 8628 §3.2 `interval`). */
  readonly interval: Duration
  /** How much longer the interval gets after a poll that came too fast (RFC 8628 §3.5). */
  readonly intervalGrowth: Duration
  /** The interval never grows past this. */
  readonly intervalCeiling: Duration
  /** How long a lost token answer can be fetched again with the same device code. 0 switches it off. */
  readonly replayWindow: Duration
  /** The least time a finished authorization is remembered, so that a late poll hears why it ended. */
  readonly tombstone: Duration
  /** How long after the grant a refresh token can still be used. Rotation does not extend it (RFC 9700 §4.14.2). */
  readonly refreshLifetime: Duration
  /** How long a refresh token may lie unused. */
  readonly refreshIdle: Duration
  /** How long a lost refresh answer can be fetched again with the token that was spent on it. 0 switches it off. */
  readonly refreshReplayWindow: Duration
  /** How many live grants an account may have. A new one beyond that ends the one that was used longest ago. */
  readonly grantsPerAccount: number
  /** The same for the grants of one account with one client. */
  readonly grantsPerClient: number
}

/** Ten minutes of life, five seconds between polls; thirty days signed in, or fourteen unused; two hundred grants. */
export const defaultPolicy: Policy = {
  lifetime: 10 * minute,
  interval: 5 * second,
  intervalGrowth: 5 * second,
  intervalCeiling: 60 * second,
  replayWindow: 30 * second,
  tombstone: 10 * minute,
  refreshLifetime: 30 * day,
  refreshIdle: 14 * day,
  refreshReplayWindow: 10 * second,
  grantsPerAccount: 200,
  grantsPerClient: 50,
}

const greatestLeeway = 1 * second
const leewayShare = 0.2

/**
 * How much sooner than the interval a poll may come without being punished: one second, at most a fifth of the
 * interval. Timers jitter by hundreds of milliseconds, and an obedient client must never hear `slow_down`.
 */
export function leewayOf(interval: Duration): Duration {
  return Math.min(greatestLeeway, interval * leewayShare)
}

/** The interval after a poll that came too fast: longer, and never past the ceiling. */
export function grownInterval(interval: Duration, policy: Policy): Duration {
  return Math.max(interval, Math.min(interval + policy.intervalGrowth, policy.intervalCeiling))
}

/** When a record whose life ended at `end` may be forgotten: its lifetime later, or the tombstone, whichever is longer. */
export function forgetAfter(end: number, lifetime: Duration, policy: Policy): number {
  return end + Math.max(lifetime, policy.tombstone)
}
