import { defaultPolicy, type Policy } from '../machine/policy.js'
import { type Duration, minute } from '../machine/time.js'
import type { Account, AccountDirectory } from '../ports/account-directory.js'
import type { Ambient, EventSink, FaultReporter, Random } from '../ports/ambient.js'
import type { AssertionVerifier, OnceStore } from '../ports/client-assertions.js'
import type { Client, ClientRegistry } from '../ports/client-registry.js'
import type { SecurityEvent } from '../ports/events.js'
import type { PasswordHasher } from '../ports/password-hasher.js'
import type { TokenGrant, TokenIssuer } from '../ports/token-issuer.js'
import { createFakeAssertions, type FakeAssertions } from './fake-host/fake-assertions.js'
import { fakeHasher } from './fake-host/fake-hasher.js'
import { createFakeIssuer } from './fake-host/fake-issuer.js'
import { createOutages, type FakeCall } from './fake-host/outages.js'
import { createFakeAccounts, createFakeClients, directoryOf, fakeFixtures, registryOf } from './fake-host/people.js'
import type { AuditFixtures } from './http-audits/fixtures.js'
import type { DisabledFixture } from './http-audits/target.js'
import { createManualClock, type ManualClock } from './manual-clock.js'

export type { FakeCall } from './fake-host/outages.js'

/** What can be chosen about a fake host. */
export interface FakeHostSettings {
  /** `http://127.0.0.1:3000` unless said otherwise; nothing needs to listen there. */
  readonly issuer?: string
  readonly baseUrl?: string
  readonly clock?: ManualClock
  /** Makes codes and tickets the same in every run, with `createScriptedRandom`. */
  readonly random?: Random
  readonly policy?: Partial<Policy>
  readonly accessTokenLifetime?: Duration
  /** Whether the password grant is served, which nobody should. `false` unless told. */
  readonly passwordGrant?: boolean
  /**
   * Whether pages of an origin of the fixtures are let in by CORS.
   *
   * @defaultValue `false`
   */
  readonly cors?: boolean
}

/** Everything that `createDeviceGrant` wants, but for the stores. */
export interface FakeHostOptions {
  readonly issuer: string
  readonly baseUrl?: string
  readonly secret: string
  readonly clients: ClientRegistry
  readonly accounts: Required<AccountDirectory>
  readonly tokens: Required<Omit<TokenIssuer, 'issuer' | 'volatile'>>
  readonly clientAssertions: { readonly verifier: AssertionVerifier; readonly used: OnceStore }
  readonly passwordLogin: {
    readonly hasher: PasswordHasher
    readonly scopes: readonly string[]
    readonly defaultScopes: readonly string[]
    readonly passwordGrant: boolean
  }
  readonly cors?: { readonly origins: readonly string[] }
  readonly policy: Partial<Policy>
  readonly events: EventSink
  readonly onFault: FaultReporter
  readonly onWarning?: (warning: string) => void
  readonly ambient: Partial<Ambient>
}

/** A failure that was reported to the host. */
export interface ReportedFault {
  readonly fault: unknown
  readonly during: string
}

/** A host in memory: its clients, its accounts, its tokens, its clock, and everything it was told. */
export interface FakeHost {
  /** To be spread: `createDeviceGrant({ ...host.options, store, families })`. */
  readonly options: FakeHostOptions
  /** What is registered here, in the words of the HTTP audits. */
  readonly fixtures: AuditFixtures
  readonly clock: ManualClock
  /** Every security event, in order. */
  readonly events: readonly SecurityEvent[]
  readonly faults: readonly ReportedFault[]
  /** Every grant that tokens were made for, in order. */
  readonly issued: readonly TokenGrant[]
  changeClient(clientId: string, change: Partial<Client>): void
  changeAccount(username: string, change: Partial<Account>): void
  disable(what: DisabledFixture, disabled: boolean): void
  /** Makes the next calls of a port fail: all of them unless a number is given, none for 0. */
  fail(call: FakeCall, times?: number): void
}

/** FOR TESTS ONLY: passwords are kept in the clear and tokens can be guessed. */
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
        findOrganisations: guard('accounts.findOrganisations', directory.findOrganisations),
        replacePasswordHash: guard('accounts.replacePasswordHash', directory.replacePasswordHash),
      },
      tokens: {
        issue: guard('tokens.issue', tokens.issue),
        verify: guard('tokens.verify', tokens.verify),
        jwks: guard('tokens.jwks', tokens.jwks),
        idTokenAlgorithms: tokens.idTokenAlgorithms,
      },
      clientAssertions: { verifier: assertions.verifier, used: assertions.used },
      passwordLogin: {
        hasher: { ...fakeHasher, verify: guard('hasher.verify', fakeHasher.verify) },
        scopes: fakeFixtures.client.scopes,
        defaultScopes: ['read'],
        passwordGrant,
      },
      ...(cors && { cors: { origins: [fakeFixtures.corsOrigin] } }),
      policy,
      events: (event) => void events.push(event),
      onFault: (fault, during) => void faults.push({ fault, during }),
      // Whoever asked for the password grant here has been warned.
      ...(passwordGrant && { onWarning: () => {} }),
      ambient: { clock, ...(random && { random }) },
    },
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
  if (value === undefined) throw new Error(`the fake host knows nobody called ${name}`)
  known.set(name, { ...value, ...change })
}
