import type { Instant } from '@devicegrant/core'
import type { LimitRule, LimitStore, RateRule, Reservation, StreakRule } from '@devicegrant/core/stores'
import { type CaseMaker, expectLaw, type StoreCase, storeCase } from '../store-laws/law.js'
import { spell } from '../store-laws/plain-data.js'
import { minute, second } from '../time.js'

/** One law of the limit store. */
export type LimitCase = StoreCase<LimitStore>

/** Makes a test case of a law of the limit store. */
export const limitCase: CaseMaker<LimitStore> = storeCase

export const racers = 50

/** A name as core makes them. */
export const name = 'limit_'.padEnd(22, 'x')

export const rate: RateRule = { kind: 'rate', burst: 20, every: 3 * second }

export const streak: StreakRule = {
  kind: 'streak',
  free: 3,
  first: 10 * second,
  ceiling: minute,
  remember: 2 * minute,
}

/** Expects the next try of a name to be granted, with this number in use. */
export async function expectGranted(
  store: LimitStore,
  rule: LimitRule,
  at: Instant,
  { used, of = name }: { readonly used?: number; readonly of?: string } = {},
): Promise<void> {
  const seen = await store.reserve(of, rule, at)
  expectLaw(seen.granted, `a try that is free was refused: ${spell(seen)}`)
  // A store may keep fractions of a try, and lose the last digits.
  const isRight = used === undefined || Math.abs(seen.used - used) < 1 / 100
  expectLaw(isRight, `reserve returned that ${seen.used} tries are used, instead of ${used}`)
}

/** Expects the next try of a name to be refused, until this moment. */
export async function expectRefused(
  store: LimitStore,
  rule: LimitRule,
  at: Instant,
  until?: Instant,
  of: string = name,
): Promise<void> {
  const seen = await store.reserve(of, rule, at)
  expectLaw(!seen.granted, `a try that is not free was granted: ${spell(seen)}`)
  const isRight = until === undefined || seen.until === until
  expectLaw(isRight, `a try was refused until ${seen.until - at} ms later, instead of ${(until ?? at) - at} ms later`)
}

/** Takes tries at one moment, one after the other, and expects all to be granted. */
export async function take(store: LimitStore, rule: LimitRule, at: Instant, tries: number): Promise<void> {
  for (let nth = 0; nth < tries; nth++) await expectGranted(store, rule, at)
}

/** Expects exactly this number of the reservations to be granted. */
export function expectNumberGranted(reservations: readonly Reservation[], expected: number): void {
  const granted = reservations.filter((one) => one.granted).length
  expectLaw(granted === expected, `${granted} of ${reservations.length} tries at the same time were granted`)
}
