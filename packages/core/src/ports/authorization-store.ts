import type { DeviceAuthorization, PendingAuthorization } from '../machine/authorization.js'
import type { DeviceCodeDigest, UserCodeDigest } from '../machine/names.js'
import type { Instant } from '../machine/time.js'

/** A record, and the revision at which it was read. */
export interface Versioned {
  readonly authorization: DeviceAuthorization
  /** Must grow by exactly one when `replace` changes the record, and must not change otherwise. */
  readonly revision: number
}

/** The result of `recordPoll`: the record, and the poll stamp before this poll. */
export interface Polled extends Versioned {
  /** Milliseconds since the Unix epoch; `undefined` on the first poll. */
  readonly previousPoll: Instant | undefined
}

/**
 * Keeps the device authorizations. A store keeps two cells for each: the record, which only `replace` changes, and the
 * poll stamp, which only `recordPoll` changes. A store applies no rule of the protocol: it reads no clock and no
 * status.
 *
 * A function that fails must reject; it must not resolve as if the record were absent. A store must return copies: a
 * change to a returned value must not change the stored one. It must keep a record at least until its `forgetAt`, and
 * may delete it afterwards. `storeCases` of `@devicegrant/testing` are the laws; run them against every
 * implementation.
 */
export interface DeviceAuthorizationStore {
  /**
   * Adds a new record. Its `userCode` is its name. Returns `userCodeTaken`, and must change nothing, if a record that
   * must still be kept has that name. Must do both in one atomic step.
   */
  create(authorization: PendingAuthorization): Promise<'created' | 'userCodeTaken'>

  /**
   * Writes `at` (milliseconds since the Unix epoch) into the poll stamp, and returns the record and the stamp as they
   * were before. Must do both in one atomic step. Returns `undefined` if there is no record of this name, or if its
   * `deviceCode` differs. It must then change nothing: the caller does not have the device code.
   */
  recordPoll(userCode: UserCodeDigest, deviceCode: DeviceCodeDigest, at: Instant): Promise<Polled | undefined>

  /** Returns the record with this name, or `undefined` if there is none. */
  find(userCode: UserCodeDigest): Promise<Versioned | undefined>

  /**
   * Writes `next` if the stored revision is still that of `seen`, and returns whether it did. Must not create a record
   * and must not change the poll stamp. `next` always has the same two codes as `seen`: core checks that.
   */
  replace(seen: Versioned, next: DeviceAuthorization): Promise<boolean>

  /**
   * Whether the store loses its records when this process ends. If it does, a warning says so at the start, with
   * `NODE_ENV=production`.
   *
   * @defaultValue `false`
   */
  readonly volatile?: boolean
}
