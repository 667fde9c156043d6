import { PGlite } from '@electric-sql/pglite'
import pg from 'pg'

/** What the stores need of a database: a client or pool of `pg` has it, and PGlite, which is PostgreSQL in the process. */
export interface Database {
  query(text: string, values: unknown[]): Promise<{ readonly rows: readonly unknown[] }>
}

/** A database that can be closed. */
export interface OpenDatabase extends Database {
  close(): Promise<void>
}

/** A PostgreSQL server by its URL, or without one PGlite in memory. */
export async function openDatabase(url: string | undefined): Promise<OpenDatabase> {
  if (url === undefined) return PGlite.create()
  const pool = new pg.Pool({ connectionString: url, allowExitOnIdle: true })
  // A connection that breaks while nobody uses it is replaced; without a listener it would end the process.
  pool.on('error', (fault) => console.error(`a connection to the database broke: ${fault.message}`))
  return { query: (text, values) => pool.query(text, values), close: () => pool.end() }
}
