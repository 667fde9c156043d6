import type { LimitStore } from '@devicegrant/core/stores'
import { nameCases } from './limit-laws/names.js'
import { rateCases } from './limit-laws/rates.js'
import { streakCases } from './limit-laws/streaks.js'
import type { StoreCase } from './store-laws/law.js'

/**
 * The laws of the limit store, as test cases for any test runner.
 *
 * @example
 * ```ts
 * const subject = { createStore: () => createMyLimitStore({ prefix: randomUUID() }) }
 * for (const { id, law, needs, run } of limitStoreCases) {
 *   test.skipIf(needs !== undefined)(`${id}: a store ${law}`, () => run(subject))
 * }
 * ```
 */
export const limitStoreCases: readonly StoreCase<LimitStore>[] = [...rateCases, ...streakCases, ...nameCases]
