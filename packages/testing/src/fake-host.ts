import {
  type Account,
  type AccountDirectory,
  type AssertionVerifier,
  type Client,
  type ClientRegistry,
  type DeviceGrantOptions,
  defaultPolicy,
  type EventSink,
  type FaultReporter,
  type PasswordHasher,
  type Policy,
  type Runtime,
  type SecurityEvent,
  type Stores,
  type TokenIssuer,
  type TokenRequest,
} from '@devicegrant/core'
import { createLimitStore } from '@devicegrant/core/stores'
import { createFakeAssertions, type FakeAssertions } from './fake-host/fake-assertions.js'
import { fakeHasher } from './fake-host/fake-hasher.js'
import { createFakeIssuer } from './fake-host/fake-issuer.js'
import { createOutages, type FakeCall } from './fake-host/outages.js'
import { createFakeAccounts, createFakeClients, directoryOf, fakeFixtures, registryOf } from './fake-host/people.js'
import { roomyLimits } from './fake-host/roomy-limits.js'
import type { FakeHostSettings } from './fake-host/settings.js'
import type { AuditFixtures } from './http-audits/bench/fixtures.js'
import type { DisabledFixture } from './http-audits/bench/target.js'
import { createManualClock, type ManualClock } from './manual-clock.js'
import { minute } from './time.js'

export type { FakeCall } from './fake-host/outages.js'
export type { FakeHostSettings } from './fake-host/settings.js'

/** The options of `createDeviceGrant`, without the stores. */
export interface FakeHostOptions {
  readonly issuer: string
  readonly baseUrl?: string
  readonly secret: string
  readonly clients: ClientRegistry
  readonly accounts: Required<Omit<AccountDirectory, 'findClaims'>>
  readonly tokens: Required<Omit<TokenIssuer, 'issuer' | 'audience' | 'volatile'>>
  readonly clientAssertions: { readonly verifier: AssertionVerifier }
  readonly passwordLogin: {
    readonly hasher: PasswordHasher
    readonly scopes: readonly string[]
    readonly defaultScopes: readonly string[]
    readonly passwordGrant: boolean
  }
  readonly cors?: { readonly origins: readonly string[] }
  readonly policy: Partial<Policy>
  readonly limits: NonNullable<DeviceGrantOptions['limits']>
  readonly events: EventSink
  readonly onFault: FaultReporter
  readonly onWarning?: (warning: string) => void
  readonly runtime: Partial<Omit<Runtime, 'clock'>>
}

/** A failure that was reported to the host. */
export interface ReportedFault {
  readonly fault: unknown
  readonly during: string
}

/** A host in memory: its clients, accounts, tokens and clock, and everything that was reported to it. */
export interface FakeHost {
  /** Options to spread: `createDeviceGrant({ ...host.options, stores })`. */
  readonly options: FakeHostOptions
  /** The clock, a jti store and a limit store, for `stores: { ...host.stores, authorizations }` with one store under test. */
  readonly stores: Required<Pick<Stores, 'clock' | 'jtis' | 'limits'>>
  /** What is registered with this host, in the form that the HTTP audits use. */
  readonly fixtures: AuditFixtures
  readonly clock: ManualClock
  /** Every security event, in order. */
  readonly events: readonly SecurityEvent[]
  readonly faults: readonly ReportedFault[]
  /** Every grant that tokens were issued for, in order. */
  readonly issued: readonly TokenRequest[]
  changeClient(clientId: string, change: Partial<Client>): void
  changeAccount(username: string, change: Partial<Account>): void
  disable(what: DisabledFixture, disabled: boolean): void
  /** Makes the next calls of a port fail: this number of calls, or all of them if it is absent. 0 ends the outage. */
  fail(call: FakeCall, times?: number): void
}

/**
 * Makes a host in memory with clients, accounts and a manual clock.
 *
 * FOR TESTS ONLY: it keeps passwords in plain text, and its tokens can be guessed.
 *
 * @example
 * ```ts
 * const host = createFakeHost()
 * const grant = createDeviceGrant({ ...host.options, stores: createMemoryStores({ clock: host.clock }) })
 * ```
 */
export function createFakeHost(settings: FakeHostSettings = {}): FakeHost {
  const { issuer = 'http://127.0.0.1:3000', baseUrl, random, policy = {} } = settings
  const { clock = createManualClock(), accessTokenLifetime = 60 * minute, passwordGrant = false } = settings
  const { cors = false } = settings
  const clients = createFakeClients()
  const accounts = createFakeAccounts()
  const outages = createOutages()
  const { guard } = outages
  const tokens = createFakeIssuer(issuer, clock, accessTokenLifetime)
  const assertions = createFakeAssertions(issuer, clock)
  const directory = directoryOf(accounts)
  const events: SecurityEvent[] = []
  const faults: ReportedFault[] = []

  const host: FakeHost = {
    options: {
      issuer,
      ...(baseUrl !== undefined && { baseUrl }),
      secret: 'a secret that everybody may know, since it is for tests',
      clients: { findClient: guard('clients.findClient', registryOf(clients).findClient) },
      accounts: {
        findAccount: guard('accounts.findAccount', directory.findAccount),
        findByUsername: guard('accounts.findByUsername', directory.findByUsername),
        findOrganizations: guard('accounts.findOrganizations', directory.findOrganizations),
        replacePasswordHash: guard('accounts.replacePasswordHash', directory.replacePasswordHash),
      },
      tokens: {
        issue: guard('tokens.issue', tokens.issue),
        verify: guard('tokens.verify', tokens.verify),
        jwks: guard('tokens.jwks', tokens.jwks),
        idTokenAlgorithms: tokens.idTokenAlgorithms,
      },
      clientAssertions: { verifier: assertions.verifier },
      passwordLogin: {
        hasher: { ...fakeHasher, verify: guard('passwordLogin.hasher.verify', fakeHasher.verify) },
        scopes: fakeFixtures.client.scopes,
        defaultScopes: ['read'],
        passwordGrant,
      },
      ...(cors && { cors: { origins: [fakeFixtures.corsOrigin] } }),
      policy,
      limits: settings.limits ?? roomyLimits,
      events: (event) => void events.push(event),
      onFault: (fault, during) => void faults.push({ fault, during }),
      // A test that enables the password grant needs no warning.
      ...(passwordGrant && { onWarning: () => {} }),
      runtime: { ...(random && { random }) },
    },
    stores: { clock, jtis: assertions.used, limits: createLimitStore() },
    fixtures: fixturesOf(settings, issuer, assertions),
    clock,
    events,
    faults,
    issued: tokens.issued,
    changeClient: (clientId, change) => apply(clients, clientId, change),
    changeAccount: (username, change) => apply(accounts, username, change),
    disable(what, disabled) {
      if ('clientId' in what) host.changeClient(what.clientId, { disabled })
      else host.changeAccount(what.username, { disabled })
    },
    fail: (call, times = Number.POSITIVE_INFINITY) => outages.set(call, times),
  }
  return host
}

function fixturesOf(settings: FakeHostSettings, issuer: string, { client }: FakeAssertions): AuditFixtures {
  const { baseUrl = issuer, passwordGrant = false, cors = false } = settings
  const policy = { ...defaultPolicy, ...settings.policy }
  const { passwordClient, corsOrigin, ...fixtures } = fakeFixtures
  return {
    ...fixtures,
    issuer,
    baseUrl: baseUrl.replace(/\/$/, ''),
    signingClient: client,
    ...(passwordGrant && { passwordClient }),
    ...(cors && { corsOrigin }),
    refresh: {
      scope: 'offline_access',
      replayWindow: policy.refreshReplayWindow,
      idle: policy.refreshIdle,
      grantsPerClient: policy.grantsPerClient,
      lifetime: policy.refreshLifetime,
    },
    replayWindow: policy.replayWindow,
    tombstone: policy.tombstone,
  }
}

function apply<Value extends object>(known: Map<string, Value>, name: string, change: Partial<Value>): void {
  const value = known.get(name)
  if (value === undefined) throw new Error(`the fake host has no client or account "${name}": use one of its fixtures`)
  known.set(name, { ...value, ...change })
}
