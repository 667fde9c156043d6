import type {
  DeviceAuthorization,
  DeviceAuthorizationStore,
  PendingAuthorization,
  Versioned,
} from '@devicegrant/core/stores'
import { sampleAuthorization, sampleLife } from '../sample-authorization.js'
import { expectLaw, type StoreCase, type StoreSubject, storeCase, timeOf } from './law.js'
import { same, spell, together } from './plain-data.js'
import { expectStored, read } from './reading.js'

const racers = 50

const showsTheNextRecord = storeCase({
  id: 'replace-shows-the-next-record',
  section: 'RFC 8628 §3.3',
  law: 'MUST show the replacement of a record under both codes, equal in every field, at a revision never seen before.',
  cost: 'a person decides but the device never learns of it, or tokens are made for another account.',
  async check(subject) {
    const { approved, denied, claimed, redeemed, settled } = sampleLife(sampleAuthorization(timeOf(subject)))
    // The count of wrong numbers must not be lost: a device could guess without an end.
    const tried = { ...approved, needsNumber: true, wrongNumbers: 2 } as const
    for (const life of [[approved, claimed, redeemed, settled], [tried], [denied]]) {
      const { store, pending } = await withOneRecord(subject)
      const revisions = [(await read(store, pending)).revision]
      for (const next of life) {
        const replaced = await store.replace(await read(store, pending), next)
        expectLaw(replaced, `replacing the latest record with one that is ${next.status} was refused`)
        await expectStored(store, next)
        const { revision } = await read(store, pending)
        expectLaw(!revisions.includes(revision), `revision ${revision} came a second time`)
        revisions.push(revision)
      }
    }
  },
})

const dropsWhatNextLacks = storeCase({
  id: 'replace-drops-what-next-lacks',
  law: 'MUST drop the fields of the old record that the next one lacks.',
  cost: 'an approval whose claim was released still looks claimed or complete, and the device never gets its tokens.',
  async check(subject) {
    const { store, pending } = await withOneRecord(subject)
    const { settled, redeemed, approved } = sampleLife(pending)
    for (const next of [settled, redeemed, approved, pending]) {
      await store.replace(await read(store, pending), next)
      await expectStored(store, next)
    }
  },
})

const refusesStaleReads = storeCase({
  id: 'replace-refuses-a-stale-read',
  law: 'MUST refuse to replace by a reading older than the last replacement, even if the record looks the same again.',
  cost: 'a denial is overwritten by a late approval, or one approval is redeemed twice.',
  async check(subject) {
    const { store, pending } = await withOneRecord(subject)
    const { approved, denied, claimed } = sampleLife(pending)
    const stale = await read(store, pending)
    await store.replace(stale, approved)
    await expectRefused(store, stale, denied, approved)
    const released = await read(store, pending)
    await store.replace(released, claimed)
    await store.replace(await read(store, pending), approved)
    await expectRefused(store, released, claimed, approved)
  },
})

const raceHasOneWinner = storeCase({
  id: 'replace-race-has-one-winner',
  law: 'MUST let exactly one of any number of replacements of the same reading succeed, and show only that one.',
  cost: 'one approval is redeemed twice, and two sets of tokens are in use.',
  async check(subject) {
    const { store, pending } = await withOneRecord(subject)
    const { approved, claimed } = sampleLife(pending)
    await store.replace(await read(store, pending), approved)
    const seen = await read(store, pending)
    const claims = Array.from({ length: racers }, (_, nth) => ({ ...claimed, attempt: `attempt-${nth}` }))
    const responses = await together(racers, (nth) => store.replace(seen, claims[nth] ?? claimed))
    const winners = claims.filter((_, nth) => responses[nth] === true)
    expectLaw(winners.length === 1, `${winners.length} of ${racers} claims succeeded`)
    const found = await read(store, pending)
    expectLaw(
      same(found.authorization, winners[0]),
      `the store does not hold the winner but ${spell(found.authorization)}`,
    )
  },
})

const leavesTheStamp = storeCase({
  id: 'replace-leaves-the-stamp',
  section: 'RFC 8628 §3.5',
  law: 'MUST leave the poll stamp of a record alone when it replaces the record, even if there is no stamp yet.',
  cost: 'a device that received slow_down may poll again at once, because every change of its interval erases its last poll.',
  async check(subject) {
    const { store, pending } = await withOneRecord(subject)
    const slowed = { ...pending, interval: pending.interval * 2 }
    await store.replace(await read(store, pending), slowed)
    const first = await store.recordPoll(pending.userCode, pending.deviceCode, pending.issuedAt + 1)
    expectLaw(first !== undefined, 'the device code is unknown')
    expectLaw(first.previousPoll === undefined, `the first poll saw a stamp: ${spell(first.previousPoll)}`)
    await store.replace(await read(store, pending), sampleLife(slowed).approved)
    const second = await store.recordPoll(pending.userCode, pending.deviceCode, pending.issuedAt + 2)
    expectLaw(second?.previousPoll === pending.issuedAt + 1, `the stamp became ${spell(second?.previousPoll)}`)
  },
})

const createsNothing = storeCase({
  id: 'replace-of-the-unknown-creates-nothing',
  law: 'MUST return false for the replacement of a record that it does not hold, and create nothing.',
  cost: 'a forgotten authorization comes back, and its approval is redeemed once more.',
  async check(subject) {
    const store = await subject.createStore()
    const pending = sampleAuthorization(timeOf(subject))
    for (const revision of [0, 1]) {
      const replaced = await store.replace({ authorization: pending, revision }, sampleLife(pending).approved)
      expectLaw(!replaced, 'replacing a record that was never created succeeded')
    }
    const found = await store.find(pending.userCode)
    expectLaw(found === undefined, `the user code leads to ${spell(found)}`)
    const polled = await store.recordPoll(pending.userCode, pending.deviceCode, pending.issuedAt)
    expectLaw(polled === undefined, `the device code leads to ${spell(polled)}`)
  },
})

const pollsDoNotCollide = storeCase({
  id: 'poll-and-replace-do-not-collide',
  section: 'RFC 8628 §3.5',
  law: 'MUST lose neither the replacement nor a poll stamp when a record is polled while it is replaced.',
  cost: 'an approval is lost to a poll at the same moment, and the device waits until it expires.',
  async check(subject) {
    const { store, pending } = await withOneRecord(subject)
    const { userCode, deviceCode, issuedAt } = pending
    const { approved } = sampleLife(pending)
    const seen = await read(store, pending)
    const [replaced, ...polls] = await Promise.all([
      store.replace(seen, approved),
      ...Array.from({ length: racers }, (_, nth) => store.recordPoll(userCode, deviceCode, issuedAt + nth)),
    ])
    expectLaw(replaced, 'the replacement was refused')
    const last = await store.recordPoll(userCode, deviceCode, issuedAt + racers)
    expectLaw(same(last?.authorization, approved), `the record became ${spell(last?.authorization)}`)
    const stamps = new Set([...polls, last].map((polled) => polled?.previousPoll))
    expectLaw(stamps.size === racers + 1, `${racers + 1 - stamps.size} of ${racers + 1} poll stamps were lost`)
  },
})

async function withOneRecord(
  subject: StoreSubject,
): Promise<{ readonly store: DeviceAuthorizationStore; readonly pending: PendingAuthorization }> {
  const store = await subject.createStore()
  const pending = sampleAuthorization(timeOf(subject))
  await store.create(pending)
  return { store, pending }
}

async function expectRefused(
  store: DeviceAuthorizationStore,
  stale: Versioned,
  next: DeviceAuthorization,
  kept: DeviceAuthorization,
): Promise<void> {
  const replaced = await store.replace(stale, next)
  expectLaw(!replaced, `a record that is ${kept.status} became ${next.status} by a stale reading`)
  await expectStored(store, kept)
}

/** The laws of `replace`. */
export const replacingCases: readonly StoreCase[] = [
  showsTheNextRecord,
  dropsWhatNextLacks,
  refusesStaleReads,
  raceHasOneWinner,
  leavesTheStamp,
  createsNothing,
  pollsDoNotCollide,
]
