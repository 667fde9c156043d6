import type { DeviceAuthorization, DeviceAuthorizationStore, Versioned } from '@devicegrant/core/stores'
import { numberIn, recordIn, revisionIn } from './rows.js'
import { type PostgresStoreOptions, resolveOptions } from './tables.js'

/** Creates a store of device authorizations in PostgreSQL: one statement for each operation. */
export function createPostgresStore(options: PostgresStoreOptions): DeviceAuthorizationStore {
  const { database, clock, table } = resolveOptions(options)
  const sql = statementsOn(table('device_authorizations'))
  return {
    async create(authorization) {
      const { deviceCode, userCode, forgetAt } = authorization
      const values = [userCode, deviceCode, JSON.stringify(authorization), forgetAt, clock.now()]
      const { rows } = await database.query(sql.create, values)
      return rows.length === 1 ? 'created' : 'userCodeTaken'
    },

    async recordPoll(userCode, deviceCode, at) {
      const { rows } = await database.query(sql.recordPoll, [userCode, deviceCode, at, clock.now()])
      const found = rows.map(versioned)[0]
      return found && { ...found, previousPoll: numberIn(rows[0], 'previous_poll') }
    },

    async find(userCode) {
      const { rows } = await database.query(sql.find, [userCode, clock.now()])
      return rows.map(versioned)[0]
    },

    async replace(seen, next) {
      const { userCode, forgetAt } = next
      const values = [userCode, seen.revision, JSON.stringify(next), forgetAt, clock.now()]
      const { rows } = await database.query(sql.replace, values)
      return rows.length === 1
    },
  }
}

function statementsOn(table: string) {
  return {
    create: `
      INSERT INTO ${table} AS held (user_code, device_code, record, forget_at) VALUES ($1, $2, $3, $4)
      ON CONFLICT (user_code) DO UPDATE SET
        device_code = excluded.device_code, record = excluded.record, forget_at = excluded.forget_at,
        revision = 1, last_poll = NULL
      WHERE held.forget_at <= $5
      RETURNING revision`,
    // The lock serializes polls of one code, so each poll returns the time of the poll before it.
    recordPoll: `
      WITH before AS (
        SELECT user_code, last_poll FROM ${table}
        WHERE user_code = $1 AND device_code = $2 AND forget_at > $4 FOR UPDATE
      )
      UPDATE ${table} AS held SET last_poll = $3 FROM before WHERE held.user_code = before.user_code
      RETURNING held.record, held.revision, before.last_poll AS previous_poll`,
    find: `SELECT record, revision FROM ${table} WHERE user_code = $1 AND forget_at > $2`,
    replace: `
      UPDATE ${table} SET record = $3, forget_at = $4, revision = revision + 1
      WHERE user_code = $1 AND revision = $2 AND forget_at > $5
      RETURNING revision`,
  } as const
}

function versioned(row: unknown): Versioned {
  return { authorization: recordIn(row, isAuthorization), revision: revisionIn(row) }
}

function isAuthorization(value: object): value is DeviceAuthorization {
  return 'deviceCode' in value && 'status' in value
}
