import type { JtiStore } from '../ports/proving/client-assertions.js'
import type { ServiceOptions } from '../service/create-service.js'
import type { Proofs } from '../service/guards/proving/proof-rules.js'
import { familiesOf } from './issuer-namespace.js'
import type { DpopOptions } from './options/dpop-options.js'
import type { DeviceGrantOptions } from './options.js'

type Options = Pick<DeviceGrantOptions, 'issuer' | 'stores' | 'clientAssertions' | 'dpop'>

/** Returns the stores of a device grant under the names that the service has for them. */
export function serviceStores(
  options: Options,
  baseUrl: string,
): Pick<ServiceOptions, 'store' | 'families' | 'clientAssertions' | 'proofs'> {
  const { issuer, stores, clientAssertions, dpop } = options
  const { authorizations, families, jtis } = stores
  return {
    store: authorizations,
    ...(families && { families: familiesOf(issuer, families) }),
    ...(dpop && jtis && { proofs: proofsOf(dpop, jtis, baseUrl) }),
    ...(clientAssertions && jtis && { clientAssertions: { ...clientAssertions, jtis, issuer } }),
  }
}

function proofsOf(
  { verifier, nonces = 'whenLate', alternateBaseUrls = [] }: DpopOptions,
  jtis: JtiStore,
  baseUrl: string,
): Proofs {
  return { verifier, jtis, nonces, baseUrls: [baseUrl, ...alternateBaseUrls] }
}
