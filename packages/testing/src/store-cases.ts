import { creatingCases } from './store-laws/creating.js'
import { forgettingCases } from './store-laws/forgetting.js'
import type { StoreCase } from './store-laws/law.js'
import { pollingCases } from './store-laws/polling.js'
import { replacingCases } from './store-laws/replacing.js'
import { sharingCases } from './store-laws/sharing.js'

export type { StoreCapability, StoreCase, StorePair, StoreSubject } from './store-laws/law.js'

/**
 * The laws of the device authorization store, as test cases for any test runner. A store must keep them all.
 *
 * @example
 * ```ts
 * const subject = { createStore: () => createMyStore({ prefix: randomUUID() }) }
 * for (const { id, law, needs, run } of storeCases) {
 *   test.skipIf(needs !== undefined)(`${id}: a store ${law}`, () => run(subject))
 * }
 * ```
 */
export const storeCases: readonly StoreCase[] = [
  ...creatingCases,
  ...pollingCases,
  ...replacingCases,
  ...forgettingCases,
  ...sharingCases,
]
