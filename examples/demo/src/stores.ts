import type { DeviceAuthorizationStore, OnceStore, TokenFamilyStore } from '@devicegrant/core'
import {
  createPostgresFamilyStore,
  createPostgresOnceStore,
  createPostgresStore,
  createTables,
  forget,
  openDatabase,
} from '@devicegrant/example-custom-store-postgres'
import { createMemoryOnceStore, createMemoryStores } from '@devicegrant/store-memory'
import type { Settings } from './settings.js'

const schema = 'devicegrant_demo'
const forgettingInterval = 5 * 60_000

/** What the host keeps. */
export interface Stores {
  readonly store: DeviceAuthorizationStore
  readonly families: TokenFamilyStore
  readonly used: OnceStore
  /** Lets go of the database, if there is one. */
  close(): Promise<void>
}

/** Stores in memory; for the server of its own, stores of its own: PostgreSQL, within the process where none is named. */
export async function createStores({ framework, databaseUrl }: Settings): Promise<Stores> {
  if (framework !== 'node') return { ...createMemoryStores(), used: createMemoryOnceStore(), close: async () => {} }
  const database = await openDatabase(databaseUrl)
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
