import type { DeviceAuthorizationStore } from './authorization-store.js'
import type { LimitStore } from './limit-store.js'
import type { JtiStore } from './proving/client-assertions.js'
import type { Clock } from './runtime.js'
import type { TokenFamilyStore } from './token-family-store.js'

/**
 * The stores of a device grant, and the clock that they share: the result of `createMemoryStores()` or
 * `openRedisStores()`, or the host's own.
 *
 * @example
 * ```ts
 * const stores: Stores = { authorizations: createMyStore({ prefix: 'devicegrant:' }) }
 * ```
 */
export interface Stores {
  /** Keeps the device authorizations. */
  readonly authorizations: DeviceAuthorizationStore
  /**
   * Keeps the record of every grant. With it, clients can refresh, revoke and introspect tokens, and people can see and
   * unlink the devices of their account.
   *
   * @defaultValue none: these operations are not served
   */
  readonly families?: TokenFamilyStore
  /**
   * Remembers used client assertions, and used codes of second factors. The options `clientAssertions` and
   * `passwordLogin.secondFactor` need it.
   *
   * @defaultValue none: neither of them can be set
   */
  readonly jtis?: JtiStore
  /**
   * Counts tries: sign-ins, user codes, requests of an address.
   *
   * @defaultValue none: this process counts in its own memory, so every process allows the whole limit
   */
  readonly limits?: LimitStore
  /**
   * The clock of the device grant. Processes that share stores must use the same time, such as the clock of the server
   * that keeps the records.
   *
   * @defaultValue the clock of this machine
   */
  readonly clock?: Clock
}
