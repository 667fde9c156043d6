import { createMemoryStores } from '@devicegrant/store-memory'
import { createOwnStore } from './own-store.js'
import type { Settings } from './settings.js'
import { generateKeys } from './signing-key.js'
import type { HostStores, IssuerKeys } from './stores.js'

const forgettingInterval = 60_000

/**
 * Opens the stores that the settings name: in Redis, in PostgreSQL (only with FRAMEWORK=node), or in memory. FRAMEWORK=node
 * has its own store in memory. A database client is loaded only if it is used: PGlite, which is PostgreSQL inside the process,
 * needs four seconds and 700 MB.
 */
export async function openStores(settings: Settings, secret: string): Promise<HostStores> {
  const { redis, framework, databaseUrl, signingKey: given } = settings
  if (redis !== undefined) {
    const { openRedis } = await import('./redis-stores.js')
    return openRedis(redis, secret, given)
  }
  const keys = given === undefined ? await generateKeys() : { signingKey: given }
  if (framework !== 'node') return { ...keys, ...createMemoryStores(), close: async () => {} }
  if (databaseUrl === undefined) return { ...keys, ...openOwn() }
  const { openPostgres } = await import('./postgres-stores.js')
  return { ...keys, ...(await openPostgres(databaseUrl)) }
}

function openOwn(): Omit<HostStores, keyof IssuerKeys> {
  const authorizations = createOwnStore()
  const forgetting = setInterval(() => authorizations.forget(), forgettingInterval).unref()
  return { ...createMemoryStores(), authorizations, close: async () => clearInterval(forgetting) }
}
