import type { Requester } from '../machine/authorization.js'
import type { Policy } from '../machine/policy.js'
import type { AccountDirectory } from '../ports/account-directory.js'
import type { Ambient } from '../ports/ambient.js'
import type { DeviceAuthorizationStore } from '../ports/authorization-store.js'
import type { ClientRegistry } from '../ports/client-registry.js'
import type { SecurityEvent } from '../ports/events.js'
import type { TokenIssuer } from '../ports/token-issuer.js'

/** What every service is given. The ports in it are guarded: they reject with a `PortFault` and with nothing else. */
export interface ServiceContext extends Ambient {
  readonly policy: Policy
  readonly store: DeviceAuthorizationStore
  readonly clients: ClientRegistry
  readonly accounts: AccountDirectory
  readonly tokens: TokenIssuer
  /** Tells one security event; never throws and never waits. */
  readonly tell: (event: Untimed<SecurityEvent>, requester: Requester) => void
  /** Reports a failure that changes nothing of the answer. */
  readonly report: (fault: unknown, during: string) => void
}

/** An event before it is stamped with the time and the caller's address. */
export type Untimed<Event> = Event extends unknown ? Omit<Event, 'at' | 'ip'> : never
