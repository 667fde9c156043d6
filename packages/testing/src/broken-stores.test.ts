// @module-tag thorough
import type { DeviceAuthorizationStore } from '@devicegrant/core/stores'
import { brokenCreating } from '../test-support/broken-stores/creating.js'
import { brokenForgetting } from '../test-support/broken-stores/forgetting.js'
import { PlainStore, type Row, RowsOutOfReach } from '../test-support/broken-stores/plain-store.js'
import { brokenPolling } from '../test-support/broken-stores/polling.js'
import { brokenReplacing } from '../test-support/broken-stores/replacing.js'
import { brokenSharing } from '../test-support/broken-stores/sharing.js'
import { describeTeeth } from '../test-support/law-teeth.js'
import { createManualClock } from './manual-clock.js'
import { storeCases } from './store-cases.js'

describeTeeth<DeviceAuthorizationStore, typeof PlainStore>('the store laws', {
  cases: storeCases,
  sound: PlainStore,
  broken: [...brokenCreating, ...brokenPolling, ...brokenReplacing, ...brokenForgetting, ...brokenSharing],
  subjectOf(Store) {
    const clock = createManualClock()
    return {
      ...clock,
      createStore: () => new Store(clock),
      createTwins: () => {
        const rows = new Map<string, Row>()
        return [new Store(clock, rows), new Store(clock, rows)]
      },
      createFailingStore: () => new Store(clock, new RowsOutOfReach()),
    }
  },
  createFailingStore: () => new PlainStore(createManualClock(), new RowsOutOfReach()),
})
