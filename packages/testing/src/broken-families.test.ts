// @module-tag thorough
import type { TokenFamilyStore } from '@devicegrant/core/stores'
import { expect, it } from 'vitest'
import { brokenCreating } from '../test-support/broken-families/creating.js'
import { brokenDisplacing } from '../test-support/broken-families/displacing.js'
import { brokenFinding } from '../test-support/broken-families/finding.js'
import { brokenForgetting } from '../test-support/broken-families/forgetting.js'
import { brokenListing } from '../test-support/broken-families/listing.js'
import { dataOutOfReach, noData, PlainFamilyStore } from '../test-support/broken-families/plain-family-store.js'
import { brokenReplacing } from '../test-support/broken-families/replacing.js'
import { brokenRevoking } from '../test-support/broken-families/revoking.js'
import { brokenSharing } from '../test-support/broken-families/sharing.js'
import { describeTeeth } from '../test-support/law-teeth.js'
import { familyStoreCases } from './family-store-cases.js'
import { jtiStoreCases } from './jti-store-cases.js'
import { createManualClock } from './manual-clock.js'
import { storeCases } from './store-cases.js'

describeTeeth<TokenFamilyStore, typeof PlainFamilyStore>('the laws of the token family store', {
  cases: familyStoreCases,
  sound: PlainFamilyStore,
  broken: [
    ...brokenCreating,
    ...brokenDisplacing,
    ...brokenReplacing,
    ...brokenListing,
    ...brokenFinding,
    ...brokenRevoking,
    ...brokenForgetting,
    ...brokenSharing,
  ],
  siblings: { 'rotation-race-has-one-winner': ['family-twins-are-one-store'] },
  subjectOf(Store) {
    const clock = createManualClock()
    return {
      ...clock,
      createStore: () => new Store(clock),
      createTwins: () => {
        const data = noData()
        return [new Store(clock, data), new Store(clock, data)]
      },
      createFailingStore: () => new Store(clock, dataOutOfReach()),
    }
  },
  createFailingStore: () => new PlainFamilyStore(createManualClock(), dataOutOfReach()),
})

it('no two laws of any kind of store have the same id', () => {
  const ids = [storeCases, familyStoreCases, jtiStoreCases].flatMap((cases) => cases.map(({ id }) => id))
  expect(new Set(ids).size).toBe(ids.length)
})
