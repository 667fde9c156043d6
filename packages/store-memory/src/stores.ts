import { type Clock, checkOptionNames, type DeviceAuthorizationStore, type TokenFamilyStore } from '@devicegrant/core'
import { createMemoryStore } from './authorization-store.js'
import { createMemoryFamilyStore } from './family-store.js'
import { systemClock } from './system-clock.js'

/** The result of `createMemoryStores`. Its members have the names of the options of `createDeviceGrant`. */
export interface MemoryStores {
  readonly store: DeviceAuthorizationStore
  readonly families: TokenFamilyStore
}

/**
 * Creates both stores of a device grant in the memory of this process. `clock` decides when a record is forgotten.
 *
 * @defaultValue `clock`: the clock of the system
 * @throws ConfigurationError if an option name is unknown.
 * @example
 * ```ts
 * const grant = createDeviceGrant({ ...options, ...createMemoryStores() })
 * ```
 */
export function createMemoryStores(options: { readonly clock?: Clock } = {}): MemoryStores {
  checkOptionNames('createMemoryStores', options, { clock: true })
  const { clock = systemClock } = options
  return { store: createMemoryStore({ clock }), families: createMemoryFamilyStore({ clock }) }
}
