import type { DeviceClientOptions } from '../device-client-options.js'
import type { Connection } from '../server/connection.js'
import type { Time } from '../time/time.js'
import type { TokenStore } from '../tokens/token-store.js'
import type { ClientEvent } from './events.js'

/** What a sign-in works with. */
export interface LoginContext {
  readonly options: DeviceClientOptions
  readonly issuer: string
  readonly store: TokenStore
  readonly time: Time
  connect(signal?: AbortSignal): Promise<Connection>
  report(event: ClientEvent): void
}
