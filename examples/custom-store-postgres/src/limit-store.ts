import type { Instant } from '@devicegrant/core'
import {
  type LimitStore,
  type RateRule,
  type Reservation,
  reserveLimit,
  type StreakRule,
} from '@devicegrant/core/stores'
import { numberIn } from './rows.js'
import { type PostgresStoreOptions, resolveOptions } from './tables.js'

/**
 * Creates the limit store in PostgreSQL. Each operation is one statement, which locks the row of the name. It computes the same
 * as `reserveLimit` and `settleLimit` of core, which explain the steps.
 */
export function createPostgresLimitStore(options: PostgresStoreOptions): LimitStore {
  const { database, table } = resolveOptions(options)
  const limits = table('limits')

  // `forget_at` is the moment at which all tries of a rate are free again.
  const reserveOfRate = `
    WITH rule AS (SELECT $2::double precision AS at, $3::double precision AS burst, $4::double precision AS every)
    INSERT INTO ${limits} AS held (name, granted, forget_at) SELECT $1::text, true, at + every FROM rule
    ON CONFLICT (name) DO UPDATE SET (failures, free_at, granted, forget_at) = (
      SELECT NULL::integer, NULL::double precision, is_free, CASE WHEN is_free THEN full_at + every ELSE full_at END
      FROM rule
      CROSS JOIN LATERAL (
        SELECT CASE
          WHEN held.failures IS NOT NULL THEN at
          WHEN held.forget_at > at + 2 * burst * every THEN at + burst * every
          ELSE greatest(held.forget_at, at)
        END AS full_at
      ) AS known
      CROSS JOIN LATERAL (SELECT floor(full_at - (burst - 1) * every + 0.5) <= at AS is_free) AS judged
    )
    RETURNING granted, forget_at`

  // 2^60 first waits are longer than every ceiling.
  const waitAfter = (failures: string) =>
    `CASE WHEN ${failures} <= free THEN 0 ELSE ceil(least(first * 2 ^ least(${failures} - free - 1, 60), ceiling)) END`
  const memoryOf = (failures: string) =>
    `CASE WHEN ${failures} <= free THEN remember ELSE greatest(remember, 4 * ceiling) END`
  const reserveOfStreak = `
    WITH rule AS (
      SELECT $2::double precision AS at, $3::double precision AS free, $4::double precision AS first,
        $5::double precision AS ceiling, $6::double precision AS remember
    )
    INSERT INTO ${limits} AS held (name, failures, free_at, granted, forget_at)
    SELECT $1::text, 1, at + ${waitAfter('1')}, true, at + ${memoryOf('1')} FROM rule
    ON CONFLICT (name) DO UPDATE SET (failures, free_at, granted, forget_at) = (
      SELECT
        CASE WHEN is_free THEN seen + 1 ELSE seen END,
        CASE WHEN is_free THEN at + ${waitAfter('seen + 1')} ELSE until END,
        is_free,
        CASE WHEN is_free THEN at + ${memoryOf('seen + 1')} ELSE held.forget_at END
      FROM rule
      CROSS JOIN LATERAL (SELECT CASE WHEN held.forget_at <= at THEN 0 ELSE coalesce(held.failures, 0) END AS seen) AS known
      CROSS JOIN LATERAL (
        SELECT least(CASE WHEN seen = 0 THEN at ELSE held.free_at END, at + ${waitAfter('seen')}) AS until
      ) AS clamped
      CROSS JOIN LATERAL (SELECT until <= at AS is_free) AS judged
    )
    RETURNING granted, failures, free_at`

  const refundOfRate = `
    UPDATE ${limits} SET forget_at = greatest(forget_at - $3::double precision, $2::double precision)
    WHERE name = $1 AND failures IS NULL`
  const refundOfStreak = `
    UPDATE ${limits} SET failures = failures - 1, free_at = $2::double precision WHERE name = $1 AND failures > 0`
  const forgetName = `DELETE FROM ${limits} WHERE name = $1`

  async function reserveRate(name: string, rule: RateRule, at: Instant): Promise<Reservation> {
    const { burst, every } = rule
    const { rows } = await database.query(reserveOfRate, [name, at, burst, every])
    const fullAt = numberFrom(rows[0], 'forget_at')
    if (wasGranted(rows[0])) return { granted: true, used: (fullAt - at) / every }
    return reserveLimit(rule, { kind: 'rate', fullAt }, at).reservation
  }

  async function reserveStreak(name: string, rule: StreakRule, at: Instant): Promise<Reservation> {
    const { free, first, ceiling, remember } = rule
    const { rows } = await database.query(reserveOfStreak, [name, at, free, first, ceiling, remember])
    if (wasGranted(rows[0])) return { granted: true, used: numberFrom(rows[0], 'failures') }
    return { granted: false, until: numberFrom(rows[0], 'free_at') }
  }

  return {
    reserve: (name, rule, at) => (rule.kind === 'rate' ? reserveRate(name, rule, at) : reserveStreak(name, rule, at)),
    async settle(name, rule, what, at) {
      if (rule.kind === 'rate') await database.query(refundOfRate, [name, at, rule.every])
      else if (what === 'refund') await database.query(refundOfStreak, [name, at])
      else await database.query(forgetName, [name])
    },
  }
}

function wasGranted(row: unknown): boolean {
  return Reflect.get(Object(row), 'granted') === true
}

function numberFrom(row: unknown, column: string): number {
  const number = numberIn(row, column)
  if (number === undefined) throw new Error(`a row without ${column}`)
  return number
}
