import { ConfigurationError } from '../misuse/configuration-error.js'
import type { ClientRegistry } from '../ports/client-registry.js'
import type { TokenIssuer } from '../ports/token-issuer.js'
import { checkOptions } from './check-options.js'
import { checkTokenIssuer, isFactory } from './checks/tokens.js'
import { clientRegistryOf } from './listed-clients.js'
import type { DeviceGrantOptions } from './options.js'

/** The options of a device grant after the check, in the one form that the parts of a grant read. */
export interface ResolvedOptions extends Omit<DeviceGrantOptions, 'secret' | 'clients' | 'tokens'> {
  readonly secret: string | Uint8Array
  readonly clients: ClientRegistry
  readonly tokens: TokenIssuer
}

/**
 * Checks the options, and returns them in one form: a list of clients as a registry, and a token issuer that has the
 * issuer of the grant.
 *
 * @throws {ConfigurationError} One error that lists every wrong option.
 */
export function resolveOptions(given: DeviceGrantOptions): ResolvedOptions {
  checkOptions(given)
  return { ...given, clients: clientRegistryOf(given.clients), tokens: tokensOf(given) }
}

function tokensOf({ tokens, issuer, stores }: DeviceGrantOptions): TokenIssuer {
  if (!isFactory(tokens)) return tokens
  const made = tokens.forIssuer(issuer, stores.clock)
  const problems = checkTokenIssuer(issuer, made)
  if (problems.length > 0) throw new ConfigurationError(problems)
  return made
}
