import type { Clock } from '@devicegrant/core'
import type { Database } from './database.js'

/** Where the stores keep their tables. */
export interface Place {
  readonly database: Database
  /** Default: `public`. Stores in different schemas share nothing. */
  readonly schema?: string
  /** The clock to forget by; nothing is judged by it. Default: the system's. */
  readonly clock?: Clock
}

/** A place with nothing left open. */
export interface Ground {
  readonly database: Database
  readonly clock: Clock
  /** The name of a table, as statements write it. */
  table(name: TableName): string
}

type TableName = 'device_authorizations' | 'token_families' | 'cut_offs' | 'used_names'

/** What a place comes to. */
export function groundOf({ database, schema = 'public', clock = { now: () => Date.now() } }: Place): Ground {
  return { database, clock, table: (name) => `${quote(schema)}.${name}` }
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

// A record is kept as the text it was written as: `jsonb` would refuse characters that a record can have. What a statement
// looks for stands beside it, in columns.
const columns: Readonly<Record<TableName, string>> = {
  device_authorizations: `
    device_code text PRIMARY KEY, user_code text NOT NULL UNIQUE,
    record text NOT NULL, revision integer NOT NULL DEFAULT 1, last_poll bigint, forget_at bigint NOT NULL`,
  // Ended families have no last use, and so are in no list. Grants are compared byte by byte, whatever the locale.
  token_families: `
    grant_id text COLLATE "C" PRIMARY KEY, subject text NOT NULL, client_id text NOT NULL, last_used_at double precision,
    record text NOT NULL, revision integer NOT NULL DEFAULT 1, forget_at bigint NOT NULL`,
  cut_offs: 'holder text PRIMARY KEY, cut_off_at bigint NOT NULL, forget_at bigint NOT NULL',
  used_names: 'name text PRIMARY KEY, forget_at bigint NOT NULL',
}

const tableNames: readonly TableName[] = ['device_authorizations', 'token_families', 'cut_offs', 'used_names']

/** Makes the schema, where one is named, and the tables that are not there yet. In a host of your own this is a migration. */
export async function createTables(place: Place): Promise<void> {
  const { database, table } = groundOf(place)
  if (place.schema !== undefined) await database.query(`CREATE SCHEMA IF NOT EXISTS ${quote(place.schema)}`, [])
  for (const name of tableNames) {
    await database.query(`CREATE TABLE IF NOT EXISTS ${table(name)} (${columns[name]})`, [])
    await database.query(`CREATE INDEX IF NOT EXISTS ${name}_forget_at ON ${table(name)} (forget_at)`, [])
  }
  const families = table('token_families')
  const list = '(subject, last_used_at, grant_id) WHERE last_used_at IS NOT NULL'
  await database.query(`CREATE INDEX IF NOT EXISTS token_families_list ON ${families} ${list}`, [])
}

/** Deletes what is forgotten by now. Nothing depends on it: run it every few minutes, to save room. */
export async function forget(place: Place): Promise<void> {
  const { database, clock, table } = groundOf(place)
  for (const name of tableNames) {
    await database.query(`DELETE FROM ${table(name)} WHERE forget_at <= $1`, [clock.now()])
  }
}
