import type { Client, ClientRegistry } from '../ports/client-registry.js'
import { checkedRegistry } from '../service/guards/clients.js'

type Defaults = Pick<Client, 'authMethods' | 'grantTypes' | 'defaultScopes'>

const listedDefaults: Defaults = {
  authMethods: ['none'],
  grantTypes: ['device_code', 'refresh_token'],
  defaultScopes: [],
}

/**
 * A client in the option `clients`, for a host that knows its clients at the start. It is a {@link Client} whose
 * members below may be left out.
 *
 * @example
 * ```ts
 * const clients: readonly ListedClient[] = [{ clientId: 'mycli', name: 'My CLI', scopes: ['read', 'offline_access'] }]
 * ```
 */
export interface ListedClient extends Omit<Client, keyof Defaults> {
  /**
   * The auth methods that this client may use. Required for a client with `secretDigests` or `keys`: as a public
   * client it would be accepted without them.
   *
   * @defaultValue `['none']`
   */
  readonly authMethods?: Client['authMethods']
  /**
   * The grant types that it may use. Every other one is refused.
   *
   * @defaultValue `['device_code', 'refresh_token']`
   */
  readonly grantTypes?: Client['grantTypes']
  /**
   * The scope that it gets when it requests none. Each value must be in `scopes`.
   *
   * @defaultValue `[]`: no scope
   */
  readonly defaultScopes?: Client['defaultScopes']
}

/** Returns a listed client with its defaults filled in. A member that is `undefined` or `null` counts as left out. */
export function withListedDefaults(client: ListedClient): Client {
  const { authMethods, grantTypes, defaultScopes } = client
  return {
    ...client,
    authMethods: authMethods ?? listedDefaults.authMethods,
    grantTypes: grantTypes ?? listedDefaults.grantTypes,
    defaultScopes: defaultScopes ?? listedDefaults.defaultScopes,
  }
}

/** Returns the registry of the option `clients`: the one of the host, or one over its list. */
export function clientRegistryOf(clients: ClientRegistry | readonly ListedClient[]): ClientRegistry {
  if (!isList(clients)) return clients
  // Copies, so that a later change of a list has no effect: it would not be checked.
  const byId = new Map(clients.map((client) => [client.clientId, copyOf(withListedDefaults(client))]))
  return checkedRegistry(byId)
}

function copyOf(client: Client): Client {
  const { secretDigests, keys, resources } = client
  return {
    ...client,
    authMethods: [...client.authMethods],
    grantTypes: [...client.grantTypes],
    scopes: [...client.scopes],
    defaultScopes: [...client.defaultScopes],
    ...(secretDigests && { secretDigests: [...secretDigests] }),
    ...(keys && { keys: [...keys] }),
    ...(resources && { resources: [...resources] }),
  }
}

/** Returns whether the option `clients` is a list. */
export function isList(clients: ClientRegistry | readonly ListedClient[]): clients is readonly ListedClient[] {
  return Array.isArray(clients)
}
