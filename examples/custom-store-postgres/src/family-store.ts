import type { TokenFamily, TokenFamilyStore, VersionedFamily } from '@devicegrant/core'
import { numberIn, recordIn, revisionIn } from './rows.js'
import { groundOf, type Place } from './tables.js'

/** Token families in PostgreSQL: one statement for each operation. */
export function createPostgresFamilyStore(place: Place): TokenFamilyStore {
  const { database, clock, table } = groundOf(place)
  const sql = { ...familiesIn(table('token_families')), ...cutOffsIn(table('cut_offs')) }
  return {
    async create(family) {
      const { grantId, subject, forgetAt } = family
      const values = [grantId, subject, JSON.stringify(family), forgetAt, clock.now()]
      const { rows } = await database.query(sql.create, values)
      return rows.length === 1 ? 'created' : 'taken'
    },

    async find(grantId) {
      const { rows } = await database.query(sql.find, [grantId, clock.now()])
      return rows.map(versioned)[0]
    },

    async findBySubject(subject) {
      const { rows } = await database.query(sql.findBySubject, [subject, clock.now()])
      return rows.map(versioned)
    },

    async replace(seen, next) {
      const { grantId, subject, forgetAt } = next
      const values = [grantId, subject, seen.revision, JSON.stringify(next), forgetAt, clock.now()]
      const { rows } = await database.query(sql.replace, values)
      return rows.length === 1
    },

    async cutOff(holder, at, forgetAt) {
      await database.query(sql.cutOff, [holder, at, forgetAt])
    },

    async findCutOff(holder) {
      const { rows } = await database.query(sql.findCutOff, [holder, clock.now()])
      return numberIn(rows[0], 'cut_off_at')
    },
  }
}

function familiesIn(table: string) {
  return {
    create: `
      INSERT INTO ${table} AS held (grant_id, subject, record, forget_at) VALUES ($1, $2, $3, $4)
      ON CONFLICT (grant_id) DO UPDATE SET
        subject = excluded.subject, record = excluded.record, forget_at = excluded.forget_at, revision = 1
      WHERE held.forget_at <= $5
      RETURNING revision`,
    find: `SELECT record, revision FROM ${table} WHERE grant_id = $1 AND forget_at > $2`,
    findBySubject: `SELECT record, revision FROM ${table} WHERE subject = $1 AND forget_at > $2`,
    replace: `
      UPDATE ${table} SET record = $4, forget_at = $5, revision = revision + 1
      WHERE grant_id = $1 AND subject = $2 AND revision = $3 AND forget_at > $6
      RETURNING revision`,
  } as const
}

function cutOffsIn(table: string) {
  return {
    // The latest moment counts, and the longest memory: a cut-off is never taken back.
    cutOff: `
      INSERT INTO ${table} AS held (holder, cut_off_at, forget_at) VALUES ($1, $2, $3)
      ON CONFLICT (holder) DO UPDATE SET
        cut_off_at = greatest(held.cut_off_at, excluded.cut_off_at),
        forget_at = greatest(held.forget_at, excluded.forget_at)`,
    findCutOff: `SELECT cut_off_at FROM ${table} WHERE holder = $1 AND forget_at > $2`,
  } as const
}

function versioned(row: unknown): VersionedFamily {
  return { family: recordIn(row, isFamily), revision: revisionIn(row) }
}

function isFamily(value: object): value is TokenFamily {
  return 'grantId' in value && 'status' in value
}
