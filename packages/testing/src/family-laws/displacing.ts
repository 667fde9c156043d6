import type { FamilyCaps, GrantId, LiveFamily, TokenFamilyStore } from '@devicegrant/core/stores'
import { ampleCaps, endFamily, sampleFamily } from '../sample-family.js'
import { expectLaw, timeOf } from '../store-laws/law.js'
import { same, spell, together } from '../store-laws/plain-data.js'
import { minute, second } from '../time.js'
import { type FamilyCase, familyCase } from './family-case.js'
import { expectStored, listAll, nthGrant, read } from './reading.js'

const five: FamilyCaps = { perAccount: 5, perClient: 10, namedAtOnce: 32 }

const namesTheLeastRecentlyUsed = familyCase({
  id: 'create-names-what-is-beyond-the-caps',
  section: 'RFC 9700 §4.14.2',
  law: 'MUST name the live families beyond the cap of the account, those used longest ago, no others, and not change them.',
  cost: 'an account collects grants without limit, or the device that a person is using is signed out.',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    const families = await createInOrder(store, now, 5, five)
    const [first, next, third] = families
    expectLaw(first !== undefined && next !== undefined && third !== undefined, 'no samples were made')
    // The oldest family is used again, so that the second is now the one used longest ago.
    const used = { ...first, lastUsedAt: now + 1 * second }
    await store.replace(await read(store, first), used)
    await store.create(nth(now, 50, { subject: 'account-8' }), five)
    await expectNamed(store, nth(now + 2 * second, 10), five, [next])
    for (const family of [used, next, third]) await expectStored(store, family)
    // The test did not end it, so it is named again, with the next one.
    await expectNamed(store, nth(now + 3 * second, 11), five, [next, third])
  },
})

const capsEachClient = familyCase({
  id: 'create-caps-each-client',
  section: 'RFC 9700 §4.14.2',
  law: 'MUST name the live families beyond the cap of the account with the client of the new family, and no others.',
  cost: 'a program that signs in at every start pushes all other devices off an account.',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    const two = { ...five, perClient: 2 }
    const tv = await createInOrder(store, now, 2, ampleCaps)
    const other = nth(now - 1 * minute, 10, { clientId: 'another-device' })
    const strange = nth(now - 1 * minute, 11, { subject: 'account-8' })
    for (const family of [other, strange]) await store.create(family, ampleCaps)
    await expectNamed(store, nth(now + 1 * second, 12, { clientId: 'another-device' }), two, [])
    await expectNamed(store, nth(now + 2 * second, 13), two, tv.slice(0, 1))
    await expectNamed(store, nth(now + 3 * second, 14, { clientId: 'another-device' }), two, [other])
  },
})

const countsTheLiving = familyCase({
  id: 'create-counts-no-ended-families',
  section: 'RFC 9700 §4.14.2',
  law: 'MUST NOT count ended families towards the caps, nor a grant that is taken when it is created a second time.',
  cost: 'a person who signs in and out often signs out every other device of the account.',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    const kept = await createInOrder(store, now - 1 * minute, 3, five)
    for (let round = 0; round < 20; round++) {
      const family = nth(now + round, 100 + round)
      await expectNamed(store, family, five, [])
      await store.replace(await read(store, family), endFamily(family, 'revokedByClient', now + round))
      const again = await store.create(family, five)
      expectLaw(again.result === 'taken' && again.displaced.length === 0, `a taken grant: ${spell(again)}`)
    }
    for (let round = 0; round < 3; round++) await store.create({ ...nth(now, 200), lastUsedAt: now + round }, five)
    for (const family of kept) await expectStored(store, family)
    await expectNamed(store, nth(now + 1 * second, 201), five, [])
    await expectNamed(store, nth(now + 2 * second, 202), five, kept.slice(0, 1))
  },
})

const namesInPortions = familyCase({
  id: 'create-names-in-portions',
  law: 'MUST name at most namedAtOnce families in one call and the rest in later calls, until none is beyond the cap.',
  cost: 'the first sign-in to an account with very many grants ends all of them in one request, which never returns.',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    const portion = { ...five, namedAtOnce: 8 }
    await createInOrder(store, now - 1 * minute, 50, ampleCaps)
    for (let round = 0; round < 10; round++) {
      const { displaced } = await store.create(nth(now + round, 100 + round), portion)
      expectLaw(displaced.length <= portion.namedAtOnce, `${displaced.length} families were named at once`)
      await endAll(store, displaced, now)
    }
    const { families } = await listAll(store, 'account-7')
    const expected = [109, 108, 107, 106, 105].map((number) => nthGrant(number).grantId)
    const left = families.map(({ family }) => family.grantId)
    expectLaw(same(left, expected), `the store still has ${spell(left)} instead of ${spell(expected)}`)
  },
})

const namesTheForgottenNever = familyCase({
  id: 'create-names-no-forgotten-families',
  law: 'MUST NOT name or count a family that it has forgotten.',
  cost: 'grants that expired by themselves push grants that are in use off an account.',
  needs: 'advance',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    const [kept] = await createInOrder(store, now, 1, five)
    expectLaw(kept !== undefined, 'no sample was made')
    const soon = now + 10 * minute
    for (let number = 100; number < 104; number++) {
      await store.create({ ...nth(now + number, number), forgetAt: soon }, five)
    }
    await subject.advance(20 * minute)
    const remembered = await store.find(nthGrant(100).grantId)
    // A store may forget, but does not have to.
    if (remembered !== undefined) return
    for (let number = 200; number < 204; number++) {
      await expectNamed(store, nth(timeOf(subject), number), five, [])
    }
    await expectNamed(store, nth(timeOf(subject) + 1, 204), five, [kept])
  },
})

const displacesFewInARace = familyCase({
  id: 'create-race-names-no-family-too-many',
  section: 'RFC 9700 §4.14.2',
  law: 'MUST NOT name a family within the caps after any number of creations at the same time.',
  cost: 'two devices that are linked at once sign out three others.',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    const racers = 12
    const caps = { ...five, perAccount: 20, perClient: 20 }
    const before = await createInOrder(store, now - 1 * minute, 20, caps)
    const newer = Array.from({ length: racers }, (_, number) => nth(now + number, 100 + number))
    const responses = await together(racers, (number) => store.create(newer[number] ?? nth(now, 100), caps))
    const named = new Set(responses.flatMap(({ displaced }) => displaced))
    const within = before.slice(racers).filter(({ grantId }) => named.has(grantId))
    expectLaw(within.length === 0, `${within.length} families within the cap were named`)
    await endAll(store, [...named], now)
    const { displaced } = await store.create(nth(now + 1 * minute, 200), caps)
    await endAll(store, displaced, now)
    const { families } = await listAll(store, 'account-7')
    expectLaw(families.length === 20, `${families.length} families are left where the cap is 20`)
  },
})

/** The nth sample family, last used at this moment. */
function nth(lastUsedAt: number, number: number, given: Parameters<typeof sampleFamily>[1] = {}): LiveFamily {
  return sampleFamily(lastUsedAt - 1 * minute, { ...nthGrant(number), lastUsedAt, ...given })
}

/** Creates families of one account, each used later than the one before. Returns them, the earliest first. */
async function createInOrder(store: TokenFamilyStore, now: number, count: number, caps: FamilyCaps) {
  const families = Array.from({ length: count }, (_, number) =>
    sampleFamily(now - 5 * minute, { ...nthGrant(number), lastUsedAt: now - 1 * minute + number }),
  )
  for (const family of families) await store.create(family, caps)
  return families
}

async function expectNamed(
  store: TokenFamilyStore,
  family: LiveFamily,
  caps: FamilyCaps,
  expected: readonly LiveFamily[],
): Promise<void> {
  const { result, displaced } = await store.create(family, caps)
  expectLaw(result === 'created', `create returned ${spell(result)} for a new grant`)
  const [named, due] = [displaced, expected.map(({ grantId }) => grantId)].map((grants) => grants.toSorted())
  expectLaw(same(named, due), `the store named ${spell(named)} instead of ${spell(due)}`)
}

async function endAll(store: TokenFamilyStore, grants: readonly GrantId[], now: number): Promise<void> {
  for (const grantId of grants) {
    const seen = await read(store, { grantId })
    expectLaw(seen.family.status === 'live', `a family that is ${seen.family.status} was named`)
    expectLaw(await store.replace(seen, endFamily(seen.family, 'displaced', now)), 'a named family cannot be replaced')
  }
}

/** The laws of the caps of `create`. */
export const displacingCases: readonly FamilyCase[] = [
  namesTheLeastRecentlyUsed,
  capsEachClient,
  countsTheLiving,
  namesInPortions,
  namesTheForgottenNever,
  displacesFewInARace,
]
