import { createServer } from 'node:http'
import { expressMiddleware } from '@devicegrant/adapter-express'
import { createDeviceGrant, type DeviceGrantOptions, type PasswordHasher, type SecurityEvent } from '@devicegrant/core'
import { createJwtIssuer, generateSigningKey } from '@devicegrant/core/jwt'
import { createMemoryStores } from '@devicegrant/store-memory'
import { createManualClock, type ManualClock } from '@devicegrant/testing'
import express from 'express'
import { createAccounts } from '../../examples/demo/src/accounts.js'
import { createClients } from '../../examples/demo/src/clients.js'

/** A running Express server with the demo's fixtures and a clock that is turned by hand. */
export interface ExpressHost {
  readonly issuer: string
  readonly clock: ManualClock
  readonly events: readonly SecurityEvent[]
  close(): Promise<void>
}

/** Starts one on a free port. Its clock begins at the real time, since clients look at theirs. */
export async function startExpressHost(changes: Partial<DeviceGrantOptions> = {}): Promise<ExpressHost> {
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
  server.on('request', express().use(expressMiddleware(grant)))
  return { issuer, clock, events, close: () => new Promise((resolve) => server.close(() => resolve())) }
}

/** No hash at all: these tests are about other things. */
export const plainHasher: PasswordHasher = {
  hash: async (password) => `plain:${password}`,
  verify: async (hash, password) => hash === `plain:${password}`,
  isOutdated: () => false,
}
