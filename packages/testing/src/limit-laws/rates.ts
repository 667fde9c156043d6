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
  rate,
  take,
} from './limit-case.js'

const grantsItsBurst = limitCase({
  id: 'rate-grants-its-burst',
  law: 'MUST grant exactly the burst of a rate at once, and return how many tries are used.',
  cost: 'people are refused before the limit, or attackers have more guesses than the documents say.',
  async check(subject) {
    const store = await subject.createStore()
    const at = timeOf(subject)
    for (let used = 1; used <= rate.burst; used++) await expectGranted(store, rate, at, { used })
    await expectRefused(store, rate, at)
    await expectGranted(store, rate, at + 2.5 * rate.every, { used: rate.burst - 1.5 })
  },
})

const raceGrantsItsBurst = limitCase({
  id: 'rate-race-grants-its-burst',
  law: 'MUST grant exactly the burst of a rate to any number of tries at the same time.',
  cost: 'an attacker who sends all guesses at once is not limited.',
  async check(subject) {
    const store = await subject.createStore()
    const at = timeOf(subject)
    expectNumberGranted(await together(racers, async () => store.reserve(name, rate, at)), rate.burst)
  },
})

const untilIsExact = limitCase({
  id: 'rate-refuses-until-a-try-is-free',
  law: 'MUST refuse a rate exactly until the moment that the refusal names, and then grant one try.',
  cost: 'clients that obey Retry-After are refused again, or attackers are granted more than the rate.',
  async check(subject) {
    const store = await subject.createStore()
    const at = timeOf(subject)
    await take(store, rate, at, rate.burst)
    for (const free of [at + rate.every, at + 2 * rate.every]) {
      await expectRefused(store, rate, free - rate.every, free)
      await expectRefused(store, rate, free - 1, free)
      await expectGranted(store, rate, free, { used: rate.burst })
    }
  },
})

const refusalsCostNothing = limitCase({
  id: 'refused-tries-cost-nothing',
  law: 'MUST take nothing for a try that it refuses.',
  cost: 'a client that tries again too early is refused for ever, and an attacker blocks an address with few requests.',
  async check(subject) {
    const store = await subject.createStore()
    const at = timeOf(subject)
    await take(store, rate, at, rate.burst)
    for (let nth = 0; nth < racers; nth++) await expectRefused(store, rate, at + nth)
    await expectGranted(store, rate, at + rate.every, { used: rate.burst })
  },
})

const keepsFractions = limitCase({
  id: 'rate-keeps-fractions',
  law: 'MUST keep fractions of a millisecond, and yet grant exactly the burst of a rate in one moment.',
  cost: 'a limit of 7000 starts in 20 minutes is another number after some hours.',
  async check(subject) {
    const store = await subject.createStore()
    const start = timeOf(subject)
    const thirds = { kind: 'rate', burst: 20, every: second / 3 } as const
    await take(store, thirds, start, thirds.burst)
    const freeAt = (nth: number) => start + Math.round(nth * thirds.every)
    for (let nth = 1; nth <= 60; nth++) await expectGranted(store, thirds, freeAt(nth))
    await expectRefused(store, thirds, freeAt(60), freeAt(61))
  },
})

const refundGivesOneBack = limitCase({
  id: 'refund-gives-one-back',
  law: 'MUST give exactly one try of a rate back for a refund, and the same for clear.',
  cost: 'people pay for requests that the server could not serve, or each right guess gives an attacker free ones.',
  async check(subject) {
    const store = await subject.createStore()
    const at = timeOf(subject)
    await take(store, rate, at, rate.burst)
    for (const what of ['refund', 'clear'] as const) {
      await store.settle(name, rate, what, at)
      await expectGranted(store, rate, at, { used: rate.burst })
      await expectRefused(store, rate, at, at + rate.every)
    }
  },
})

const refundNeverAddsTries = limitCase({
  id: 'refunds-never-exceed-the-burst',
  law: 'MUST never have more free tries than the burst of a rate, however many refunds it gets.',
  cost: 'an attacker who knows one right password saves up guesses for another account.',
  async check(subject) {
    const store = await subject.createStore()
    const at = timeOf(subject)
    await store.settle(name, rate, 'refund', at)
    await take(store, rate, at, 2)
    for (let nth = 0; nth < 5; nth++) await store.settle(name, rate, 'refund', at + 1)
    await take(store, rate, at + 1, rate.burst)
    await expectRefused(store, rate, at + 1)
  },
})

const refundRace = limitCase({
  id: 'refund-race-gives-all-back',
  law: 'MUST count every refund and every try if they come at the same time.',
  cost: 'tries of people who signed in correctly stay used, and their office is refused.',
  async check(subject) {
    const store = await subject.createStore()
    const at = timeOf(subject)
    await take(store, rate, at, rate.burst)
    await together(10, async () => store.settle(name, rate, 'refund', at))
    const reservations = await together(racers, async () => store.reserve(name, rate, at))
    expectNumberGranted(reservations, 10)
    const refusals = reservations.filter((one) => !one.granted)
    expectLaw(
      refusals.every((one) => one.until === at + rate.every),
      'refusals at the same time name different moments',
    )
  },
})

/** The laws of rates. */
export const rateCases: readonly LimitCase[] = [
  grantsItsBurst,
  raceGrantsItsBurst,
  untilIsExact,
  refusalsCostNothing,
  keepsFractions,
  refundGivesOneBack,
  refundNeverAddsTries,
  refundRace,
]
