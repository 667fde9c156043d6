import type { Clock, Instant } from '@devicegrant/core'
import { checkOptionNames, type JtiStore } from '@devicegrant/core/stores'
import { capacityOf, checkCapacity } from './capacity.js'
import { ForgetfulMap } from './forgetful-map.js'
import { systemClock } from './system-clock.js'

const bytesPerName = 256

/**
 * Creates a store that keeps used names (the `jti` of client assertions) in the memory of this process. When it is full,
 * `use` rejects: if the store forgot a name to make space, a client could use that name twice (RFC 7523 §3).
 *
 * `clock` decides when a name is forgotten; `capacity` is the maximum number of names.
 *
 * @defaultValue `clock`: the clock of the system; `capacity`: as many names of 256 bytes as fit into 1/16 of the heap limit
 * @throws ConfigurationError if an option name is unknown.
 * @throws TypeError if `capacity` is not a whole number, 1 or more.
 * @example
 * ```ts
 * const stores = { ...createMemoryStores(), jtis: createMemoryJtiStore({ capacity: 100_000 }) }
 * ```
 */
export function createMemoryJtiStore(options: { readonly clock?: Clock; readonly capacity?: number } = {}): JtiStore {
  checkOptionNames('createMemoryJtiStore', options, { clock: true, capacity: true })
  const { clock = systemClock, capacity = capacityOf(1 / 16, bytesPerName) } = options
  checkCapacity(capacity)
  const used = new ForgetfulMap<string, Instant>(clock, (forgetAt) => forgetAt)
  return {
    volatile: true,
    async use(name, forgetAt) {
      used.sweep()
      if (used.get(name) !== undefined) return false
      if (used.size >= capacity)
        throw new Error(
          `the memory store is full: it holds ${capacity} used names. Raise the capacity of createMemoryJtiStore`,
        )
      used.set(name, forgetAt)
      return true
    },
  }
}
