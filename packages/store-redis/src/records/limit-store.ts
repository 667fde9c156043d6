import type { LimitRule, LimitStore } from '@devicegrant/core/stores'
import type { Calls } from '../calls/calls.js'
import type { Keys } from './keys.js'
import { wholeInstant } from './whole-instant.js'
import { newWriteId } from './write-id.js'

/**
 * Creates the limit store: one value for each name. Its writes are never confirmed as durable: if one is lost, a name has
 * a try more, and a confirmation would take longer than the guess.
 */
export function createLimitStore(calls: Calls, keys: Keys): LimitStore {
  return {
    async reserve(name, rule, at) {
      const numbers = numbersOf(rule)
      const { status, values } = await calls.run(
        'reserveTry',
        keys.limit(name),
        newWriteId(),
        wholeInstant(at),
        rule.kind,
        ...numbers,
      )
      const number = Number(values[0])
      return status === 'granted' ? { granted: true, used: number } : { granted: false, until: number }
    },
    async settle(name, rule, what, at) {
      const settlement = rule.kind === 'rate' ? rule.every : what
      await calls.run('settleTry', keys.limit(name), newWriteId(), wholeInstant(at), rule.kind, settlement)
    },
  }
}

function numbersOf(rule: LimitRule): readonly number[] {
  return rule.kind === 'rate' ? [rule.burst, rule.every] : [rule.free, rule.first, rule.ceiling, rule.remember]
}
