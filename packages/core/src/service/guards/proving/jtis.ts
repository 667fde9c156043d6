import type { JtiStore } from '../../../ports/proving/client-assertions.js'
import { readTruth } from '../../records/read-record.js'
import { callPort, type Guarded } from '../guarded.js'

/** Returns the same jti store behind its guard. */
export function guardJtis(jtis: JtiStore): Guarded<JtiStore> {
  return {
    async use(call, name, forgetAt) {
      const operation = 'stores.jtis.use'
      return readTruth(operation, await callPort(call, operation, () => jtis.use(name, forgetAt)))
    },
  }
}
