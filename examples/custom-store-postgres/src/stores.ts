import type { Stores } from '@devicegrant/core'
import { createPostgresStore } from './authorization-store.js'
import { createPostgresFamilyStore } from './family-store.js'
import { createPostgresJtiStore } from './jti-store.js'
import { createPostgresLimitStore } from './limit-store.js'
import { type PostgresStoreOptions, resolveOptions } from './tables.js'

/** Creates all stores of a device grant. Their clock is that of the options. */
export function createPostgresStores(options: PostgresStoreOptions): Required<Stores> {
  return {
    authorizations: createPostgresStore(options),
    families: createPostgresFamilyStore(options),
    jtis: createPostgresJtiStore(options),
    limits: createPostgresLimitStore(options),
    clock: resolveOptions(options).clock,
  }
}
