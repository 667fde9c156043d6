import type { JtiStore } from '@devicegrant/core/stores'
import { type PostgresStoreOptions, resolveOptions } from './tables.js'

/** Creates the jti store in PostgreSQL. */
export function createPostgresJtiStore(options: PostgresStoreOptions): JtiStore {
  const { database, clock, table } = resolveOptions(options)
  const use = `
    INSERT INTO ${table('used_names')} AS held (name, forget_at) VALUES ($1, $2)
    ON CONFLICT (name) DO UPDATE SET forget_at = excluded.forget_at WHERE held.forget_at <= $3
    RETURNING name`
  return {
    async use(name, forgetAt) {
      const { rows } = await database.query(use, [name, forgetAt, clock.now()])
      return rows.length === 1
    },
  }
}
