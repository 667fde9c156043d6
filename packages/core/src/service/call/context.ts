import type { RedeemedAuthorization, Requester } from '../../machine/authorization.js'
import type { Policy } from '../../machine/policy.js'
import type { AccountDirectory } from '../../ports/account-directory.js'
import type { DeviceAuthorizationStore } from '../../ports/authorization-store.js'
import type { AssertionVerifier, JtiStore } from '../../ports/client-assertions.js'
import type { ClientRegistry } from '../../ports/client-registry.js'
import type { SecurityEvent } from '../../ports/events.js'
import type { Runtime } from '../../ports/runtime.js'
import type { TokenFamilyStore } from '../../ports/token-family-store.js'
import type { TokenIssuer } from '../../ports/token-issuer.js'
import type { AbandonedClaims } from '../device/abandoned-claims.js'
import type { Waiting } from './single-flight.js'

/** The ports of the host that the services call. */
export interface ServicePorts {
  readonly store: DeviceAuthorizationStore
  readonly clients: ClientRegistry
  readonly accounts: AccountDirectory
  readonly tokens: TokenIssuer
  /** If absent, tokens cannot be refreshed, revoked or introspected. */
  readonly families?: TokenFamilyStore
  /** If absent, no client can authenticate with `private_key_jwt`. */
  readonly clientAssertions?: ClientAssertions
}

/**
 * What every service receives for one request. Its ports are guarded: they reject only with a `PortFault`, and they
 * share the time budget of the request.
 */
export interface ServiceContext extends Runtime, ServicePorts {
  readonly policy: Policy
  /** The dialects whose responses list the organizations of an account. */
  readonly organizationDialects: readonly string[]
  /** `accept`: an access token that names no grant is active as long as its account and its client are. */
  readonly tokensWithoutGrant: 'accept' | 'refuse'
  /** Emits one security event. It never throws and never waits. */
  readonly emit: (event: EventInput<SecurityEvent>, requester: Requester) => void
  /** Reports a failure that does not change the response. */
  readonly report: (fault: unknown, during: string) => void
  /** Waits for the work of another request of this process, within the time budget of this request. */
  readonly waitFor: Waiting
  /** The claims of this process that led to no tokens. */
  readonly abandoned: AbandonedClaims
  /** Adds a claim to `abandoned` and starts to release it in the background. */
  readonly abandon: (claimed: RedeemedAuthorization) => void
}

/** What the check of client assertions needs (RFC 7523 §3). */
export interface ClientAssertions {
  readonly verifier: AssertionVerifier
  readonly used: JtiStore
  /** The identifier that an assertion must have as its audience. */
  readonly issuer: string
  /** `issuerOrEndpoint`: the URL of the endpoint that receives the assertion is accepted too. @defaultValue `issuer` */
  readonly audience?: 'issuer' | 'issuerOrEndpoint'
}

/** An event without the time and the IP address, which are added when it is emitted. */
export type EventInput<Event> = Event extends unknown ? Omit<Event, 'at' | 'ip'> : never
