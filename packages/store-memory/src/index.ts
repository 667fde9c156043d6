export { createMemoryStore, type MemoryStoreOptions } from './authorization-store.js'
export { createMemoryFamilyStore, type MemoryFamilyStoreOptions } from './family-store.js'
export { createMemoryOnceStore } from './once-store.js'
export { createMemoryStores, type MemoryStores } from './stores.js'
