/**
 * The stores of a device grant in the memory of one process: for development, tests and small servers.
 *
 * @packageDocumentation
 */

export { createMemoryStore, type MemoryStoreOptions } from './authorization-store.js'
export { createMemoryFamilyStore, type MemoryFamilyStoreOptions } from './family-store.js'
export { createMemoryJtiStore } from './jti-store.js'
export { createMemoryStores, type MemoryStores } from './stores.js'
