import type { DeviceAuthorizationStore } from '@devicegrant/core/stores'
import { sampleAuthorization, sampleLife } from '../sample-authorization.js'
import { minute } from '../time.js'
import { expectLaw, type StoreCase, storeCase, timeOf } from './law.js'
import { same, spell, together, vandalise } from './plain-data.js'
import { expectStored, read } from './reading.js'
import { expectRejections } from './rejecting.js'

const racers = 50

const handsOutCopies = storeCase({
  id: 'values-handed-out-are-not-live',
  law: 'MUST return values that are independent of the stored ones: no change of one affects the other.',
  cost: 'a hook of the host that edits the value it received edits the stored record without any check of its revision.',
  async check(subject) {
    const store = await subject.createStore()
    const pending = sampleAuthorization(timeOf(subject))
    await store.create(pending)
    vandalise(await store.find(pending.userCode))
    await expectStored(store, pending)
    vandalise(await store.recordPoll(pending.userCode, pending.deviceCode, pending.issuedAt))
    await expectStored(store, pending)
    const seen = await read(store, pending)
    const before = spell(seen)
    const { approved, denied } = sampleLife(pending)
    await store.replace(seen, approved)
    await store.recordPoll(pending.userCode, pending.deviceCode, pending.issuedAt + 1 * minute)
    expectLaw(spell(seen) === before, `a value from before became ${spell(seen)} when the record was replaced`)
    expectLaw(!(await store.replace(seen, denied)), 'a value from before followed the record to its new revision')
    vandalise(await store.find(pending.userCode))
    await expectStored(store, approved)
  },
})

const takesCopies = storeCase({
  id: 'values-taken-in-are-not-live',
  law: 'MUST keep a value as it was when the store received it, even if the caller changes it afterwards.',
  cost: 'a list that the host shares between requests changes records that were stored long ago.',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    const given = sampleAuthorization(now)
    await store.create(given)
    vandalise(given)
    const pending = sampleAuthorization(now)
    await expectStored(store, pending)
    const seen = await read(store, pending)
    const next = sampleLife(sampleAuthorization(now)).redeemed
    await store.replace(seen, next)
    vandalise(next)
    await expectStored(store, sampleLife(pending).redeemed)
  },
})

const strangers = storeCase({
  id: 'stores-are-strangers',
  law: 'MUST share nothing with another store, of another prefix or schema, in the same backend.',
  cost: 'two deployments on one server redeem each other’s codes.',
  async check(subject) {
    const [one, other] = [await subject.createStore(), await subject.createStore()]
    const mine = sampleAuthorization(timeOf(subject))
    const theirs = { ...mine, clientId: 'the-neighbour', interval: 7_000 }
    await one.create(mine)
    const found = await other.find(mine.userCode)
    expectLaw(found === undefined, 'the user code of one store is known to the other')
    const polled = await other.recordPoll(mine.userCode, mine.deviceCode, mine.issuedAt)
    expectLaw(polled === undefined, 'the device code of one store is known to the other')
    const response = await other.create(theirs)
    expectLaw(response === 'created', `create returned ${spell(response)} because of a record of the other store`)
    const seen = await read(other, theirs)
    await other.replace(seen, sampleLife(theirs).denied)
    await expectStored(one, mine)
    await expectStored(other, sampleLife(theirs).denied)
  },
})

const twins = storeCase({
  id: 'twins-are-one-store',
  law: 'MUST show every write at once through every instance, and let exactly one instance win a race.',
  cost: 'with two processes an approval is redeemed in both, or visible in one and not in the other.',
  needs: 'createTwins',
  async check(subject) {
    const [one, other] = await subject.createTwins()
    const pending = sampleAuthorization(timeOf(subject))
    await one.create(pending)
    await expectStored(other, pending)
    const stamp = (await one.recordPoll(pending.userCode, pending.deviceCode, pending.issuedAt + 1))?.previousPoll
    expectLaw(stamp === pending.issuedAt, `a poll through the other instance left the stamp ${spell(stamp)}`)
    const seen = await read(one, pending)
    const { approved, claimed } = sampleLife(pending)
    const claims = await together(racers, (nth) =>
      (nth % 2 ? one : other).replace(seen, { ...claimed, attempt: `${nth}` }),
    )
    const won = claims.filter((claim) => claim).length
    expectLaw(won === 1, `${won} of ${racers} claims through two instances succeeded`)
    const latest = await read(one, pending)
    expectLaw(same(latest, await read(other, pending)), 'two instances show two records')
    expectLaw(await other.replace(latest, approved), 'the other instance cannot replace a value that one instance read')
    await expectStored(one, approved)
  },
})

const failureRejects = storeCase({
  id: 'failure-rejects',
  law: 'MUST reject when it cannot reach its data, and never return an empty result instead.',
  cost: 'while the database is down every device learns that its code is invalid, and gives up for good.',
  needs: 'createFailingStore',
  async check(subject) {
    const store = await subject.createFailingStore()
    const pending = sampleAuthorization(timeOf(subject))
    const seen = { authorization: pending, revision: 1 }
    await expectRejections<DeviceAuthorizationStore>({
      create: () => store.create(pending),
      recordPoll: () => store.recordPoll(pending.userCode, pending.deviceCode, pending.issuedAt),
      find: () => store.find(pending.userCode),
      replace: () => store.replace(seen, sampleLife(pending).approved),
    })
  },
})

/** The laws of independence from callers, from other stores and from other instances. */
export const sharingCases: readonly StoreCase[] = [handsOutCopies, takesCopies, strangers, twins, failureRejects]
