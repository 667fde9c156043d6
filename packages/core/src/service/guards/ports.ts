import type { AccountDirectory } from '../../ports/account-directory.js'
import type { DeviceAuthorizationStore } from '../../ports/authorization-store.js'
import type { Client, ClientRegistry } from '../../ports/client-registry.js'
import type { AddressLocator } from '../../ports/hooks/address-locator.js'
import type { RiskPolicy } from '../../ports/hooks/risk-policy.js'
import type { HostSessions } from '../../ports/host-sessions.js'
import type { AssertionVerifier, JtiStore } from '../../ports/proving/client-assertions.js'
import type { TokenFamilyStore } from '../../ports/token-family-store.js'
import type { TokenIssuer } from '../../ports/token-issuer.js'
import { guardAccounts } from './accounts.js'
import { type GuardedLocator, guardLocator } from './address-locator.js'
import { type ApprovalNotices, type GuardedNotices, guardNotices } from './approval-notices.js'
import { guardClients } from './clients.js'
import { guardFamilies } from './families.js'
import type { Guarded } from './guarded.js'
import { type AssurancePort, type GuardedAssurance, guardAssurance } from './hooks/assurance.js'
import { type GuardedRiskPolicy, guardRiskPolicy } from './hooks/risk-policy.js'
import { guardHostSessions } from './host-sessions.js'
import { guardAssertions } from './proving/assertions.js'
import type { GuardedProofs, Proofs } from './proving/proof-rules.js'
import { guardProofs } from './proving/proofs.js'
import { guardStore } from './store.js'
import { guardTokens, type TokenRules } from './tokens.js'

/** The ports of the host, and what their guards need. */
export interface ServicePorts {
  readonly store: DeviceAuthorizationStore
  readonly clients: ClientRegistry
  readonly accounts: AccountDirectory
  readonly tokens: TokenIssuer
  readonly tokenRules: TokenRules
  /** If absent, tokens cannot be refreshed, revoked or introspected. */
  readonly families?: TokenFamilyStore
  /** If absent, no client can authenticate with `private_key_jwt`. */
  readonly clientAssertions?: ClientAssertions
  /** If absent, no token is bound to a key. */
  readonly proofs?: Proofs
  /** If absent, people sign in on the page itself. */
  readonly hostSessions?: HostSessions
  /** If absent, the page shows no places. */
  readonly locateAddress?: AddressLocator
  /** If absent, the host tells no person about approvals, or does it by events. */
  readonly notices?: ApprovalNotices
  /** If absent, every request is allowed. */
  readonly riskPolicy?: RiskPolicy
  /** If absent, no sign-in has a level but the one that `hostSessions` names. */
  readonly assurance?: AssurancePort
}

/** What the check of client assertions needs (RFC 7523 §3). */
export interface ClientAssertions extends AssertionRules {
  readonly verifier: AssertionVerifier
  readonly jtis: JtiStore
}

/** The audience that client assertions must have. */
export interface AssertionRules {
  /** The identifier that an assertion must have as its audience. */
  readonly issuer: string
  /** `issuerOrEndpoint`: the URL of the endpoint that receives the assertion is accepted too. @defaultValue `issuer` */
  readonly audience?: 'issuer' | 'issuerOrEndpoint'
}

/** The ports as the services call them. They reject only with a `PortFault`. */
export interface GuardedPorts {
  readonly store: Guarded<DeviceAuthorizationStore>
  readonly clients: Guarded<ClientRegistry>
  readonly accounts: Guarded<AccountDirectory>
  readonly tokens: Guarded<TokenIssuer>
  readonly families?: Guarded<TokenFamilyStore>
  readonly clientAssertions?: GuardedAssertions
  readonly proofs?: GuardedProofs
  readonly hostSessions?: Guarded<HostSessions>
  readonly locateAddress?: GuardedLocator
  readonly notices?: GuardedNotices
  readonly riskPolicy?: GuardedRiskPolicy
  readonly assurance?: GuardedAssurance
}

/** The ports of the check of client assertions, behind their guards. */
export interface GuardedAssertions extends AssertionRules {
  readonly verifier: Guarded<AssertionVerifier>
  readonly jtis: Guarded<JtiStore>
}

/** Returns the same ports behind their guards. `guardClients` describes the first-party client. */
export function guardPorts(ports: ServicePorts, firstParty: Client | undefined): GuardedPorts {
  const { store, clients, accounts, tokens, tokenRules, families } = ports
  const { clientAssertions, proofs, hostSessions, locateAddress, notices, riskPolicy, assurance } = ports
  return {
    store: guardStore(store),
    clients: guardClients(clients, firstParty),
    accounts: guardAccounts(accounts),
    tokens: guardTokens(tokens, tokenRules),
    ...(families && { families: guardFamilies(families) }),
    ...(clientAssertions && { clientAssertions: { ...clientAssertions, ...guardAssertions(clientAssertions) } }),
    ...(proofs && { proofs: guardProofs(proofs) }),
    ...(hostSessions && { hostSessions: guardHostSessions(hostSessions) }),
    ...(locateAddress && { locateAddress: guardLocator(locateAddress) }),
    ...(notices && { notices: guardNotices(notices) }),
    ...(riskPolicy && { riskPolicy: guardRiskPolicy(riskPolicy) }),
    ...(assurance && { assurance: guardAssurance(assurance) }),
  }
}
