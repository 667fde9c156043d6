import { minute } from '../../machine/time.js'
import { sampleFamily, sampleFamilyLife } from '../sample-family.js'
import { awkwardIdentifiers } from '../store-laws/awkward.js'
import { expectLaw, timeOf } from '../store-laws/law.js'
import { same, spell } from '../store-laws/plain-data.js'
import { type FamilyCase, familyCase } from './family-case.js'
import { expectCutOff, expectListed, expectStored, nthGrant, read, shorten, withOneFamily } from './reading.js'

// More than anybody has devices, and more than a page of most databases.
const many = 150

const listsEveryFamily = familyCase({
  id: 'subject-has-all-its-families',
  law: 'MUST list every family of a subject, however many, live or ended, as it is now, and none of another subject.',
  cost: 'a person who lost a device does not see it in the list, or ends what a stranger was granted.',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    const families = Array.from({ length: many }, (_, nth) =>
      sampleFamily(now, { ...nthGrant(nth), subject: nth % 4 === 0 ? 'account-8' : 'account-7' }),
    )
    for (const family of families) await store.create(family)
    const latest = families.map((family, nth) => {
      const { refreshed, ended } = sampleFamilyLife(family)
      return [family, refreshed, ended][nth % 3] ?? family
    })
    for (const next of latest) await store.replace(await read(store, next), next)
    for (const holder of ['account-7', 'account-8']) {
      const own = latest.filter((family) => family.subject === holder)
      await expectListed(store, holder, own)
      for (const listed of await store.findBySubject(holder)) {
        const found = await read(store, listed.family)
        expectLaw(same(listed, found), `by subject ${spell(listed)} instead of ${spell(found)}`)
        const expected = own.find((family) => family.grantId === found.family.grantId)
        expectLaw(same(found.family, expected), `by grant ${spell(found.family)} instead of ${spell(expected)}`)
        expectLaw(await store.replace(listed, found.family), 'what was found by subject cannot be replaced')
      }
    }
  },
})

const listsNothingForStrangers = familyCase({
  id: 'unknown-subject-has-no-families',
  law: 'MUST answer the empty list for a subject that it does not know, and nothing for an unknown grant.',
  cost: 'whoever has no devices yet gets an error page, or sees those of somebody else.',
  async check(subject) {
    const { store, family } = await withOneFamily(subject)
    const listed = await store.findBySubject('account-8')
    expectLaw(Array.isArray(listed) && listed.length === 0, `an unknown subject has ${spell(listed)}`)
    const found = await store.find(nthGrant(2).grantId)
    expectLaw(found === undefined, `an unknown grant leads to ${spell(found)}`)
    await expectStored(store, family)
  },
})

const keepsIdentifiersApart = familyCase({
  id: 'identifiers-never-collide',
  law: 'MUST tell apart subjects, and holders of cut-offs, that differ in anything, and take every text as it is.',
  cost: 'a person sees and ends the grants of another, whose name is the same but for a letter, a colon or a star.',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    const known = [...awkwardIdentifiers, nthGrant(0).grantId]
    for (const [nth, identifier] of known.entries()) {
      const answer = await store.create(sampleFamily(now, { ...nthGrant(nth), subject: identifier }))
      expectLaw(answer === 'created', `create answered ${spell(answer)} to the subject ${shorten(identifier)}`)
      await store.cutOff(identifier, now + nth, now + 10 * minute)
    }
    for (const [nth, identifier] of known.entries()) {
      await expectListed(store, identifier, [nthGrant(nth)])
      await expectStored(store, sampleFamily(now, { ...nthGrant(nth), subject: identifier }))
      await expectCutOff(store, identifier, now + nth)
    }
  },
})

/** The laws of `find` and `findBySubject`. */
export const findingCases: readonly FamilyCase[] = [listsEveryFamily, listsNothingForStrangers, keepsIdentifiersApart]
