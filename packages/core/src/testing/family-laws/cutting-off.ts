import { minute, second } from '../../machine/time.js'
import { timeOf } from '../store-laws/law.js'
import { together } from '../store-laws/plain-data.js'
import { type FamilyCase, familyCase } from './family-case.js'
import { expectCutOff, expectStored, withOneFamily } from './reading.js'

const racers = 50

const person = '["subject","account-7"]'
const device = '["client","account-7"]'

const findsTheCutOff = familyCase({
  id: 'cut-off-is-found-by-its-holder',
  law: 'MUST find the moment at which a holder was cut off, to the millisecond, and nothing where it never was.',
  cost: 'whoever signs in right after signing out everywhere is signed out again, or was never signed out at all.',
  async check(subject) {
    const now = timeOf(subject)
    const store = await subject.createStore()
    await expectCutOff(store, person, undefined)
    // A moment is what it is told to be: it may have passed, and by another clock than the store's it may lie ahead.
    for (const at of [now - 60 * minute, now, now + 1]) {
      const holder = `${person} at ${at}`
      await store.cutOff(holder, at, now + 60 * minute)
      await expectCutOff(store, holder, at)
    }
    await expectCutOff(store, person, undefined)
  },
})

const onlyMovesLater = familyCase({
  id: 'cut-off-only-moves-later',
  law: 'MUST keep the latest moment at which a holder was cut off, in whatever order the moments come.',
  cost: 'a request that was on its way for long undoes a later sign-out, and stolen tokens are good again.',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    const latest = now + 10 * second
    const moments = [now, latest, now + 1 * second, latest - 1, latest]
    let expected = now
    for (const [nth, at] of moments.entries()) {
      // That the earlier moment is to be remembered for longer makes it no better.
      await store.cutOff(person, at, now + 10 * minute + nth * minute)
      expected = Math.max(expected, at)
      await expectCutOff(store, person, expected)
    }
  },
})

const raceKeepsTheLatest = familyCase({
  id: 'cut-off-race-keeps-the-latest',
  law: 'MUST keep the latest of any number of moments at which a holder is cut off at the same time.',
  cost: 'of two administrators who sign somebody out at once one is ignored, and what came in between stays good.',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    // 7 and 50 have no factor in common: every moment comes once, and the latest is neither the first nor the last.
    await together(racers, (nth) => store.cutOff(person, now + ((nth * 7) % racers) * second, now + 10 * minute))
    await expectCutOff(store, person, now + (racers - 1) * second)
  },
})

const concernsOneHolder = familyCase({
  id: 'cut-off-concerns-one-holder',
  law: 'MUST keep a cut-off beside the whole name of its holder, and leave every other holder and all families alone.',
  cost: 'a client that is shut down signs out the account of the same identifier, and everything that it was granted.',
  async check(subject) {
    const { store, family } = await withOneFamily(subject)
    const at = family.grantedAt + 1 * minute
    await store.cutOff(person, at, family.forgetAt)
    for (const holder of [device, family.subject, family.clientId, family.grantId]) {
      await expectCutOff(store, holder, undefined)
    }
    await store.cutOff(device, at - 1, family.forgetAt)
    await expectCutOff(store, person, at)
    await expectCutOff(store, device, at - 1)
    for (const holder of [family.subject, family.grantId]) await store.cutOff(holder, at, family.forgetAt)
    await expectStored(store, family)
  },
})

/** The laws of `cutOff` and `findCutOff`. */
export const cuttingOffCases: readonly FamilyCase[] = [
  findsTheCutOff,
  onlyMovesLater,
  raceKeepsTheLatest,
  concernsOneHolder,
]
