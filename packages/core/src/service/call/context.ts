import type { RedeemedAuthorization, Requester } from '../../machine/authorization.js'
import type { Policy } from '../../machine/policy.js'
import type { Account, AccountDirectory } from '../../ports/account-directory.js'
import type { DeviceAuthorizationStore } from '../../ports/authorization-store.js'
import type { AssertionClaims, AssertionVerifier, JtiStore, PublicKey } from '../../ports/client-assertions.js'
import type { Client, ClientRegistry } from '../../ports/client-registry.js'
import type { SecurityEvent } from '../../ports/events.js'
import type { Runtime } from '../../ports/runtime.js'
import type { TokenFamilyStore } from '../../ports/token-family-store.js'
import type { AccessTokenClaims, TokenIssuer } from '../../ports/token-issuer.js'
import type { Organizations } from '../../protocol/organization.js'
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

/** A registry whose results are promises, and checked. */
export interface GuardedClients extends ClientRegistry {
  findClient(clientId: string): Promise<Client | undefined>
}

/** A directory whose results are promises, and checked. */
export interface GuardedAccounts extends AccountDirectory {
  findAccount(subject: string): Promise<Account | undefined>
  findByUsername?(username: string): Promise<Account | undefined>
  findOrganizations?(subject: string): Promise<Organizations>
  replacePasswordHash?(subject: string, seen: string, next: string): Promise<boolean>
}

/** A token issuer whose results are promises, and checked. */
export interface GuardedTokens extends TokenIssuer {
  verify?(accessToken: string, audiences?: readonly string[] | 'any'): Promise<AccessTokenClaims | undefined>
}

/** The check of client assertions, whose results are promises, and checked. */
export interface GuardedAssertions extends ClientAssertions {
  readonly verifier: {
    readonly algorithms: readonly string[]
    verify(assertion: string, keys: readonly PublicKey[]): Promise<AssertionClaims | undefined>
  }
}

/** The ports of the host, guarded. */
export interface GuardedPorts extends ServicePorts {
  readonly clients: GuardedClients
  readonly accounts: GuardedAccounts
  readonly tokens: GuardedTokens
  readonly clientAssertions?: GuardedAssertions
}

/**
 * What every service receives for one request. Its ports are guarded: they reject only with a `PortFault`, and they
 * share the time budget of the request.
 */
export interface ServiceContext extends Runtime, GuardedPorts {
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
