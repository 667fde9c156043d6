import type { LimitRule, LimitSettlement, Reservation } from '../machine/limits/limit.js'
import type { Instant } from '../machine/time.js'
import type { MaybePromise } from './found.js'

/**
 * A limit store: counts the tries of names, such as the sign-ins of an account or the requests of an address. Its laws are
 * `limitStoreCases` of `@devicegrant/testing`. A store in memory may return its results without a promise.
 */
export interface LimitStore {
  /**
   * Takes one try of this name before anything is evaluated, or refuses it. Must be atomic for each name: of several calls
   * at the same time, no more are granted than the rule allows. `at` is the moment of the try, in milliseconds since the Unix
   * epoch. Must reject if it cannot find out. A call that is sent twice may take two tries, and never more.
   */
  reserve(name: string, rule: LimitRule, at: Instant): MaybePromise<Reservation>

  /**
   * Says what came of a granted try. `refund` gives it back, and never more than was taken. `clear` forgets a streak; for a
   * rate it is the same as `refund`. A failure needs no call.
   */
  settle(name: string, rule: LimitRule, what: LimitSettlement, at: Instant): MaybePromise<void>

  /**
   * Whether the store loses its names when this process ends, and shares them with no other process. If it does, every
   * process allows the whole limit.
   *
   * @defaultValue `false`
   */
  readonly volatile?: boolean
}
