import type { JtiStore } from '@devicegrant/core/stores'
import { awkwardIdentifiers } from './store-laws/awkward.js'
import { type CaseMaker, expectLaw, type StoreCase, storeCase, timeOf } from './store-laws/law.js'
import { together } from './store-laws/plain-data.js'
import { expectRejections } from './store-laws/rejecting.js'
import { minute } from './time.js'

const jtiCase: CaseMaker<JtiStore> = storeCase

const racers = 50

const name = 'assertion_'.padEnd(43, 'x')

const acceptsTheFirstUse = jtiCase({
  id: 'first-use-is-accepted-once',
  section: 'RFC 7523 §3',
  law: 'MUST return true for the first use of a name and false for every later one, whatever forgetAt the later one has.',
  cost: 'an attacker who intercepted a client assertion signs in with it again.',
  async check(subject) {
    const store = await subject.createStore()
    const forgetAt = timeOf(subject) + 10 * minute
    expectLaw(await store.use(name, forgetAt), 'the first use was refused')
    for (const later of [forgetAt, forgetAt, forgetAt + 1, forgetAt - 1]) {
      expectLaw(!(await store.use(name, later)), 'a second use of a name counted as the first')
    }
  },
})

const raceHasOneWinner = jtiCase({
  id: 'use-race-has-one-winner',
  section: 'RFC 7523 §3',
  law: 'MUST return true to exactly one of any number of uses of the same name at the same time.',
  cost: 'a client assertion that is sent twice at once signs in twice.',
  async check(subject) {
    const store = await subject.createStore()
    const forgetAt = timeOf(subject) + 10 * minute
    await expectOneWinner(() => store.use(name, forgetAt))
  },
})

const concernsOneName = jtiCase({
  id: 'use-concerns-one-name',
  law: 'MUST treat names that differ in any character as different.',
  cost: 'an honest client is refused because another client has signed in.',
  async check(subject) {
    const store = await subject.createStore()
    const forgetAt = timeOf(subject) + 10 * minute
    for (const other of awkwardIdentifiers) {
      expectLaw(await store.use(other, forgetAt), `the first use of ${JSON.stringify(other.slice(0, 60))} was refused`)
    }
    for (const other of awkwardIdentifiers) {
      expectLaw(!(await store.use(other, forgetAt)), `${JSON.stringify(other.slice(0, 60))} was used twice`)
    }
  },
})

const remembers = jtiCase({
  id: 'uses-are-remembered-until-forget-at',
  section: 'RFC 7523 §3',
  law: 'MUST remember a use until its forgetAt, even if a later attempt has an earlier forgetAt.',
  cost: 'a client assertion can be used again while it is still valid.',
  needs: 'advance',
  async check(subject) {
    const store = await subject.createStore()
    const forgetAt = timeOf(subject) + 10 * minute
    await store.use(name, forgetAt)
    await store.use(name, timeOf(subject) + 1 * minute)
    await subject.advance(forgetAt - 1 - timeOf(subject))
    // For stores that forget when they remember something new.
    await together(racers, (nth) => store.use(`another-${nth}`, forgetAt + 10 * minute))
    expectLaw(!(await store.use(name, forgetAt)), 'a use was forgotten one millisecond before forgetAt')
  },
})

const strangers = jtiCase({
  id: 'jti-stores-are-strangers',
  law: 'MUST share nothing with another store, of another prefix or schema, in the same backend.',
  cost: 'a client that signs in at one deployment is refused at another.',
  async check(subject) {
    const [one, other] = [await subject.createStore(), await subject.createStore()]
    const forgetAt = timeOf(subject) + 10 * minute
    expectLaw(await one.use(name, forgetAt), 'the first use was refused')
    expectLaw(await other.use(name, forgetAt), 'a name that was used in one store counts as used in the other')
  },
})

const twins = jtiCase({
  id: 'jti-twins-are-one-store',
  section: 'RFC 7523 §3',
  law: 'MUST show a use at once through every instance, and let exactly one instance win a race.',
  cost: 'with two processes a client assertion is accepted twice.',
  needs: 'createTwins',
  async check(subject) {
    const [one, other] = await subject.createTwins()
    const forgetAt = timeOf(subject) + 10 * minute
    expectLaw(await one.use('before', forgetAt), 'the first use was refused')
    expectLaw(!(await other.use('before', forgetAt)), 'a name that was used through one instance is new to the other')
    await expectOneWinner((nth) => (nth % 2 ? one : other).use(name, forgetAt))
  },
})

const failureRejects = jtiCase({
  id: 'once-failure-rejects',
  section: 'RFC 7523 §3',
  law: 'MUST reject when it cannot know whether a name has been used, and never guess.',
  cost: 'while the database is down every client assertion is accepted twice, or all are refused without a reported reason.',
  needs: 'createFailingStore',
  async check(subject) {
    const store = await subject.createFailingStore()
    await expectRejections<JtiStore>({ use: () => store.use(name, timeOf(subject) + 10 * minute) })
  },
})

async function expectOneWinner(use: (nth: number) => Promise<boolean>): Promise<void> {
  const first = (await together(racers, use)).filter((isFirst) => isFirst).length
  expectLaw(first === 1, `${first} of ${racers} uses at the same time counted as the first`)
}

/**
 * The laws of the jti store, as test cases for any test runner.
 *
 * @example
 * ```ts
 * const subject = { createStore: () => createMyJtiStore({ prefix: randomUUID() }) }
 * for (const { id, law, needs, run } of jtiStoreCases) {
 *   test.skipIf(needs !== undefined)(`${id}: a store ${law}`, () => run(subject))
 * }
 * ```
 */
export const jtiStoreCases: readonly StoreCase<JtiStore>[] = [
  acceptsTheFirstUse,
  raceHasOneWinner,
  concernsOneName,
  remembers,
  strangers,
  twins,
  failureRejects,
]
