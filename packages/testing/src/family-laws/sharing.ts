import type { TokenFamilyStore } from '@devicegrant/core/stores'
import { ampleCaps, sampleFamily, sampleFamilyLife } from '../sample-family.js'
import { expectLaw, timeOf } from '../store-laws/law.js'
import { same, spell, together, vandalise } from '../store-laws/plain-data.js'
import { expectRejections } from '../store-laws/rejecting.js'
import { minute } from '../time.js'
import { type FamilyCase, familyCase } from './family-case.js'
import { expectListed, expectRevocation, expectStored, read, withOneFamily } from './reading.js'

const racers = 50
const wholeList = { limit: 50 }

const handsOutCopies = familyCase({
  id: 'families-handed-out-are-not-live',
  law: 'MUST return values that are independent of the stored ones: no change of one affects the other.',
  cost: 'a hook of the host that edits the value it received edits the stored family without any check of its revision.',
  async check(subject) {
    const { store, family } = await withOneFamily(subject)
    vandalise(await store.find(family.grantId))
    await expectStored(store, family)
    vandalise(await store.listBySubject(family.subject, wholeList))
    await expectStored(store, family)
    const seen = await read(store, family)
    const listed = await store.listBySubject(family.subject, wholeList)
    const before = spell([seen, listed])
    const { refreshed, ended } = sampleFamilyLife(family)
    await store.replace(seen, refreshed)
    expectLaw(
      spell([seen, listed]) === before,
      `a value from before became ${spell([seen, listed])} after a replacement`,
    )
    expectLaw(!(await store.replace(seen, ended)), 'a value from before followed the family to its new revision')
    vandalise(await store.find(family.grantId))
    vandalise(await store.listBySubject(family.subject, wholeList))
    await expectStored(store, refreshed)
  },
})

const takesCopies = familyCase({
  id: 'families-taken-in-are-not-live',
  law: 'MUST keep a value as it was when the store received it, even if the caller changes it afterwards.',
  cost: 'a list that the host shares between requests changes grants that were stored long ago.',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    const given = sampleFamily(now)
    await store.create(given, ampleCaps)
    vandalise(given)
    await expectStored(store, sampleFamily(now))
    const seen = await read(store, sampleFamily(now))
    const next = sampleFamilyLife(sampleFamily(now)).refreshed
    await store.replace(seen, next)
    vandalise(next)
    await expectStored(store, sampleFamilyLife(sampleFamily(now)).refreshed)
  },
})

const strangers = familyCase({
  id: 'family-stores-are-strangers',
  law: 'MUST share nothing with another store, of another prefix or schema, in the same backend.',
  cost: 'two deployments on one server sign out each other’s people and list each other’s grants.',
  async check(subject) {
    const [one, other] = [await subject.createStore(), await subject.createStore()]
    const mine = sampleFamily(timeOf(subject))
    const theirs = { ...mine, clientId: 'the-neighbour' }
    await one.create(mine, ampleCaps)
    await one.revokeBefore(mine.subject, mine.grantedAt, mine.forgetAt)
    const found = await other.find(mine.grantId)
    expectLaw(found === undefined, 'the grant of one store is known to the other')
    await expectListed(other, mine.subject, [])
    await expectRevocation(other, mine.subject, undefined)
    const { result } = await other.create(theirs, ampleCaps)
    expectLaw(result === 'created', `create returned ${spell(result)} because of a family of the other store`)
    const { ended } = sampleFamilyLife(theirs)
    await other.replace(await read(other, theirs), ended)
    await other.revokeBefore(mine.subject, mine.grantedAt + 1, mine.forgetAt)
    await expectStored(one, mine)
    await expectStored(other, ended)
    await expectRevocation(one, mine.subject, mine.grantedAt)
  },
})

const twins = familyCase({
  id: 'family-twins-are-one-store',
  law: 'MUST show every write at once through every instance, and let exactly one instance win a race.',
  cost: 'with two processes one refresh token is spent in both, or a person who is signed out in one is not in the other.',
  needs: 'createTwins',
  async check(subject) {
    const [one, other] = await subject.createTwins()
    const family = sampleFamily(timeOf(subject))
    await one.create(family, ampleCaps)
    await expectStored(one, family)
    await expectStored(other, family)
    const { result } = await other.create(family, ampleCaps)
    expectLaw(result === 'taken', 'a grant was created once more through the other instance')
    const seen = await read(one, family)
    const { refreshed, ended } = sampleFamilyLife(family)
    const rotations = await together(racers, (nth) =>
      (nth % 2 ? one : other).replace(seen, { ...refreshed, lastUsedAt: refreshed.lastUsedAt + nth }),
    )
    const won = rotations.filter((rotation) => rotation).length
    expectLaw(won === 1, `${won} of ${racers} rotations through two instances succeeded`)
    const latest = await read(one, family)
    expectLaw(same(latest, await read(other, family)), 'two instances show two families')
    expectLaw(await other.replace(latest, ended), 'the other instance cannot replace a value that one instance read')
    await expectStored(one, ended)
    const at = family.grantedAt + 1 * minute
    await expectRevocation(other, family.subject, undefined)
    await one.revokeBefore(family.subject, at, family.forgetAt)
    await expectRevocation(other, family.subject, at)
    await other.revokeBefore(family.subject, at + 1, family.forgetAt)
    await expectRevocation(one, family.subject, at + 1)
  },
})

const failureRejects = familyCase({
  id: 'family-failure-rejects',
  law: 'MUST reject when it cannot reach its data, and never return an empty result instead.',
  cost: 'while the database is down every refresh token is refused as invalid, and a sign-out has no effect.',
  needs: 'createFailingStore',
  async check(subject) {
    const store = await subject.createFailingStore()
    const family = sampleFamily(timeOf(subject))
    const { grantId, subject: holder, grantedAt, forgetAt } = family
    const seen = { family, revision: 1 }
    await expectRejections<TokenFamilyStore>({
      create: () => store.create(family, ampleCaps),
      find: () => store.find(grantId),
      listBySubject: () => store.listBySubject(holder, wholeList),
      replace: () => store.replace(seen, sampleFamilyLife(family).ended),
      revokeBefore: () => store.revokeBefore(holder, grantedAt, forgetAt),
      revokeWindow: () => store.revokeWindow(holder, { from: 0, until: grantedAt }, forgetAt),
      findRevocation: () => store.findRevocation(holder),
      findRevokedBefore: () => store.findRevokedBefore(holder),
    })
  },
})

/** The laws of independence from callers, from other stores and from other instances. */
export const sharingCases: readonly FamilyCase[] = [handsOutCopies, takesCopies, strangers, twins, failureRejects]
