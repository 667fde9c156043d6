import * as oauth from 'oauth4webapi'
import { isLoopback } from './addresses.js'
import type { ClientSettings } from './client-settings.js'

/** The options that every request of oauth4webapi gets. Without encryption it may only stay on this computer. */
export function requestOptions(
  { exchange }: Pick<ClientSettings, 'exchange'>,
  address: URL,
  signal?: AbortSignal,
): {
  readonly [oauth.customFetch]: ClientSettings['exchange']
  readonly [oauth.allowInsecureRequests]: boolean
  readonly signal?: AbortSignal
} {
  return {
    [oauth.customFetch]: exchange,
    [oauth.allowInsecureRequests]: address.protocol === 'http:' && isLoopback(address),
    ...(signal && { signal }),
  }
}
