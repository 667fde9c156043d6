import type { TokenFamily, TokenFamilyStore, VersionedFamily } from '@devicegrant/core/stores'
import { ampleCaps, sampleFamily, sampleFamilyLife } from '../sample-family.js'
import { expectLaw, timeOf } from '../store-laws/law.js'
import { same, spell, together } from '../store-laws/plain-data.js'
import { type FamilyCase, familyCase } from './family-case.js'
import { expectListed, expectStored, nthGrant, read, withOneFamily } from './reading.js'

const racers = 50

const showsTheNextFamily = familyCase({
  id: 'replace-shows-the-next-family',
  section: 'RFC 6749 §6',
  law: 'MUST show the replacement of a family by its grant and by its subject, equal in every field.',
  cost: 'the refresh token that a client just received is unknown, and every person is signed out.',
  async check(subject) {
    const store = await subject.createStore()
    const family = sampleFamily(timeOf(subject))
    const { brief, refreshed, ended } = sampleFamilyLife(family)
    await store.create(brief, ampleCaps)
    for (const next of [family, refreshed, ended]) {
      const replaced = await store.replace(await read(store, next), next)
      expectLaw(replaced, `replacing the latest family with one that is ${next.status} was refused`)
      await expectStored(store, next)
    }
  },
})

const dropsWhatNextLacks = familyCase({
  id: 'replace-drops-what-the-next-family-lacks',
  section: 'RFC 9700 §4.14.2',
  law: 'MUST drop whatever the old family has and the next one lacks: a field, or a spent token.',
  cost: 'an ended grant still has refresh tokens that look valid, and old responses are replayed for ever.',
  async check(subject) {
    const { store, family } = await withOneFamily(subject)
    const unspent = { ...family, rotation: { ...family.rotation, spent: [] } }
    const { brief, refreshed, ended } = sampleFamilyLife(family)
    for (const next of [unspent, refreshed, brief, ended]) {
      await store.replace(await read(store, family), next)
      await expectStored(store, next)
    }
  },
})

const countsReplacements = familyCase({
  id: 'revision-counts-replacements',
  law: 'MUST raise the revision of a family by exactly one with each replacement, and never at another time.',
  cost: 'a family that has not changed cannot be replaced, or one that has changed is overwritten.',
  async check(subject) {
    const { store, family } = await withOneFamily(subject)
    const { refreshed, ended } = sampleFamilyLife(family)
    const neighbour = sampleFamily(family.grantedAt, nthGrant(2))
    const { revision: start } = await read(store, family)
    const neverStored = { family: { ...family, lastUsedAt: 0 }, revision: start - 1 }
    const elsewhere: readonly (readonly [event: string, () => Promise<unknown>])[] = [
      ['it was found by its grant', () => store.find(family.grantId)],
      ['it was found by its subject', () => store.listBySubject(family.subject, { limit: 50 })],
      ['it could not be created again', () => store.create(family, ampleCaps)],
      ['its subject was revoked', () => store.revokeBefore(family.subject, family.grantedAt, family.forgetAt)],
      ['another family was created', () => store.create(neighbour, ampleCaps)],
      ['another family was replaced', async () => store.replace(await read(store, neighbour), neighbour)],
      ['a replacement was refused', () => store.replace(neverStored, ended)],
    ]
    let [latest, revision]: [TokenFamily, number] = [family, start]
    for (const next of [refreshed, { ...refreshed, accessUntil: refreshed.accessUntil + 1 }, ended]) {
      // The caller of the last replacement knows its revision and does not read again.
      const replaced = await store.replace({ family: latest, revision }, next)
      expectLaw(replaced, `revision ${revision}, counted from ${start}, could not be replaced`)
      latest = next
      revision += 1
      for (const [event, happens] of [['it was replaced', async () => {}] as const, ...elsewhere]) {
        await happens()
        const found = await read(store, family)
        expectLaw(found.revision === revision, `revision ${revision} was ${found.revision} when ${event}`)
      }
      await expectStored(store, next)
    }
  },
})

const refusesStaleReadings = familyCase({
  id: 'replace-refuses-a-stale-reading',
  section: 'RFC 9700 §4.14.2',
  law: 'MUST refuse to replace by a reading older than the last replacement, even if the family looks the same again.',
  cost: 'a refresh in progress brings back a family that just ended, with the stolen tokens.',
  async check(subject) {
    const { store, family } = await withOneFamily(subject)
    const { refreshed, ended } = sampleFamilyLife(family)
    const touched = { ...family, lastUsedAt: family.lastUsedAt + 1 }
    const first = await read(store, family)
    await store.replace(first, touched)
    await expectRefused(store, first, ended, touched)
    const second = await read(store, family)
    await store.replace(second, family)
    for (const stale of [first, second]) await expectRefused(store, stale, touched, family)
    const third = await read(store, family)
    await store.replace(third, ended)
    for (const stale of [first, second, third]) await expectRefused(store, stale, refreshed, ended)
  },
})

const raceHasOneWinner = familyCase({
  id: 'rotation-race-has-one-winner',
  section: 'RFC 9700 §4.14.2',
  law: 'MUST let exactly one of any number of replacements of the same reading succeed, and show only that one.',
  cost: 'one refresh token is spent twice, and a thief and a client both continue to refresh.',
  async check(subject) {
    const { store, family } = await withOneFamily(subject)
    const { refreshed } = sampleFamilyLife(family)
    const seen = await read(store, family)
    const rotations = Array.from({ length: racers }, (_, nth) => ({
      ...refreshed,
      rotation: { ...refreshed.rotation, current: `refresh-token-of-racer-${nth}` },
    }))
    const responses = await together(racers, (nth) => store.replace(seen, rotations[nth] ?? refreshed))
    const winners = rotations.filter((_, nth) => responses[nth] === true)
    expectLaw(winners.length === 1, `${winners.length} of ${racers} rotations succeeded`)
    const found = await read(store, family)
    expectLaw(same(found.family, winners[0]), `the store does not hold the winner but ${spell(found.family)}`)
    await expectStored(store, found.family)
  },
})

const createsNothing = familyCase({
  id: 'replace-of-an-unknown-grant-creates-nothing',
  law: 'MUST return false for the replacement of a family that it does not hold, and create nothing.',
  cost: 'a forgotten grant comes back, without any memory of its revocation.',
  async check(subject) {
    const store = await subject.createStore()
    const family = sampleFamily(timeOf(subject))
    for (const revision of [0, 1]) {
      const replaced = await store.replace({ family, revision }, sampleFamilyLife(family).refreshed)
      expectLaw(!replaced, 'replacing a family that was never created succeeded')
    }
    const found = await store.find(family.grantId)
    expectLaw(found === undefined, `the grant leads to ${spell(found)}`)
    await expectListed(store, family.subject, [])
  },
})

async function expectRefused(
  store: TokenFamilyStore,
  stale: VersionedFamily,
  next: TokenFamily,
  kept: TokenFamily,
): Promise<void> {
  const replaced = await store.replace(stale, next)
  expectLaw(!replaced, `a family that is ${kept.status} became ${next.status} by a stale reading`)
  await expectStored(store, kept)
}

/** The laws of `replace`. */
export const replacingCases: readonly FamilyCase[] = [
  showsTheNextFamily,
  dropsWhatNextLacks,
  countsReplacements,
  refusesStaleReadings,
  raceHasOneWinner,
  createsNothing,
]
