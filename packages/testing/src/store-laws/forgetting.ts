import type { DeviceAuthorizationStore, PendingAuthorization } from '@devicegrant/core/stores'
import { sampleAuthorization, sampleCodes, sampleLife } from '../sample-authorization.js'
import { minute } from '../time.js'
import { expectLaw, type StoreCase, storeCase, timeOf } from './law.js'
import { spell } from './plain-data.js'
import { expectStored, read } from './reading.js'

const keepsPastExpiry = storeCase({
  id: 'keep-past-expiry',
  section: 'RFC 8628 §3.5',
  law: 'MUST keep a record after expiresAt, whatever its status: only forgetAt says when it may be forgotten.',
  cost: 'a device whose codes expired receives invalid_grant instead of expired_token, and a late approval is lost.',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    const pending = sampleAuthorization(now - 15 * minute)
    await store.create(pending)
    await createOthers(store, pending)
    await expectStored(store, pending)
    const seen = await read(store, pending)
    const { denied } = sampleLife(pending)
    expectLaw(await store.replace(seen, denied), 'an expired record cannot be replaced')
    await expectStored(store, denied)
  },
})

const keepsUntilForgetAt = storeCase({
  id: 'keep-until-forget-at',
  section: 'RFC 8628 §3.5',
  law: 'MUST keep a record, and its user code taken, until forgetAt.',
  cost: 'a replay of a redeemed code is not noticed, and a user code is given out again while its page is still open.',
  needs: 'advance',
  async check(subject) {
    const store = await subject.createStore()
    const pending = sampleAuthorization(timeOf(subject))
    await store.create(pending)
    await subject.advance(pending.forgetAt - 1 - timeOf(subject))
    await createOthers(store, pending)
    await expectStored(store, pending)
    const response = await store.create({ ...pending, ...sampleCodes(2), userCode: pending.userCode })
    expectLaw(response === 'userCodeTaken', `create returned ${spell(response)} one millisecond before forgetAt`)
  },
})

const keepsUntilTheLaterForgetAt = storeCase({
  id: 'keep-until-the-later-forget-at',
  section: 'RFC 8628 §3.5',
  law: 'MUST use the new forgetAt after a replacement that changes it, for the record and its user code.',
  cost: 'a code that a person approved in its last seconds disappears before the device can fetch its tokens.',
  needs: 'advance',
  async check(subject) {
    const store = await subject.createStore()
    const pending = sampleAuthorization(timeOf(subject))
    await store.create(pending)
    const seen = await read(store, pending)
    const denied = { ...sampleLife(pending).denied, forgetAt: pending.forgetAt + 20 * minute }
    await store.replace(seen, denied)
    await subject.advance(pending.forgetAt + 10 * minute - timeOf(subject))
    await createOthers(store, pending)
    await expectStored(store, denied)
  },
})

const forgetsWholeRecords = storeCase({
  id: 'forget-whole-records',
  law: 'MUST forget a record only as a whole: its codes unknown, nothing to replace, its user code free, its poll stamp gone.',
  cost: 'user codes run out, or a new device inherits data of an old one.',
  needs: 'advance',
  async check(subject) {
    const store = await subject.createStore()
    const old = sampleAuthorization(timeOf(subject))
    await store.create(old)
    await store.recordPoll(old.userCode, old.deviceCode, timeOf(subject))
    const seen = await read(store, old)
    await subject.advance(old.forgetAt + 60 * minute - timeOf(subject))
    const found = await store.find(old.userCode)
    // A store may forget, but does not have to. One that remembers must remember everything.
    if (found !== undefined) return await expectStored(store, old)
    const polled = await store.recordPoll(old.userCode, old.deviceCode, timeOf(subject))
    expectLaw(polled === undefined, 'find has forgotten the record and recordPoll has not')
    expectLaw(!(await store.replace(seen, sampleLife(old).approved)), 'a forgotten record was replaced')
    const next = sampleAuthorization(timeOf(subject), { ...sampleCodes(2), userCode: old.userCode })
    const response = await store.create(next)
    expectLaw(response === 'created', `create returned ${spell(response)} for the user code of a forgotten record`)
    const stranger = await store.recordPoll(next.userCode, old.deviceCode, timeOf(subject))
    expectLaw(stranger === undefined, 'the device code of the forgotten record leads to the new one')
    const first = await store.recordPoll(next.userCode, next.deviceCode, timeOf(subject))
    expectLaw(first !== undefined, 'the device code of the new record is unknown')
    expectLaw(first.previousPoll === undefined, 'the first poll saw the stamp of a forgotten record')
    await expectStored(store, next)
  },
})

/** Creates many records, for stores that forget when they create. */
async function createOthers(store: DeviceAuthorizationStore, like: PendingAuthorization): Promise<void> {
  for (let nth = 100; nth < 150; nth++) {
    await store.create({ ...like, forgetAt: like.forgetAt + 60 * minute, ...sampleCodes(nth) })
  }
}

/** The laws of remembering and forgetting. */
export const forgettingCases: readonly StoreCase[] = [
  keepsPastExpiry,
  keepsUntilForgetAt,
  keepsUntilTheLaterForgetAt,
  forgetsWholeRecords,
]
