import type { JtiStore } from '@devicegrant/core'
import type { Calls } from './calls.js'
import { type Keys, newWriteName } from './names.js'
import { wholeInstant } from './shape.js'

/** Creates the jti store: one value for each used name. */
export function createJtiStore(calls: Calls, keys: Keys): JtiStore {
  return {
    async use(name, forgetAt) {
      const { status } = await calls.runDurably('useOnce', keys.used(name), newWriteName(), wholeInstant(forgetAt))
      return status === 'done'
    },
  }
}
