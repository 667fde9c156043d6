import type { Clock } from '@devicegrant/core'
import type { Database } from './database.js'

/** The options of the stores: the database, the schema and the clock. */
export interface PostgresStoreOptions {
  readonly database: Database
  /**
   * The schema of the tables. Stores in different schemas share nothing.
   *
   * @defaultValue `public`
   */
  readonly schema?: string
  /**
   * The clock that decides when a row expires. The stores judge nothing else by it.
   *
   * @defaultValue the clock of the system
   */
  readonly clock?: Clock
}

/** The options with their defaults filled in. */
export interface ResolvedOptions {
  readonly database: Database
  readonly clock: Clock
  /** Returns the quoted name of a table with its schema. */
  table(name: TableName): string
}

type TableName = 'device_authorizations' | 'token_families' | 'revocations' | 'used_names' | 'limits'

/** Fills in the defaults of the options. */
export function resolveOptions({
  database,
  schema = 'public',
  clock = { now: () => Date.now() },
}: PostgresStoreOptions): ResolvedOptions {
  return { database, clock, table: (name) => `${quote(schema)}.${name}` }
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

// A record is stored as text, because `jsonb` refuses some characters that a record can have. The values that statements search
// for have their own columns.
const columns: Readonly<Record<TableName, string>> = {
  device_authorizations: `
    user_code text PRIMARY KEY, device_code text NOT NULL,
    record text NOT NULL, revision integer NOT NULL DEFAULT 1, last_poll bigint, forget_at bigint NOT NULL`,
  // Ended families have no last use, so they are in no list. Collation C compares grants by bytes in every locale.
  token_families: `
    grant_id text COLLATE "C" PRIMARY KEY, subject text NOT NULL, client_id text NOT NULL, last_used_at double precision,
    record text NOT NULL, revision integer NOT NULL DEFAULT 1, forget_at bigint NOT NULL`,
  // A revocation of the time before a moment has no window, and each window of a client has a row.
  revocations: `
    holder text NOT NULL, window_text text NOT NULL, revoked_before bigint, forget_at bigint NOT NULL,
    PRIMARY KEY (holder, window_text)`,
  used_names: 'name text PRIMARY KEY, forget_at bigint NOT NULL',
  // A rate has no failures. `granted` is the result of the last try. Moments may have fractions of a millisecond.
  limits: `
    name text PRIMARY KEY, failures integer, free_at double precision, granted boolean NOT NULL,
    forget_at double precision NOT NULL`,
}

const tableNames: readonly TableName[] = [
  'device_authorizations',
  'token_families',
  'revocations',
  'used_names',
  'limits',
]

/** Creates the schema, if one is named, and the tables that do not exist yet. In your own host this is a migration. */
export async function createTables(options: PostgresStoreOptions): Promise<void> {
  const { database, table } = resolveOptions(options)
  if (options.schema !== undefined) await database.query(`CREATE SCHEMA IF NOT EXISTS ${quote(options.schema)}`, [])
  for (const name of tableNames) {
    await database.query(`CREATE TABLE IF NOT EXISTS ${table(name)} (${columns[name]})`, [])
    await database.query(`CREATE INDEX IF NOT EXISTS ${name}_forget_at ON ${table(name)} (forget_at)`, [])
  }
  const families = table('token_families')
  const list = '(subject, last_used_at, grant_id) WHERE last_used_at IS NOT NULL'
  await database.query(`CREATE INDEX IF NOT EXISTS token_families_list ON ${families} ${list}`, [])
}

/** Deletes expired rows. Nothing depends on it. Run it every few minutes to save space. */
export async function forget(options: PostgresStoreOptions): Promise<void> {
  const { database, clock, table } = resolveOptions(options)
  for (const name of tableNames) {
    await database.query(`DELETE FROM ${table(name)} WHERE forget_at <= $1`, [clock.now()])
  }
}
