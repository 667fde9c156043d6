import type { Clock, Stores } from '@devicegrant/core'
import { checkOptionNames, createLimitStore } from '@devicegrant/core/stores'
import { createMemoryStore } from './authorization-store.js'
import { createMemoryFamilyStore } from './family-store.js'
import { createMemoryJtiStore } from './jti-store.js'
import { systemClock } from './system-clock.js'

/** The result of `createMemoryStores`. */
export type MemoryStores = Required<Stores>

/**
 * Creates all stores of a device grant in the memory of this process. `clock` decides when a record is forgotten, and is
 * the clock of the grant.
 *
 * @defaultValue `clock`: the clock of the system
 * @throws ConfigurationError if an option name is unknown.
 * @example
 * ```ts
 * const grant = createDeviceGrant({ ...options, stores: createMemoryStores() })
 * ```
 */
export function createMemoryStores(options: { readonly clock?: Clock } = {}): MemoryStores {
  checkOptionNames('createMemoryStores', options, { clock: true })
  const { clock = systemClock } = options
  return {
    authorizations: createMemoryStore({ clock }),
    families: createMemoryFamilyStore({ clock }),
    jtis: createMemoryJtiStore({ clock }),
    limits: createLimitStore(),
    clock,
  }
}
