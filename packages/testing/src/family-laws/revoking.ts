import { expectLaw, timeOf } from '../store-laws/law.js'
import { together } from '../store-laws/plain-data.js'
import { minute, second } from '../time.js'
import { type FamilyCase, familyCase } from './family-case.js'
import { expectRevocation, expectStored, expectWindows, withOneFamily } from './reading.js'

const racers = 50

const person = '["subject","account-7"]'
const device = '["client","account-7"]'
const office = { network: '192.0.2.0/24' }
const home = { network: '2001:db8::/48' }

const findsTheRevocation = familyCase({
  id: 'revocation-is-found-by-its-holder',
  law: 'MUST return the moment before which a holder was revoked, to the millisecond, and undefined if there is none.',
  cost: 'a person who signs in right after a sign-out everywhere is signed out again, or the sign-out had no effect.',
  async check(subject) {
    const now = timeOf(subject)
    const store = await subject.createStore()
    await expectRevocation(store, person, undefined)
    // The store keeps the moment as it is: it may be in the past, or ahead of the store's own clock.
    for (const at of [now - 60 * minute, now, now + 1]) {
      const holder = `${person} at ${at}`
      await store.revokeBefore(holder, at, now + 60 * minute)
      await expectRevocation(store, holder, at)
    }
    await expectRevocation(store, person, undefined)
  },
})

const onlyMovesLater = familyCase({
  id: 'revocation-only-moves-later',
  law: 'MUST keep the latest moment before which a holder was revoked, in whatever order the moments arrive.',
  cost: 'a delayed request undoes a later sign-out, and stolen tokens become valid again.',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    const latest = now + 10 * second
    const moments = [now, latest, now + 1 * second, latest - 1, latest]
    let expected = now
    for (const [nth, at] of moments.entries()) {
      // An earlier moment does not win because it has to be remembered for longer.
      await store.revokeBefore(person, at, now + 10 * minute + nth * minute)
      expected = Math.max(expected, at)
      await expectRevocation(store, person, expected)
    }
  },
})

const raceKeepsTheLatest = familyCase({
  id: 'revocation-race-keeps-the-latest',
  law: 'MUST keep the latest moment when a holder is revoked at any number of moments at the same time.',
  cost: 'two administrators sign a person out at once, one sign-out is lost, and tokens issued between the two stay valid.',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    // 7 and 50 have no common factor: every moment comes once, and the latest is neither the first nor the last.
    await together(racers, (nth) => store.revokeBefore(person, now + ((nth * 7) % racers) * second, now + 10 * minute))
    await expectRevocation(store, person, now + (racers - 1) * second)
  },
})

const concernsOneHolder = familyCase({
  id: 'revocation-concerns-one-holder',
  law: 'MUST keep a revocation under the whole name of its holder, and leave all other holders and all families alone.',
  cost: 'revoking a client also signs out the account with the same identifier, with all its grants.',
  async check(subject) {
    const { store, family } = await withOneFamily(subject)
    const at = family.grantedAt + 1 * minute
    await store.revokeBefore(person, at, family.forgetAt)
    for (const holder of [device, family.subject, family.clientId, family.grantId]) {
      await expectRevocation(store, holder, undefined)
    }
    await store.revokeBefore(device, at - 1, family.forgetAt)
    await expectRevocation(store, person, at)
    await expectRevocation(store, device, at - 1)
    const window = { from: 0, until: at, ...office }
    await store.revokeWindow(device, window, family.forgetAt)
    await expectWindows(store, person, [])
    for (const holder of [family.subject, family.grantId]) await store.revokeBefore(holder, at, family.forgetAt)
    await expectStored(store, family)
  },
})

const keepsWindows = familyCase({
  id: 'windows-are-kept-as-they-are',
  law: 'MUST return every window of a client with its first moment, its last moment and its network, each once.',
  cost: 'the grants that an attacker got in one hour from one network stay valid, or those of everybody end.',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    expectLaw((await store.findRevocation(device)) === undefined, 'a client without a revocation had one')
    const windows = [
      { from: now - 60 * minute, until: now, ...office },
      { from: now - 60 * minute, until: now, ...home },
      { from: now - 10 * minute, until: now - 5 * minute },
      { from: now - 60 * minute, until: now, ...office },
    ]
    for (const window of windows) await store.revokeWindow(device, window, now + 60 * minute)
    await expectWindows(store, device, windows.slice(0, 3))
    await expectRevocation(store, device, undefined)
  },
})

const standBesideTheMoment = familyCase({
  id: 'windows-stand-beside-the-moment',
  law: 'MUST keep the moment of `revokeBefore` when a window is added, and the windows when the moment moves.',
  cost: 'revoking the grants of one network gives back the grants of a client that was revoked before.',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    const window = { from: now - 60 * minute, until: now, ...office }
    await store.revokeBefore(device, now, now + 60 * minute)
    await store.revokeWindow(device, window, now + 60 * minute)
    await expectRevocation(store, device, now)
    await store.revokeBefore(device, now + 1, now + 60 * minute)
    await expectRevocation(store, device, now + 1)
    await expectWindows(store, device, [window])
    const found = await store.findRevocation(device)
    expectLaw(found?.before === now + 1, 'findRevocation and findRevokedBefore returned different moments')
  },
})

const raceKeepsAllWindows = familyCase({
  id: 'windows-race-keeps-all',
  law: 'MUST keep every window when windows are added to a client at the same time.',
  cost: 'two administrators act on one attack at once, and one of them has ended nothing.',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    const windowOf = (nth: number) => ({ from: now - nth * second, until: now, network: `192.0.2.${nth}` })
    await together(racers, (nth) => store.revokeWindow(device, windowOf(nth), now + 60 * minute))
    await expectWindows(
      store,
      device,
      Array.from({ length: racers }, (_, nth) => windowOf(nth)),
    )
  },
})

const keepsWindowsLongEnough = familyCase({
  id: 'windows-are-kept-until-the-latest-end',
  law: 'MUST keep a window and a moment until the latest `forgetAt` of their holder.',
  needs: 'advance',
  cost: 'a stolen refresh token of a revoked window becomes valid again.',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    const window = { from: now - 60 * minute, until: now, ...office }
    const later = { from: now - 60 * minute, until: now, ...home }
    await store.revokeWindow(device, window, now + 60 * second)
    await store.revokeWindow(device, later, now + 10 * second)
    await subject.advance(30 * second)
    await store.revokeWindow(device, later, now + 60 * second)
    await expectWindows(store, device, [window, later])
  },
})

/** The laws of `revokeBefore`, `revokeWindow`, `findRevocation` and `findRevokedBefore`. */
export const revokingCases: readonly FamilyCase[] = [
  findsTheRevocation,
  onlyMovesLater,
  raceKeepsTheLatest,
  concernsOneHolder,
  keepsWindows,
  standBesideTheMoment,
  raceKeepsAllWindows,
  keepsWindowsLongEnough,
]
