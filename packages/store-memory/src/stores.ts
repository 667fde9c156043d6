import { type Clock, checkOptionNames, type DeviceAuthorizationStore, type TokenFamilyStore } from '@devicegrant/core'
import { createMemoryStore } from './authorization-store.js'
import { createMemoryFamilyStore } from './family-store.js'
import { systemClock } from './system-clock.js'

/** Everything that can be kept in memory, by the names of the options of `createDeviceGrant`. */
export interface MemoryStores {
  readonly store: DeviceAuthorizationStore
  readonly families: TokenFamilyStore
}

/** Both stores of a device grant, to be spread among its options: `createDeviceGrant({ ...createMemoryStores(), … })`. */
export function createMemoryStores(options: { readonly clock?: Clock } = {}): MemoryStores {
  checkOptionNames('createMemoryStores', options, { clock: true })
  const { clock = systemClock } = options
  return { store: createMemoryStore({ clock }), families: createMemoryFamilyStore({ clock }) }
}
