import { createServer } from 'node:http'
import { expressMiddleware } from '@devicegrant/adapter-express'
import {
  createDeviceGrant,
  type DeviceGrant,
  type DeviceGrantOptions,
  type PasswordHasher,
  type SecurityEvent,
} from '@devicegrant/core'
import { createJwtIssuer, generateSigningKey } from '@devicegrant/core/jwt'
import { createMemoryStores } from '@devicegrant/store-memory'
import { createManualClock, type ManualClock } from '@devicegrant/testing'
import express, { type Express } from 'express'
import { createAccounts } from '../../examples/demo/src/accounts.js'
import { createClients } from '../../examples/demo/src/clients.js'

/** A running Express server with the demo's fixtures and a clock that is turned by hand. */
export interface ExpressHost {
  readonly issuer: string
  readonly clock: ManualClock
  readonly events: readonly SecurityEvent[]
  close(): Promise<void>
}

/** What a host may change: the options, and the routes of its own. */
export interface ExpressHostChanges extends Partial<DeviceGrantOptions> {
  /** Called before the grant is mounted. */
  readonly before?: (app: Express) => void
  readonly addRoutes?: (app: Express, grant: DeviceGrant) => void
}

/** Starts one on a free port. Its clock begins at the real time, since clients look at theirs. */
export async function startExpressHost({
  before = () => {},
  addRoutes = () => {},
  ...changes
}: ExpressHostChanges = {}): Promise<ExpressHost> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  const issuer = `http://127.0.0.1:${address.port}`
  const clock = createManualClock(Date.now())
  const events: SecurityEvent[] = []
  const grant = createDeviceGrant({
    issuer,
    secret: 'a secret for tests that is long enough',
    stores: createMemoryStores({ clock }),
    clients: createClients(issuer),
    accounts: await createAccounts(plainHasher),
    tokens: createJwtIssuer({ issuer, keys: [await generateSigningKey()], clock }),
    passwordLogin: { hasher: plainHasher, scopes: ['read', 'write', 'offline_access'], defaultScopes: ['read'] },
    events: (event) => void events.push(event),
    ...changes,
  })
  const app = express()
  before(app)
  app.use(expressMiddleware(grant))
  addRoutes(app, grant)
  server.on('request', app)
  return { issuer, clock, events, close: () => new Promise((resolve) => server.close(() => resolve())) }
}

/** No hash at all: these tests are about other things. */
export const plainHasher: PasswordHasher = {
  hash: async (password) => `plain:${password}`,
  verify: async (hash, password) => hash === `plain:${password}`,
  isOutdated: () => false,
}
