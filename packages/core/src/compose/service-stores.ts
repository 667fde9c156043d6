import type { ServiceOptions } from '../service/create-service.js'
import { familiesOf } from './issuer-namespace.js'
import type { DeviceGrantOptions } from './options.js'

type Options = Pick<DeviceGrantOptions, 'issuer' | 'stores' | 'clientAssertions'>

/** Returns the stores of a device grant under the names that the service has for them. */
export function serviceStores(options: Options): Pick<ServiceOptions, 'store' | 'families' | 'clientAssertions'> {
  const { issuer, stores, clientAssertions } = options
  const { authorizations, families, jtis } = stores
  return {
    store: authorizations,
    ...(families && { families: familiesOf(issuer, families) }),
    ...(clientAssertions && jtis && { clientAssertions: { ...clientAssertions, jtis, issuer } }),
  }
}
