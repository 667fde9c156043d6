import type { JtiStore } from '@devicegrant/core/stores'
import type { Calls } from '../calls/calls.js'
import type { Keys } from './keys.js'
import { wholeInstant } from './whole-instant.js'
import { newWriteId } from './write-id.js'

/** Creates the jti store: one value for each used name. */
export function createJtiStore(calls: Calls, keys: Keys): JtiStore {
  return {
    async use(name, forgetAt) {
      const { status } = await calls.runDurably('useOnce', keys.jti(name), newWriteId(), wholeInstant(forgetAt))
      return status === 'done'
    },
  }
}
