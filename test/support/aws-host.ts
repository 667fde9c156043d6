import { createStatelessRegistration, type DeviceGrantOptions } from '@devicegrant/core'
import { aws } from '@devicegrant/core/dialects'
import { createMemoryStores } from '@devicegrant/store-memory'
import { type ExpressHost, startExpressHost } from './express-host.js'

/** Starts a host for the clients of AWS, at which programs register themselves. `isReal`: with the clock of this machine. */
export function startAwsHost(isReal = false, changes: Partial<DeviceGrantOptions> = {}): Promise<ExpressHost> {
  return startExpressHost((issuer, clock) => {
    const timed = isReal ? {} : { clock }
    return {
      dialects: [aws],
      stores: createMemoryStores(timed),
      clients: createStatelessRegistration({
        issuer,
        secrets: ['a secret for registrations that is long'],
        scopes: ['read', 'sso:account:access'],
        refreshTokens: 'always',
        ...timed,
      }),
      ...changes,
    }
  })
}
