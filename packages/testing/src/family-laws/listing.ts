import type { FamilyPosition, TokenFamily, TokenFamilyStore } from '@devicegrant/core/stores'
import { ampleCaps, type SampleFamily, sampleFamily, sampleFamilyLife } from '../sample-family.js'
import { expectLaw, timeOf } from '../store-laws/law.js'
import { same, spell } from '../store-laws/plain-data.js'
import { minute, second } from '../time.js'
import { type FamilyCase, familyCase } from './family-case.js'
import { expectListed, listAll, nthGrant, read } from './reading.js'

// More than a person has devices, and more than one page of most databases.
const many = 150

const listsLiveFamilies = familyCase({
  id: 'subject-has-all-its-live-families',
  law: 'MUST list every live family of a subject, however many, once and in its present state, and none of another subject.',
  cost: 'a person who lost a device does not find it in the list, or ends the grant of a stranger.',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    const families = Array.from({ length: many }, (_, nth) =>
      sampleFamily(now, { ...nthGrant(nth), subject: nth % 4 === 0 ? 'account-8' : 'account-7' }),
    )
    for (const family of families) await store.create(family, ampleCaps)
    const latest = families.map((family, nth) => {
      const { refreshed, ended } = sampleFamilyLife(family)
      return [family, refreshed, ended][nth % 3] ?? family
    })
    for (const next of latest) await store.replace(await read(store, next), next)
    for (const holder of ['account-7', 'account-8']) {
      const own = latest.filter((family) => family.subject === holder && family.status === 'live')
      await expectListed(store, holder, own)
      for (const listed of (await listAll(store, holder)).families) {
        const found = await read(store, listed.family)
        expectLaw(same(listed, found), `by subject ${spell(listed)} instead of ${spell(found)}`)
        const expected = own.find((family) => family.grantId === found.family.grantId)
        expectLaw(same(found.family, expected), `by grant ${spell(found.family)} instead of ${spell(expected)}`)
        expectLaw(
          await store.replace(listed, found.family),
          'a family that was found by its subject cannot be replaced',
        )
      }
    }
  },
})

const listsTheLatestFirst = familyCase({
  id: 'list-has-the-latest-used-first',
  law: 'MUST list families by last use, the latest first, and families of the same moment by grant, the greater first.',
  cost: 'the device that a thief is using is on the last of many pages, and a page is shown twice or never.',
  async check(subject) {
    const store = await subject.createStore()
    const families = await createSpread(store, timeOf(subject), 40)
    for (const family of families.slice(5, 10)) {
      const { refreshed } = sampleFamilyLife(family)
      await store.replace(await read(store, family), { ...refreshed, lastUsedAt: family.lastUsedAt + 1 * minute })
    }
    const { families: listed } = await listAll(store, 'account-7')
    for (const [nth, { family }] of listed.entries()) {
      const earlier = listed[nth + 1]?.family
      expectLaw(earlier === undefined || isLater(family, earlier), `${spell(earlier)} comes after ${spell(family)}`)
    }
    expectLaw(listed.length === families.length, `${listed.length} of ${families.length} are listed`)
  },
})

const keepsToThePage = familyCase({
  id: 'list-keeps-to-the-page',
  law: 'MUST return at most as many families as requested, start right after the given position, and say where to go on.',
  cost: 'one look at an account with many grants reads all of them, and all other requests wait.',
  async check(subject) {
    const store = await subject.createStore()
    const families = await createSpread(store, timeOf(subject), 30)
    for (const limit of [1, 7, 30, 31]) {
      const { families: listed, sizes } = await listAll(store, 'account-7', limit)
      const most = Math.max(...sizes)
      expectLaw(most <= limit, `a page of ${limit} has ${most} families`)
      const grants = listed.map(({ family }) => family.grantId)
      const once = new Set(grants).size === families.length && grants.length === families.length
      expectLaw(once, `pages of ${limit} have ${grants.length} families instead of ${families.length}`)
    }
    // A position need not be a family of the list.
    const [first] = (await listAll(store, 'account-7')).families
    const start = { lastUsedAt: usedAt(first?.family) + 1, grantId: nthGrant(900).grantId }
    const { families: all } = await store.listBySubject('account-7', { limit: 50, after: start })
    expectLaw(all.length === families.length, `${all.length} of ${families.length} come after a position before all`)
    const { families: none } = await store.listBySubject('account-7', { limit: 50, after: { ...start, lastUsedAt: 1 } })
    expectLaw(none.length === 0, `${none.length} come after a position behind all`)
  },
})

const holdsWhileItChanges = familyCase({
  id: 'list-holds-while-it-changes',
  law: 'MUST list each unchanged family once, even if others are created, refreshed or ended between two pages.',
  cost: 'a person who unlinks page by page never sees the one device that matters.',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    const families = await createSpread(store, now, 40)
    const touched = new Set<string>()
    const seen: string[] = []
    let after: FamilyPosition | undefined
    for (let page = 0; page < 40; page++) {
      const { families: listed, next } = await store.listBySubject('account-7', { limit: 5, ...(after && { after }) })
      seen.push(...listed.map(({ family }) => family.grantId))
      // The first family of the page ends, the last one is used, and two more devices are linked.
      const [first, last] = [listed[0], listed.at(-1)]
      if (first?.family.status === 'live') {
        touched.add(first.family.grantId)
        await store.replace(first, sampleFamilyLife(asRefreshable(first.family)).ended)
      }
      if (last?.family.status === 'live' && last !== first) {
        touched.add(last.family.grantId)
        await store.replace(last, { ...last.family, lastUsedAt: now + 1 * minute + page })
      }
      for (const number of [500 + page, 600 + page]) {
        await store.create(sampleFamily(now, { ...nthGrant(number), lastUsedAt: now + 2 * minute }), ampleCaps)
      }
      if (next === undefined) break
      after = next
    }
    for (const { grantId } of families.filter((family) => !touched.has(family.grantId))) {
      const times = seen.filter((one) => one === grantId).length
      expectLaw(times === 1, `a family that did not change is on ${times} pages`)
    }
    expectLaw(new Set(seen).size === seen.length, 'a family is on two pages')
  },
})

/** Families of one account, three for each second of use, in an order of creation unrelated to their use. */
async function createSpread(store: TokenFamilyStore, now: number, count: number): Promise<readonly SampleFamily[]> {
  // 7 and the counts here have no common factor, so that every position comes once.
  const families = Array.from({ length: count }, (_, nth) => {
    const place = Math.floor(((nth * 7) % count) / 3)
    return sampleFamily(now - 1 * minute, { ...nthGrant(nth), lastUsedAt: now - place * second })
  })
  for (const family of families) await store.create(family, ampleCaps)
  return families
}

function asRefreshable(family: TokenFamily): SampleFamily {
  if (family.status === 'live' && family.rotation !== undefined) return { ...family, rotation: family.rotation }
  throw new Error('the sample should have a refresh token')
}

function usedAt(family: TokenFamily | undefined): number {
  expectLaw(family?.status === 'live', `the list has ${spell(family)}`)
  return family.lastUsedAt
}

function isLater(one: TokenFamily, other: TokenFamily): boolean {
  const [first, second] = [usedAt(one), usedAt(other)]
  return first > second || (first === second && one.grantId > other.grantId)
}

/** The laws of `listBySubject`. */
export const listingCases: readonly FamilyCase[] = [
  listsLiveFamilies,
  listsTheLatestFirst,
  keepsToThePage,
  holdsWhileItChanges,
]
