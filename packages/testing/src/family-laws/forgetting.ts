import { defaultPolicy } from '@devicegrant/core'
import type { LiveFamily, TokenFamilyStore } from '@devicegrant/core/stores'
import { ampleCaps, sampleFamily, sampleFamilyLife } from '../sample-family.js'
import { expectLaw, timeOf } from '../store-laws/law.js'
import { spell } from '../store-laws/plain-data.js'
import { day, minute } from '../time.js'
import { type FamilyCase, familyCase } from './family-case.js'
import { expectListed, expectRevocation, expectStored, nthGrant, read, withOneFamily } from './reading.js'

const keepsPastTheTokens = familyCase({
  id: 'keep-families-past-their-tokens',
  section: 'RFC 7009 §2.1',
  law: 'MUST keep a family, live or ended, after its tokens expire: only forgetAt says when it may be forgotten.',
  cost: 'a token that a server with a slow clock still accepts cannot be revoked, and a grant can be created a second time.',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    const long = defaultPolicy.refreshLifetime + 10 * day
    const family = sampleFamily(now - long, { forgetAt: now + 10 * minute })
    await store.create(family, ampleCaps)
    await createOthers(store, sampleFamily(now))
    await expectStored(store, family)
    const { ended } = sampleFamilyLife(family)
    expectLaw(await store.replace(await read(store, family), ended), 'a family without valid tokens cannot be replaced')
    await expectStored(store, ended)
  },
})

const keepsUntilForgetAt = familyCase({
  id: 'keep-families-until-forget-at',
  section: 'RFC 9700 §4.14.2',
  law: 'MUST keep a family, live or ended, under its grant and its subject, and its grant taken, until forgetAt.',
  cost: 'a refresh token is unknown long before it expires, or access tokens of an ended grant become valid again.',
  needs: 'advance',
  async check(subject) {
    const { store, family } = await withOneFamily(subject)
    const other = sampleFamily(family.grantedAt, nthGrant(2))
    await store.create(other, ampleCaps)
    const { ended } = sampleFamilyLife(other)
    await store.replace(await read(store, other), ended)
    await subject.advance(family.forgetAt - 1 - timeOf(subject))
    await createOthers(store, family)
    for (const kept of [family, ended]) {
      await expectStored(store, kept)
      const { result } = await store.create({ ...family, grantId: kept.grantId }, ampleCaps)
      expectLaw(result === 'taken', `create returned ${spell(result)} one millisecond before forgetAt`)
    }
  },
})

const keepsUntilTheLaterForgetAt = familyCase({
  id: 'keep-families-until-the-later-forget-at',
  section: 'RFC 9700 §4.14.2',
  law: 'MUST use the new forgetAt after a replacement that changes it, for the family, its grant and its subject.',
  cost: 'the tokens of the last refresh outlive the record of their grant and can no longer be revoked.',
  needs: 'advance',
  async check(subject) {
    const { store, family } = await withOneFamily(subject)
    const moved = 20 * minute
    const later = { ...family, accessUntil: family.forgetAt + moved, forgetAt: family.forgetAt + moved }
    await store.replace(await read(store, family), later)
    await subject.advance(later.forgetAt - 1 - timeOf(subject))
    await createOthers(store, family)
    await expectStored(store, later)
    const ended = { ...sampleFamilyLife(later).ended, forgetAt: later.forgetAt + moved }
    await store.replace(await read(store, later), ended)
    await subject.advance(moved)
    await createOthers(store, family)
    await expectStored(store, ended)
  },
})

const keepsRevocations = familyCase({
  id: 'keep-revocations-until-the-latest-forget-at',
  law: 'MUST keep a revocation until the latest forgetAt that it received, even if that came with an earlier moment.',
  cost: 'tokens from before a sign-out become valid again because the person signs out once more.',
  needs: 'advance',
  async check(subject) {
    const store = await subject.createStore()
    const now = timeOf(subject)
    const [soon, late] = [now + 10 * minute, now + 40 * day]
    const at = now + 1 * minute
    await store.revokeBefore('once', at, late)
    await store.revokeBefore('earlier, for less long', at, late)
    await store.revokeBefore('earlier, for less long', now, soon)
    await store.revokeBefore('later, for less long', now, late)
    await store.revokeBefore('later, for less long', at, soon)
    await store.revokeBefore('earlier, for longer', at, soon)
    await store.revokeBefore('earlier, for longer', now, late)
    await subject.advance(late - 1 - timeOf(subject))
    for (let nth = 0; nth < 50; nth++) await store.revokeBefore(`another ${nth}`, late, late + 1 * day)
    for (const holder of ['once', 'earlier, for less long', 'later, for less long', 'earlier, for longer']) {
      await expectRevocation(store, holder, at)
    }
  },
})

const forgetsWholeFamilies = familyCase({
  id: 'forget-whole-families',
  law: 'MUST forget a family only as a whole: its grant unknown and free, off the list of its subject, not replaceable.',
  cost: 'the list of a person shows grants that cannot be ended, or a forgotten grant comes back.',
  needs: 'advance',
  async check(subject) {
    const { store, family } = await withOneFamily(subject)
    const seen = await read(store, family)
    await subject.advance(family.forgetAt + 60 * minute - timeOf(subject))
    const found = await store.find(family.grantId)
    // A store may forget, but does not have to. One that remembers must remember everything.
    if (found !== undefined) return await expectStored(store, family)
    await expectListed(store, family.subject, [])
    expectLaw(!(await store.replace(seen, sampleFamilyLife(family).refreshed)), 'a forgotten family was replaced')
    await expectListed(store, family.subject, [])
    const next = sampleFamily(timeOf(subject))
    const { result } = await store.create(next, ampleCaps)
    expectLaw(result === 'created', `create returned ${spell(result)} for the grant of a forgotten family`)
    await expectStored(store, next)
  },
})

/** Creates many families, for stores that forget when they create. */
async function createOthers(store: TokenFamilyStore, like: LiveFamily): Promise<void> {
  for (let nth = 100; nth < 150; nth++) {
    await store.create({ ...like, ...nthGrant(nth), forgetAt: like.forgetAt + 60 * minute }, ampleCaps)
  }
}

/** The laws of remembering and forgetting. */
export const forgettingCases: readonly FamilyCase[] = [
  keepsPastTheTokens,
  keepsUntilForgetAt,
  keepsUntilTheLaterForgetAt,
  keepsRevocations,
  forgetsWholeFamilies,
]
