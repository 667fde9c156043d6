import type { Stores } from '@devicegrant/core'
import { createPostgresStore } from './authorization-store.js'
import { createPostgresFamilyStore } from './family-store.js'
import { createPostgresJtiStore } from './jti-store.js'
import { groundOf, type Place } from './tables.js'

/** Creates all stores of a device grant. Their clock is that of the place. */
export function createPostgresStores(place: Place): Required<Stores> {
  return {
    authorizations: createPostgresStore(place),
    families: createPostgresFamilyStore(place),
    jtis: createPostgresJtiStore(place),
    clock: groundOf(place).clock,
  }
}
