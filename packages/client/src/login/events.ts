import type { LoginFailureCode } from '../failures/device-login-error.js'
import type { Duration, Instant } from '../time/time.js'
import type { StorageEvent } from '../tokens/token-store.js'

/** What the client does by itself. No event has a secret. */
export type ClientEvent =
  /** The server has given codes. */
  | { readonly type: 'started'; readonly expiresAt: Instant }
  /** The person has not decided. */
  | { readonly type: 'pending'; readonly nextPollAt: Instant }
  /** The server wants fewer polls, and gets them for good. */
  | { readonly type: 'slowedDown'; readonly interval: Duration; readonly nextPollAt: Instant }
  /** A request had no response that can be read, and will be repeated. */
  | {
      readonly type: 'retrying'
      readonly reason: 'timedOut' | 'unreachable' | 'unreadable' | 'answerLost'
      readonly nextPollAt: Instant
    }
  /** The device was asleep. */
  | { readonly type: 'resumed'; readonly slept: Duration }
  /** The person has approved, and the server wants the number that its page shows. `attempt` starts at 1. */
  | { readonly type: 'numberWanted'; readonly attempt: number }
  /** The person has approved, and the tokens are kept. */
  | { readonly type: 'approved'; readonly subject?: string; readonly name?: string }
  /** There are new tokens. */
  | { readonly type: 'refreshed'; readonly expiresAt?: Instant }
  /** Another process has refreshed, and its tokens are used. */
  | { readonly type: 'adopted'; readonly expiresAt?: Instant }
  /** The new tokens could not be kept: they live only in this process. */
  | { readonly type: 'notKept'; readonly place: string }
  /** The sign-in that was kept before could not be ended at the server. */
  | { readonly type: 'notRevoked' }
  /** The sign-in, or the time of being signed in, is over. */
  | { readonly type: 'ended'; readonly code: LoginFailureCode }
  | StorageEvent
