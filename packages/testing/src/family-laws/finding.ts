import { ampleCaps, sampleFamily } from '../sample-family.js'
import { awkwardIdentifiers } from '../store-laws/awkward.js'
import { expectLaw, timeOf } from '../store-laws/law.js'
import { spell } from '../store-laws/plain-data.js'
import { minute } from '../time.js'
import { type FamilyCase, familyCase } from './family-case.js'
import { expectListed, expectRevocation, expectStored, nthGrant, shorten, withOneFamily } from './reading.js'

const listsNothingForStrangers = familyCase({
  id: 'unknown-subject-has-no-families',
  law: 'MUST return an empty list for an unknown subject, and undefined for an unknown grant.',
  cost: 'a person without devices gets an error page, or sees the devices of another person.',
  async check(subject) {
    const { store, family } = await withOneFamily(subject)
    const { families, next } = await store.listBySubject('account-8', { limit: 50 })
    expectLaw(
      families.length === 0 && next === undefined,
      `an unknown subject has ${spell(families)}, then ${spell(next)}`,
    )
    const found = await store.find(nthGrant(2).grantId)
    expectLaw(found === undefined, `an unknown grant leads to ${spell(found)}`)
    await expectStored(store, family)
  },
})

const keepsIdentifiersApart = familyCase({
  id: 'identifiers-never-collide',
  law: 'MUST treat subjects, and holders of revocations, that differ in any character as different, and accept any text.',
  cost: 'a person sees and ends the grants of another person, whose name differs only by a letter, a colon or a star.',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    const known = [...awkwardIdentifiers, nthGrant(0).grantId]
    for (const [nth, identifier] of known.entries()) {
      const { result } = await store.create(sampleFamily(now, { ...nthGrant(nth), subject: identifier }), ampleCaps)
      expectLaw(result === 'created', `create returned ${spell(result)} for the subject ${shorten(identifier)}`)
      await store.revokeBefore(identifier, now + nth, now + 10 * minute)
    }
    for (const [nth, identifier] of known.entries()) {
      await expectListed(store, identifier, [nthGrant(nth)])
      await expectStored(store, sampleFamily(now, { ...nthGrant(nth), subject: identifier }))
      await expectRevocation(store, identifier, now + nth)
    }
  },
})

/** The laws of `find`, and of keeping subjects and holders apart. */
export const findingCases: readonly FamilyCase[] = [listsNothingForStrangers, keepsIdentifiersApart]
