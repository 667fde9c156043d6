import type { RedeemedAuthorization, Requester } from '../machine/authorization.js'
import type { Policy } from '../machine/policy.js'
import type { AccountDirectory } from '../ports/account-directory.js'
import type { Ambient } from '../ports/ambient.js'
import type { DeviceAuthorizationStore } from '../ports/authorization-store.js'
import type { AssertionVerifier, OnceStore } from '../ports/client-assertions.js'
import type { ClientRegistry } from '../ports/client-registry.js'
import type { SecurityEvent } from '../ports/events.js'
import type { TokenFamilyStore } from '../ports/token-family-store.js'
import type { TokenIssuer } from '../ports/token-issuer.js'
import type { AbandonedClaims } from './abandoned-claims.js'
import type { Waiting } from './single-flight.js'

/** The ports of the host that the services call. */
export interface ServicePorts {
  readonly store: DeviceAuthorizationStore
  readonly clients: ClientRegistry
  readonly accounts: AccountDirectory
  readonly tokens: TokenIssuer
  /** Absent: tokens are not refreshed, revoked or introspected here. */
  readonly families?: TokenFamilyStore
  /** Absent: no client says who it is by `private_key_jwt`. */
  readonly clientAssertions?: ClientAssertions
}

/**
 * What every service is given, for one request. The ports in it are guarded: they reject with a `PortFault` and with
 * nothing else, and share the time that the request may wait.
 */
export interface ServiceContext extends Ambient, ServicePorts {
  readonly policy: Policy
  /** The dialects whose answers tell the organisations of an account. */
  readonly organisationDialects: readonly string[]
  /** Whether an access token that names no grant stands on its account and its client. */
  readonly tokensWithoutGrant: 'accept' | 'refuse'
  /** Tells one security event; never throws and never waits. */
  readonly tell: (event: Untimed<SecurityEvent>, requester: Requester) => void
  /** Reports a failure that changes nothing of the answer. */
  readonly report: (fault: unknown, during: string) => void
  /** Waits for work of another request of this process, as long as this one may still wait. */
  readonly waitFor: Waiting
  /** The claims of this process that no tokens came of. */
  readonly abandoned: AbandonedClaims
  /** Adds one to them, and sees to it that it is given back soon. */
  readonly abandon: (claimed: RedeemedAuthorization) => void
}

/** What it takes to check client assertions, RFC 7523 §3. */
export interface ClientAssertions {
  readonly verifier: AssertionVerifier
  readonly used: OnceStore
  /** What an assertion names as its audience. */
  readonly issuer: string
  /** Whether it may name the URL of the endpoint it is sent to instead. @defaultValue `issuer` */
  readonly audience?: 'issuer' | 'issuerOrEndpoint'
}

/** An event before it is stamped with the time and the caller's address. */
export type Untimed<Event> = Event extends unknown ? Omit<Event, 'at' | 'ip'> : never
