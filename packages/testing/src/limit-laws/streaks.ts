import { expectLaw, timeOf } from '../store-laws/law.js'
import { together } from '../store-laws/plain-data.js'
import { second } from '../time.js'
import {
  expectGranted,
  expectNumberGranted,
  expectRefused,
  type LimitCase,
  limitCase,
  name,
  racers,
  streak,
  take,
} from './limit-case.js'

const waitsDouble = limitCase({
  id: 'streak-waits-double',
  law: 'MUST grant the free failures of a streak at once, and then refuse for waits that double up to the ceiling.',
  cost: 'an attacker who obeys every wait guesses passwords faster than the documents say.',
  async check(subject) {
    const store = await subject.createStore()
    let at = timeOf(subject)
    for (let failures = 1; failures <= streak.free; failures++)
      await expectGranted(store, streak, at, { used: failures })
    for (const [nth, wait] of [10, 20, 40, 60, 60].entries()) {
      await expectGranted(store, streak, at, { used: streak.free + nth + 1 })
      const free = at + wait * second
      await expectRefused(store, streak, at, free)
      await expectRefused(store, streak, free - 1, free)
      at = free
    }
  },
})

const raceGrantsTheFree = limitCase({
  id: 'streak-race-grants-the-free-failures',
  law: 'MUST grant the free failures of a streak and one more to any number of tries at the same time.',
  cost: 'an attacker who sends all passwords at once does not wait.',
  async check(subject) {
    const store = await subject.createStore()
    const at = timeOf(subject)
    expectNumberGranted(await together(racers, async () => store.reserve(name, streak, at)), streak.free + 1)
  },
})

const clearForgets = limitCase({
  id: 'clear-forgets-a-streak',
  law: 'MUST forget all failures of a streak for clear.',
  cost: 'people who signed in correctly still wait for their errors of before.',
  async check(subject) {
    const store = await subject.createStore()
    const at = timeOf(subject)
    await take(store, streak, at, streak.free + 1)
    await store.settle(name, streak, 'clear', at)
    await expectGranted(store, streak, at, { used: 1 })
    await store.settle(name, streak, 'clear', at)
    await store.settle(name, streak, 'clear', at)
    await expectGranted(store, streak, at, { used: 1 })
  },
})

const refundTakesOneBack = limitCase({
  id: 'refund-takes-one-failure-back',
  law: 'MUST take exactly one failure of a streak back for a refund, and end its wait.',
  cost: 'a person whose sign-in the server could not serve waits for 15 minutes, or the server forgets an attack.',
  async check(subject) {
    const store = await subject.createStore()
    const at = timeOf(subject)
    await take(store, streak, at, streak.free + 1)
    await expectGranted(store, streak, at + 10 * second, { used: streak.free + 2 })
    await store.settle(name, streak, 'refund', at + 11 * second)
    await expectGranted(store, streak, at + 11 * second, { used: streak.free + 2 })
    await expectRefused(store, streak, at + 11 * second, at + 31 * second)
    for (let nth = 0; nth < streak.free + 5; nth++) await store.settle(name, streak, 'refund', at + 12 * second)
    await expectGranted(store, streak, at + 12 * second, { used: 1 })
  },
})

const remembers = limitCase({
  id: 'streak-is-remembered',
  law: 'MUST remember the failures of a streak until `remember` after the last one, and for four ceilings if there is a wait.',
  cost: 'an attacker who makes pauses never waits.',
  needs: 'advance',
  async check(subject) {
    const store = await subject.createStore()
    for (let failures = 1; failures <= streak.free + 1; failures++) {
      await expectGranted(store, streak, timeOf(subject), { used: failures })
      await subject.advance(failures <= streak.free ? streak.remember - second : 4 * streak.ceiling - second)
    }
    // For stores that forget when they remember something new.
    await together(racers, async (nth) => store.reserve(`another-${nth}`, streak, timeOf(subject)))
    await expectGranted(store, streak, timeOf(subject), { used: streak.free + 2 })
  },
})

const forgets = limitCase({
  id: 'streak-is-forgotten',
  law: 'MUST forget a streak after its time, so that all of its free failures are free again.',
  cost: 'a person waits for an error of last year, and the store grows without an end.',
  needs: 'advance',
  async check(subject) {
    const store = await subject.createStore()
    await expectGranted(store, streak, timeOf(subject), { used: 1 })
    await subject.advance(streak.remember + second)
    await take(store, streak, timeOf(subject), streak.free + 1)
    await subject.advance(4 * streak.ceiling + second)
    const at = timeOf(subject)
    const reservations = await together(racers, async () => store.reserve(name, streak, at))
    expectNumberGranted(reservations, streak.free + 1)
    const used = reservations.flatMap((one) => (one.granted ? [one.used] : [])).sort()
    expectLaw(used[0] === 1, `the first failure after a forgotten streak counts as number ${used[0]}`)
  },
})

/** The laws of streaks. */
export const streakCases: readonly LimitCase[] = [
  waitsDouble,
  raceGrantsTheFree,
  clearForgets,
  refundTakesOneBack,
  remembers,
  forgets,
]
