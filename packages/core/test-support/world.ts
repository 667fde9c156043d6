import { createMemoryFamilyStore, createMemoryStore } from '@devicegrant/store-memory'
import { createManualClock, createScriptedRandom, type ManualClock } from '@devicegrant/testing'
import { createSystemRuntime } from '../src/defaults/system.js'
import { minute } from '../src/machine/time.js'
import type { DeviceAuthorizationStore } from '../src/ports/authorization-store.js'
import type { SecurityEvent } from '../src/ports/events.js'
import type { Runtime } from '../src/ports/runtime.js'
import type { TokenFamilyStore, VersionedFamily } from '../src/ports/token-family-store.js'
import { createService, type ServiceOptions } from '../src/service/create-service.js'
import type { InternalService } from '../src/service/internal-service.js'
import { readRefreshToken } from '../src/service/tokens/refresh-token.js'
import { type Actions, actionsAt } from './device.js'
import { FakeAccounts, FakeClients, FakeHasher, FakeIssuer } from './fake-ports.js'

/** A fault as it is reported to the host. */
export interface ReportedFault {
  readonly fault: unknown
  readonly during: string
}

/** A service over the memory store. The test controls everything around it. */
export interface World extends Actions {
  /** Absent if the world has no families. */
  readonly families: TokenFamilyStore | undefined
  readonly clock: ManualClock
  readonly runtime: Runtime
  readonly store: DeviceAuthorizationStore
  readonly clients: FakeClients
  readonly accounts: FakeAccounts
  readonly issuer: FakeIssuer
  readonly hasher: FakeHasher
  readonly events: SecurityEvent[]
  readonly faults: ReportedFault[]
  readonly service: InternalService
  readonly parts: ServiceOptions
  /** Creates another service on the same ports, as in another process. */
  secondService(changes?: Partial<ServiceOptions>): InternalService
  /** Returns the events of one type, in order. */
  eventsOf(type: SecurityEvent['type']): SecurityEvent[]
}

/** A world with families, so that tokens can be refreshed and revoked. */
export interface LastingWorld extends World {
  readonly families: TokenFamilyStore
  /** Returns the stored family of a refresh token. */
  stored(refreshToken: string): Promise<VersionedFamily>
  /** Returns whether an access token is active. */
  isActive(accessToken: string): Promise<boolean>
}

/** The key of all digests in every test world. */
export const serverSecret = 'a server secret for tests of 32 characters or more'

/** Creates a new world with families. */
export function createLastingWorld(changes: Partial<ServiceOptions> = {}): LastingWorld {
  const clock = createManualClock()
  // As in a database: refresh tokens save a wait for such a store.
  const families = changes.families ?? { ...createMemoryFamilyStore({ clock }), volatile: false }
  const world = createWorld({ ...changes, families }, clock)
  return {
    ...world,
    families,
    async stored(refreshToken) {
      const read = readRefreshToken(world.runtime.digester, refreshToken)
      const found = read && (await families.find(read.grantId))
      if (found === undefined) throw new Error('no family of that refresh token')
      return found
    },
    async isActive(accessToken) {
      const claims = world.issuer.claims.get(accessToken)
      if (claims === undefined) throw new Error('no such access token')
      return world.service.isTokenActive(claims)
    },
  }
}

/** Creates a new world. It is the same in every run. */
export function createWorld(changes: Partial<ServiceOptions> = {}, clock = createManualClock()): World {
  const runtime = { ...createSystemRuntime({ secret: serverSecret }), clock, random: createScriptedRandom(1) }
  const clients = new FakeClients()
  const accounts = new FakeAccounts()
  const issuer = new FakeIssuer(clock, changes.families === undefined)
  const hasher = new FakeHasher()
  const store = createMemoryStore({ clock })
  const events: SecurityEvent[] = []
  const faults: ReportedFault[] = []
  const options: ServiceOptions = {
    runtime,
    store,
    clients,
    accounts,
    tokens: issuer,
    tokenRules: { defaultAudience: 'https://issuer.example', clock },
    events: (event) => {
      events.push(event)
    },
    report: (fault, during) => {
      faults.push({ fault, during })
    },
    // The timeout of the ports uses real time, not the manual clock. It is too long to be reached in a test.
    timeout: 10 * minute,
    passwordLogin: {
      hasher,
      limits: { permits: 2, queue: 32, longestWait: 2_000 },
      firstParty: {
        clientId: 'first-party',
        name: 'Our own app',
        authMethods: ['none'],
        grantTypes: ['refresh_token'],
        scopes: ['read', 'write', 'offline_access'],
        defaultScopes: ['read'],
      },
    },
    ...changes,
  }
  const service = createService(options)
  return {
    clock,
    runtime,
    store: options.store,
    families: options.families,
    clients,
    accounts,
    issuer,
    hasher,
    events,
    faults,
    service,
    parts: options,
    secondService: (more = {}) => createService({ ...options, ...more }),
    eventsOf: (type) => events.filter((event) => event.type === type),
    ...actionsAt(service),
  }
}
