import type { OfferedStore } from './messages.js'
import { type StoreName, storeKinds } from './store-kinds.js'

/** A law that is tried on a store, or skipped. */
export interface PlannedLaw {
  readonly store: StoreName
  readonly id: string
  readonly law: string
  /** Why it is skipped. */
  readonly skipped?: string
}

/** Returns all laws of the stores that the module exports, in the order in which they are tried. */
export function planOf(stores: readonly OfferedStore[]): readonly PlannedLaw[] {
  return stores.flatMap(({ store, exported, capabilities }) =>
    storeKinds[store].laws.map(({ id, law, needs }) => ({
      store,
      id,
      law,
      ...(needs !== undefined &&
        !capabilities.includes(needs) && { skipped: `the export ${exported} has no ${needs}` }),
    })),
  )
}
