import type {
  FamilyCaps,
  FamilyPage,
  LiveFamily,
  Revocation,
  RevokedWindow,
  TokenFamily,
  TokenFamilyStore,
  VersionedFamily,
} from '@devicegrant/core/stores'
import { numberIn, recordIn, revisionIn, textIn } from './rows.js'
import { type PostgresStoreOptions, resolveOptions } from './tables.js'

/** Creates a store of token families in PostgreSQL: one statement for each operation; `create` has one more for the caps. */
export function createPostgresFamilyStore(options: PostgresStoreOptions): TokenFamilyStore {
  const { database, clock, table } = resolveOptions(options)
  const sql = { ...familiesIn(table('token_families')), ...revocationsIn(table('revocations')) }
  return {
    async create(family, caps) {
      const { grantId, subject, clientId, lastUsedAt, forgetAt } = family
      const values = [grantId, subject, clientId, lastUsedAt, JSON.stringify(family), forgetAt, clock.now()]
      const { rows } = await database.query(sql.create, values)
      // This runs after the insertion, so that one of two concurrent calls sees both families.
      const latest = [subject, grantId, caps.perAccount + caps.namedAtOnce, clock.now()]
      const others = await database.query(sql.latestOthers, latest)
      return { result: rows.length === 1 ? 'created' : 'taken', displaced: beyondCaps(others.rows, family, caps) }
    },

    async find(grantId) {
      const { rows } = await database.query(sql.find, [grantId, clock.now()])
      return rows.map(versioned)[0]
    },

    async listBySubject(subject, { after, limit }) {
      const position = after === undefined ? [null, null] : [after.lastUsedAt, after.grantId]
      const { rows } = await database.query(sql.listBySubject, [subject, clock.now(), ...position, limit + 1])
      const families = rows.slice(0, limit).map(versioned)
      return { families, ...nextOf(families, rows.length > limit) }
    },

    async replace(seen, next) {
      const { grantId, subject, clientId, forgetAt } = next
      const lastUsedAt = next.status === 'live' ? next.lastUsedAt : null
      const values = [
        grantId,
        subject,
        clientId,
        seen.revision,
        lastUsedAt,
        JSON.stringify(next),
        forgetAt,
        clock.now(),
      ]
      const { rows } = await database.query(sql.replace, values)
      return rows.length === 1
    },

    async revokeBefore(holder, at, forgetAt) {
      await database.query(sql.revokeBefore, [holder, at, forgetAt])
    },

    async revokeWindow(holder, { from, until, network }, forgetAt) {
      await database.query(sql.revokeWindow, [holder, JSON.stringify({ from, until, network }), forgetAt])
    },

    async findRevocation(holder) {
      const { rows } = await database.query(sql.findRevocation, [holder, clock.now()])
      return rows.length === 0 ? undefined : revocationOf(rows)
    },

    async findRevokedBefore(holder) {
      const { rows } = await database.query(sql.findRevokedBefore, [holder, clock.now()])
      return numberIn(rows[0], 'revoked_before')
    },
  }
}

function familiesIn(table: string) {
  return {
    create: `
      INSERT INTO ${table} AS held (grant_id, subject, client_id, last_used_at, record, forget_at)
      VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (grant_id) DO UPDATE SET
        subject = excluded.subject, client_id = excluded.client_id, last_used_at = excluded.last_used_at,
        record = excluded.record, forget_at = excluded.forget_at, revision = 1
      WHERE held.forget_at <= $7
      RETURNING revision`,
    latestOthers: `
      SELECT grant_id, client_id FROM ${table}
      WHERE subject = $1 AND last_used_at IS NOT NULL AND grant_id <> $2 AND forget_at > $4
      ORDER BY last_used_at DESC, grant_id DESC LIMIT $3`,
    find: `SELECT record, revision FROM ${table} WHERE grant_id = $1 AND forget_at > $2`,
    listBySubject: `
      SELECT record, revision FROM ${table}
      WHERE subject = $1 AND last_used_at IS NOT NULL AND forget_at > $2
        AND ($3::double precision IS NULL OR (last_used_at, grant_id) < ($3::double precision, $4::text))
      ORDER BY last_used_at DESC, grant_id DESC LIMIT $5`,
    replace: `
      UPDATE ${table} SET last_used_at = $5, record = $6, forget_at = $7, revision = revision + 1
      WHERE grant_id = $1 AND subject = $2 AND client_id = $3 AND revision = $4 AND forget_at > $8
      RETURNING revision`,
  } as const
}

function revocationsIn(table: string) {
  return {
    // The later moment and the later expiry win: a revocation is never undone.
    revokeBefore: `
      INSERT INTO ${table} AS held (holder, window_text, revoked_before, forget_at) VALUES ($1, '', $2, $3)
      ON CONFLICT (holder, window_text) DO UPDATE SET
        revoked_before = greatest(held.revoked_before, excluded.revoked_before),
        forget_at = greatest(held.forget_at, excluded.forget_at)`,
    revokeWindow: `
      INSERT INTO ${table} AS held (holder, window_text, forget_at) VALUES ($1, $2, $3)
      ON CONFLICT (holder, window_text) DO UPDATE SET forget_at = greatest(held.forget_at, excluded.forget_at)`,
    findRevocation: `SELECT window_text, revoked_before FROM ${table} WHERE holder = $1 AND forget_at > $2`,
    findRevokedBefore: `
      SELECT revoked_before FROM ${table} WHERE holder = $1 AND window_text = '' AND forget_at > $2`,
  } as const
}

function revocationOf(rows: readonly unknown[]): Revocation {
  const before = rows.map((row) => numberIn(row, 'revoked_before')).find((at) => at !== undefined)
  const texts = rows.map((row) => textIn(row, 'window_text')).filter((text) => text !== '')
  const windows: readonly RevokedWindow[] = texts.map((text) => JSON.parse(text))
  return { ...(before !== undefined && { before }), ...(windows.length > 0 && { windows }) }
}

function versioned(row: unknown): VersionedFamily {
  return { family: recordIn(row, isFamily), revision: revisionIn(row) }
}

function nextOf(families: readonly VersionedFamily[], isMore: boolean): Pick<FamilyPage, 'next'> {
  const last = isMore ? families.at(-1)?.family : undefined
  return last?.status === 'live' ? { next: { lastUsedAt: last.lastUsedAt, grantId: last.grantId } } : {}
}

/** Returns which of the other families (the most recently used first) are beyond the caps. */
function beyondCaps(others: readonly unknown[], family: LiveFamily, caps: FamilyCaps): readonly string[] {
  const displaced: string[] = []
  let [ofAccount, ofClient] = [1, 1]
  for (const row of others) {
    const isOfClient = textIn(row, 'client_id') === family.clientId
    if (ofAccount >= caps.perAccount || (isOfClient && ofClient >= caps.perClient)) {
      displaced.push(textIn(row, 'grant_id'))
      continue
    }
    ofAccount += 1
    if (isOfClient) ofClient += 1
  }
  return displaced.slice(0, caps.namedAtOnce)
}

function isFamily(value: object): value is TokenFamily {
  return 'grantId' in value && 'status' in value
}
