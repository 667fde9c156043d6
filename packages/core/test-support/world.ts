import { createMemoryFamilyStore, createMemoryStore } from '@devicegrant/store-memory'
import { createSystemAmbient } from '../src/defaults/system.js'
import { minute } from '../src/machine/time.js'
import type { Ambient } from '../src/ports/ambient.js'
import type { DeviceAuthorizationStore } from '../src/ports/authorization-store.js'
import type { SecurityEvent, SecurityEventType } from '../src/ports/events.js'
import type { TokenFamilyStore, VersionedFamily } from '../src/ports/token-family-store.js'
import { createService, type DeviceGrantService, type ServiceParts } from '../src/service/create-service.js'
import { readRefreshToken } from '../src/service/refresh-token.js'
import { createManualClock, type ManualClock } from '../src/testing/manual-clock.js'
import { createScriptedRandom } from '../src/testing/scripted-random.js'
import { type Actions, actionsAt } from './device.js'
import { FakeAccounts, FakeClients, FakeHasher, FakeIssuer } from './fake-ports.js'

/** Something that went wrong inside, as the host is told. */
export interface ReportedFault {
  readonly fault: unknown
  readonly during: string
}

/** A service over the memory store, with everything around it in the hands of the test. */
export interface World extends Actions {
  /** Absent where the world was made without families. */
  readonly families: TokenFamilyStore | undefined
  readonly clock: ManualClock
  readonly ambient: Ambient
  readonly store: DeviceAuthorizationStore
  readonly clients: FakeClients
  readonly accounts: FakeAccounts
  readonly issuer: FakeIssuer
  readonly hasher: FakeHasher
  readonly events: SecurityEvent[]
  readonly faults: ReportedFault[]
  readonly service: DeviceGrantService
  readonly parts: ServiceParts
  /** Another service on the same ports, as another process would have it. */
  secondService(changes?: Partial<ServiceParts>): DeviceGrantService
  /** The events of one type, in order. */
  eventsOf(type: SecurityEventType): SecurityEvent[]
}

/** A world in which grants are kept, so that their tokens can be refreshed and revoked. */
export interface LastingWorld extends World {
  readonly families: TokenFamilyStore
  /** What is stored of the grant that one of our refresh tokens names. */
  stored(refreshToken: string): Promise<VersionedFamily>
  /** Whether the grant of an access token still stands. */
  isStanding(accessToken: string): Promise<boolean>
}

/** The key of all digests in every test world. */
export const serverSecret = 'a server secret for tests of 32 characters or more'

/** A world in which nothing has happened and grants are kept. */
export function createLastingWorld(changes: Partial<ServiceParts> = {}): LastingWorld {
  const clock = createManualClock()
  const families = changes.families ?? createMemoryFamilyStore({ clock })
  const world = createWorld({ ...changes, families }, clock)
  return {
    ...world,
    families,
    async stored(refreshToken) {
      const read = readRefreshToken(world.ambient.digester, refreshToken)
      const found = read && (await families.find(read.grantId))
      if (found === undefined) throw new Error('no family of that refresh token')
      return found
    },
    async isStanding(accessToken) {
      const claims = world.issuer.claims.get(accessToken)
      if (claims === undefined) throw new Error('no such access token')
      return world.service.isTokenStanding(claims)
    },
  }
}

/** A world in which nothing has happened, the same in every run. */
export function createWorld(changes: Partial<ServiceParts> = {}, clock = createManualClock()): World {
  const ambient = { ...createSystemAmbient({ secret: serverSecret }), clock, random: createScriptedRandom(1) }
  const clients = new FakeClients()
  const accounts = new FakeAccounts()
  const issuer = new FakeIssuer(clock, changes.families === undefined)
  const hasher = new FakeHasher()
  const store = createMemoryStore({ clock })
  const events: SecurityEvent[] = []
  const faults: ReportedFault[] = []
  const parts: ServiceParts = {
    ambient,
    store,
    clients,
    accounts,
    tokens: issuer,
    events: (event) => {
      events.push(event)
    },
    report: (fault, during) => {
      faults.push({ fault, during })
    },
    // Time passes on the manual clock alone: the deadline of the ports is the machine's, and never comes here.
    deadline: 10 * minute,
    passwordLogin: {
      hasher,
      limits: { permits: 2, queue: 32, longestWait: 2_000 },
      firstParty: {
        clientId: 'first-party',
        name: 'Our own app',
        authentication: ['none'],
        grants: ['refreshToken'],
        scopes: ['read', 'write', 'offline_access'],
        defaultScopes: ['read'],
      },
    },
    ...changes,
  }
  const service = createService(parts)
  return {
    clock,
    ambient,
    store: parts.store,
    families: parts.families,
    clients,
    accounts,
    issuer,
    hasher,
    events,
    faults,
    service,
    parts,
    secondService: (more = {}) => createService({ ...parts, ...more }),
    eventsOf: (type) => events.filter((event) => event.type === type),
    ...actionsAt(service),
  }
}
