import type { TokenFamilyStore } from '@devicegrant/core/stores'
import { creatingCases } from './family-laws/creating.js'
import { displacingCases } from './family-laws/displacing.js'
import { findingCases } from './family-laws/finding.js'
import { forgettingCases } from './family-laws/forgetting.js'
import { listingCases } from './family-laws/listing.js'
import { replacingCases } from './family-laws/replacing.js'
import { revokingCases } from './family-laws/revoking.js'
import { sharingCases } from './family-laws/sharing.js'
import type { StoreCase } from './store-laws/law.js'

/**
 * The laws of the token family store, as test cases for any test runner. A subject may offer more than `createStore`:
 * then do not skip the cases that need it.
 *
 * @example
 * ```ts
 * const subject = { createStore: () => createMyFamilyStore({ prefix: randomUUID() }) }
 * for (const { id, law, needs, run } of familyStoreCases) {
 *   test.skipIf(needs !== undefined)(`${id}: a store ${law}`, () => run(subject))
 * }
 * ```
 */
export const familyStoreCases: readonly StoreCase<TokenFamilyStore>[] = [
  ...creatingCases,
  ...displacingCases,
  ...replacingCases,
  ...listingCases,
  ...findingCases,
  ...revokingCases,
  ...forgettingCases,
  ...sharingCases,
]
