import type { DeviceAuthorization, PendingAuthorization } from '../machine/authorization.js'
import type { DeviceCodeDigest, UserCodeDigest } from '../machine/names.js'
import type { Instant } from '../machine/time.js'

/** A record and the revision it was read at. */
export interface Versioned {
  readonly authorization: DeviceAuthorization
  /** Grows by exactly one whenever `replace` changes the record, and changes at no other time. */
  readonly revision: number
}

/** What `recordPoll` hands back: the record, and the stamp that was there before. */
export interface Polled extends Versioned {
  readonly previousPoll: Instant | undefined
}

/**
 * Where device authorizations live. A store keeps two cells for each: the record, which changes only by `replace`, and
 * the poll stamp, which changes only by `recordPoll`. It never judges: no clock, no status, no rule of the protocol.
 *
 * A failure rejects; it never looks like absence. What is returned is a copy: changing it changes nothing stored. A
 * record is kept at least until its `forgetAt` and may be dropped afterwards. The laws, as cases that can be run
 * against any implementation, are `storeCases` of `@devicegrant/core/testing`.
 */
export interface DeviceAuthorizationStore {
  /** Adds a new record, unless its user code belongs to a record that has not been forgotten. */
  create(authorization: PendingAuthorization): Promise<'created' | 'userCodeTaken'>

  /**
   * Puts `at` in the poll stamp and hands back everything as it was just before, in one atomic step. Absent records
   * stay absent: `undefined`.
   */
  recordPoll(deviceCode: DeviceCodeDigest, at: Instant): Promise<Polled | undefined>

  /** The record a user code belongs to, or `undefined`. */
  findByUserCode(userCode: UserCodeDigest): Promise<Versioned | undefined>

  /**
   * Writes `next` if nobody has replaced the record since `seen` was read; says whether it did. Never creates, never
   * touches the poll stamp. `next` has the same two codes as `seen`.
   */
  replace(seen: Versioned, next: DeviceAuthorization): Promise<boolean>

  /**
   * Whether everything in it is lost when this process ends. With `NODE_ENV=production` a warning at the start says so.
   *
   * @defaultValue `false`
   */
  readonly volatile?: boolean
}
