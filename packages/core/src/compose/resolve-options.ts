import type { ClientRegistry } from '../ports/client-registry.js'
import { checkOptions } from './check-options.js'
import { clientRegistryOf } from './listed-clients.js'
import type { DeviceGrantOptions } from './options.js'

/** The options of a device grant after the check, in the one form that the parts of a grant read. */
export interface ResolvedOptions extends Omit<DeviceGrantOptions, 'secret' | 'clients'> {
  readonly secret: string | Uint8Array
  readonly clients: ClientRegistry
}

/**
 * Checks the options, and returns them in one form: a list of clients as a registry.
 *
 * @throws {ConfigurationError} One error that lists every wrong option.
 */
export function resolveOptions(given: DeviceGrantOptions): ResolvedOptions {
  checkOptions(given)
  return { ...given, clients: clientRegistryOf(given.clients) }
}
