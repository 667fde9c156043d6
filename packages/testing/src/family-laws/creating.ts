import { ampleCaps, sampleFamily, sampleFamilyLife } from '../sample-family.js'
import { expectLaw, timeOf } from '../store-laws/law.js'
import { same, spell, together } from '../store-laws/plain-data.js'
import { type FamilyCase, familyCase } from './family-case.js'
import { expectListed, expectStored, nthGrant, read, withOneFamily } from './reading.js'

const racers = 50

const findsByGrantAndSubject = familyCase({
  id: 'create-finds-by-grant-and-subject',
  section: 'RFC 6749 §6',
  law: 'MUST find a family that it created by its grant and by its subject, equal in every field and with no other field.',
  cost: 'a valid refresh token is refused, or a refresh gives more than the person granted.',
  async check(subject) {
    const store = await subject.createStore()
    const full = sampleFamily(timeOf(subject))
    const { confirmation: _, ...brief } = sampleFamilyLife(full).brief
    const bare = { ...brief, ...nthGrant(2), origin: 'login' as const, scope: [], resources: [], requester: {} }
    const unspent = { ...full, ...nthGrant(3), rotation: { ...full.rotation, spent: [] } }
    for (const family of [full, bare, unspent]) {
      const { result } = await store.create(family, ampleCaps)
      expectLaw(result === 'created', `create returned ${spell(result)} for a new grant`)
    }
    for (const family of [full, bare, unspent]) await expectStored(store, family)
  },
})

const refusesTakenGrant = familyCase({
  id: 'create-refuses-a-taken-grant',
  section: 'RFC 7009 §2.1',
  law: 'MUST return taken for a grant that it holds, live or ended, and leave the first family unchanged.',
  cost: 'a grant that a person revoked while its tokens were being made becomes active again, and the service cannot notice.',
  async check(subject) {
    const { store, family } = await withOneFamily(subject)
    const second = sampleFamily(family.grantedAt + 1, { clientId: 'another-device', scope: ['openid'] })
    for (const held of [family, sampleFamilyLife(family).ended]) {
      if (held !== family) await store.replace(await read(store, family), held)
      const before = await read(store, family)
      const { result } = await store.create(second, ampleCaps)
      expectLaw(result === 'taken', `create returned ${spell(result)} for the grant of a family that is ${held.status}`)
      await expectStored(store, held)
      const { revision } = await read(store, family)
      expectLaw(revision === before.revision, `the revision went from ${before.revision} to ${revision}`)
    }
  },
})

const raceHasOneWinner = familyCase({
  id: 'create-race-for-a-grant-has-one-winner',
  section: 'RFC 6749 §6',
  law: 'MUST create exactly one of any number of families of the same grant at the same time, and show only that one.',
  cost: 'one grant has two sets of tokens, and only one of them can be revoked.',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    const rivals = Array.from({ length: racers }, (_, nth) => sampleFamily(now, { lastUsedAt: now + nth }))
    const responses = await together(racers, (nth) => store.create(rivals[nth] ?? sampleFamily(now), ampleCaps))
    const winners = rivals.filter((_, nth) => responses[nth]?.result === 'created')
    expectLaw(winners.length === 1, `${winners.length} of ${racers} were created`)
    const found = await read(store, sampleFamily(now))
    expectLaw(same(found.family, winners[0]), `the store does not hold the winner but ${spell(found.family)}`)
    await expectStored(store, found.family)
    await expectListed(store, found.family.subject, [found.family])
  },
})

/** The laws of `create`. */
export const creatingCases: readonly FamilyCase[] = [findsByGrantAndSubject, refusesTakenGrant, raceHasOneWinner]
