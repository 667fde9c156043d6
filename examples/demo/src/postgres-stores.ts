import { createPostgresStores, createTables, forget, openDatabase } from '@devicegrant/example-custom-store-postgres'
import { inProcess } from './settings.js'
import type { HostStores, IssuerKeys } from './stores.js'

const schema = 'devicegrant_demo'
const forgettingInterval = 5 * 60_000

/** Opens the stores in PostgreSQL: on a server, or inside the process. */
export async function openPostgres(url: string): Promise<Omit<HostStores, keyof IssuerKeys>> {
  const database = await openDatabase(url === inProcess ? undefined : url)
  const options = { database, schema }
  await createTables(options)
  const reportFailure = (fault: unknown): void => console.error('Expired rows could not be deleted:', fault)
  const forgetting = setInterval(() => forget(options).catch(reportFailure), forgettingInterval).unref()
  return {
    ...createPostgresStores(options),
    close() {
      clearInterval(forgetting)
      return database.close()
    },
  }
}
