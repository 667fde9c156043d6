import { generateSigningKey } from '@devicegrant/core/jwt'
import {
  createPostgresFamilyStore,
  createPostgresOnceStore,
  createPostgresStore,
  createTables,
  forget,
  openDatabase,
} from '@devicegrant/example-custom-store-postgres'
import { createMemoryOnceStore, createMemoryStores } from '@devicegrant/store-memory'
import { openRedis } from './redis-stores.js'
import type { Settings } from './settings.js'
import type { Stores } from './stores.js'

const schema = 'devicegrant_demo'
const forgettingInterval = 5 * 60_000

/**
 * Stores in Redis where one is named. Otherwise in memory, but for the server of its own, which has stores of its own:
 * PostgreSQL, within the process where none is named.
 */
export async function openStores(settings: Settings, secret: string): Promise<Stores> {
  const { redis, framework, databaseUrl, signingKey: given } = settings
  if (redis !== undefined) return openRedis(redis, secret, given)
  const signingKey = given ?? (await generateSigningKey())
  if (framework === 'node') return { signingKey, ...(await openPostgres(databaseUrl)) }
  return { signingKey, ...createMemoryStores(), used: createMemoryOnceStore(), close: async () => {} }
}

async function openPostgres(url: string | undefined): Promise<Omit<Stores, 'signingKey'>> {
  const database = await openDatabase(url)
  const place = { database, schema }
  await createTables(place)
  const tellOfFault = (fault: unknown): void => console.error('deleting what is forgotten failed:', fault)
  const forgetting = setInterval(() => forget(place).catch(tellOfFault), forgettingInterval).unref()
  return {
    store: createPostgresStore(place),
    families: createPostgresFamilyStore(place),
    used: createPostgresOnceStore(place),
    close() {
      clearInterval(forgetting)
      return database.close()
    },
  }
}
