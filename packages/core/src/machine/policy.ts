import { type Duration, day, minute, second } from './time.js'

/** The lifetimes and limits of codes and grants. Durations are milliseconds. */
export interface Policy {
  /**
   * How long the two codes of an authorization live (RFC 8628 §3.2 `expires_in`). Whole seconds, from 1 second to 1
   * day.
   *
   * @defaultValue 10 minutes
   */
  readonly lifetime: Duration
  /**
   * The least time between two polls at the start (RFC 8628 §3.2 `interval`). Whole seconds, from 1 second to 1 minute.
   *
   * @defaultValue 5 seconds
   */
  readonly interval: Duration
  /**
   * How much the interval grows after a poll that came too fast (RFC 8628 §3.5). Whole seconds, from 1 second to 1
   * minute.
   *
   * @defaultValue 5 seconds
   */
  readonly intervalGrowth: Duration
  /**
   * The interval never grows above this. Whole seconds, from `interval` to 1 hour.
   *
   * @defaultValue 60 seconds
   */
  readonly intervalCeiling: Duration
  /**
   * How long a device can fetch a lost token response again with the same device code. From 0 (off) to 1 minute. A code whose
   * interval has grown has at least twice its interval, because its device must wait so long before it polls again.
   *
   * @defaultValue 30 seconds
   */
  readonly replayWindow: Duration
  /**
   * The least time that a finished authorization is kept, so that a late poll learns why it ended. From 0 to 1 day.
   *
   * @defaultValue 10 minutes
   */
  readonly tombstone: Duration
  /**
   * How long after the start of the grant its refresh tokens are valid. Rotation does not extend it (RFC 9700 §4.14.2).
   * From 1 second to 10 years.
   *
   * @defaultValue 30 days
   */
  readonly refreshLifetime: Duration
  /**
   * How long a refresh token is valid if the client does not use it. From 1 second to 10 years.
   *
   * @defaultValue 14 days
   */
  readonly refreshIdle: Duration
  /**
   * How long a client can fetch a lost refresh response again with the refresh token that it spent. From 0 (off) to 1
   * minute.
   *
   * @defaultValue 10 seconds
   */
  readonly refreshReplayWindow: Duration
  /**
   * How many live grants an account may have, from 1 to 1000. A new grant above this number ends the one that was used
   * longest ago.
   *
   * @defaultValue 200
   */
  readonly grantsPerAccount: number
  /**
   * How many live grants an account may have with one client, from 1 to 1000.
   *
   * @defaultValue 50
   */
  readonly grantsPerClient: number
  /**
   * How many accounts may open one user code, from 1 to 20. One account more, and the code is denied to everybody: somebody has
   * sent it to many people (RFC 10027 §6.1.3). An account counts once, however often it opens the code.
   *
   * @defaultValue 3
   */
  readonly accountsPerCode: number
}

/** The policy that is used for each member that the host does not set. */
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
  accountsPerCode: 3,
}

const greatestLeeway = 1 * second
const leewayShare = 0.2

/**
 * Returns how much sooner than the interval a poll may come: 1 second, or a fifth of the interval if that is less.
 * Timers jitter by hundreds of milliseconds, and a correct client must never receive `slow_down`.
 */
export function leewayOf(interval: Duration): Duration {
  return Math.min(greatestLeeway, interval * leewayShare)
}

/** Returns the interval after a poll that came too fast: longer, but never above the ceiling. */
export function grownInterval(interval: Duration, policy: Policy): Duration {
  return Math.max(interval, Math.min(interval + policy.intervalGrowth, policy.intervalCeiling))
}

/**
 * Returns when a store may delete a record that ended at `end`: after its lifetime or the tombstone, the longer one.
 */
export function forgetAfter(end: number, lifetime: Duration, policy: Policy): number {
  return end + Math.max(lifetime, policy.tombstone)
}
