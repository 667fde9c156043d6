import type { Instant } from '@devicegrant/core'
import type { LimitRule, LimitStore } from '@devicegrant/core/stores'
import { awkwardIdentifiers } from '../store-laws/awkward.js'
import { expectLaw, timeOf } from '../store-laws/law.js'
import { together } from '../store-laws/plain-data.js'
import { expectRejections } from '../store-laws/rejecting.js'
import { minute } from '../time.js'
import {
  expectGranted,
  expectNumberGranted,
  expectRefused,
  type LimitCase,
  limitCase,
  name,
  racers,
  rate,
  streak,
  take,
} from './limit-case.js'

const single = { kind: 'rate', burst: 1, every: minute } as const

const concernsOneName = limitCase({
  id: 'names-are-independent',
  law: 'MUST treat names that differ in any character as different, for tries and for settlements.',
  cost: 'one account or address uses up the tries of another.',
  async check(subject) {
    const store = await subject.createStore()
    const at = timeOf(subject)
    for (const of of awkwardIdentifiers) await expectGranted(store, single, at, { of, used: 1 })
    const [settled = name, ...others] = awkwardIdentifiers
    await store.settle(settled, single, 'refund', at)
    for (const of of others) await expectRefused(store, single, at, at + minute, of)
    await expectGranted(store, single, at, { of: settled, used: 1 })
  },
})

/** Rules, the tries after which they refuse, and the longest time for which they may refuse. */
const full = [
  { rule: rate, tries: rate.burst, longest: 2 * rate.burst * rate.every },
  { rule: streak, tries: streak.free + 1, longest: streak.ceiling },
] as const

const clockGoesBack = limitCase({
  id: 'clock-that-is-set-back-changes-little',
  law: 'MUST refuse what it refused before the clock was set back, and grant it again after two bursts or the longest wait.',
  cost: 'everybody is blocked for an hour after a correction of the clock, or every attacker has all tries again.',
  async check(subject) {
    const at = timeOf(subject)
    for (const { rule, tries, longest } of full) {
      const store = await subject.createStore()
      await take(store, rule, at, tries)
      await expectSoonFree(store, rule, at - 60 * minute, longest)
    }
  },
})

/** Expects a name to be refused at this moment, and to be granted exactly one try at the moment that the refusal names. */
async function expectSoonFree(store: LimitStore, rule: LimitRule, at: Instant, longest: number): Promise<void> {
  const seen = await store.reserve(name, rule, at)
  expectLaw(!seen.granted, `a clock that was set back freed a try of a ${rule.kind}`)
  expectLaw(
    seen.until <= at + longest,
    `a ${rule.kind} is blocked for ${seen.until - at} ms after the clock was set back`,
  )
  await expectGranted(store, rule, seen.until)
  await expectRefused(store, rule, seen.until)
}

const strangers = limitCase({
  id: 'limit-stores-are-strangers',
  law: 'MUST share nothing with another store, of another prefix or schema, in the same backend.',
  cost: 'people who fail to sign in at one deployment are refused at another.',
  async check(subject) {
    const [one, other] = [await subject.createStore(), await subject.createStore()]
    const at = timeOf(subject)
    await expectGranted(one, single, at)
    await expectGranted(other, single, at, { used: 1 })
    await other.settle(name, single, 'refund', at)
    await expectRefused(one, single, at)
  },
})

const twins = limitCase({
  id: 'limit-twins-are-one-store',
  law: 'MUST show every try and every settlement at once through every instance, and grant no more than one instance would.',
  cost: 'with two processes an attacker has twice as many guesses.',
  needs: 'createTwins',
  async check(subject) {
    const [one, other] = await subject.createTwins()
    const at = timeOf(subject)
    await expectGranted(one, single, at)
    await expectRefused(other, single, at, at + minute)
    await other.settle(name, single, 'refund', at)
    await expectGranted(one, single, at, { used: 1 })
    const tries = await together(racers, async (nth) => (nth % 2 ? one : other).reserve('raced', rate, at))
    expectNumberGranted(tries, rate.burst)
  },
})

const failureRejects = limitCase({
  id: 'limit-failure-rejects',
  law: 'MUST reject when it cannot reach its data, and never guess.',
  cost: 'while the database is down there is no limit, or every request is refused; core counts in the process if a store rejects.',
  needs: 'createFailingStore',
  async check(subject) {
    const store = await subject.createFailingStore()
    const at = timeOf(subject)
    await expectRejections<LimitStore>({
      reserve: async () => store.reserve(name, rate, at),
      settle: async () => store.settle(name, rate, 'refund', at),
    })
    await expectRejections<LimitStore>({
      reserve: async () => store.reserve(name, streak, at),
      settle: async () => store.settle(name, streak, 'clear', at),
    })
  },
})

/** The laws of names, of the clock, and of independence from other stores and instances. */
export const nameCases: readonly LimitCase[] = [concernsOneName, clockGoesBack, strangers, twins, failureRejects]
