import { PGlite } from '@electric-sql/pglite'
import pg from 'pg'

/** The part of a database that the stores use. A client or pool of `pg` has it, and so has PGlite. */
export interface Database {
  query(text: string, values: unknown[]): Promise<{ readonly rows: readonly unknown[] }>
}

/** A database that can be closed. */
export interface OpenDatabase extends Database {
  close(): Promise<void>
}

/** Opens the PostgreSQL server at this URL. Without a URL, opens PGlite, which is PostgreSQL in the memory of this process. */
export async function openDatabase(url: string | undefined): Promise<OpenDatabase> {
  if (url === undefined) return PGlite.create()
  const pool = new pg.Pool({ connectionString: url, allowExitOnIdle: true })
  // The pool replaces a connection that breaks while idle. Without a listener, this error would end the process.
  pool.on('error', (fault) =>
    console.error(`a connection to the database was lost, and the pool opens a new one: ${fault.message}`),
  )
  return { query: (text, values) => pool.query(text, values), close: () => pool.end() }
}
