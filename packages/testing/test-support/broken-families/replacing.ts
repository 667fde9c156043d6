import { isDeepStrictEqual } from 'node:util'
import type { FamilyCaps, FamilyListing, LiveFamily, TokenFamily, VersionedFamily } from '@devicegrant/core/stores'
import type { Broken } from '../law-teeth.js'
import { aTripToTheDatabase, copy, PlainFamilyStore } from './plain-family-store.js'

class NeverGainsARotation extends PlainFamilyStore {
  override replace(seen: VersionedFamily, next: TokenFamily) {
    const family = this.row(next.grantId)?.family
    if (family?.status !== 'live' || next.status !== 'live' || family.rotation) return super.replace(seen, next)
    const { rotation: _, ...rest } = next
    return super.replace(seen, rest)
  }
}

class ShowsAnOldCopyBySubject extends PlainFamilyStore {
  readonly #copies = new Map<string, TokenFamily>()

  override create(family: LiveFamily, caps: FamilyCaps) {
    this.#copies.set(family.grantId, copy(family))
    return super.create(family, caps)
  }

  override async listBySubject(subject: string, listing: FamilyListing) {
    const page = await super.listBySubject(subject, listing)
    const families = page.families.map((one) => ({
      ...one,
      family: this.#copies.get(one.family.grantId) ?? one.family,
    }))
    return { ...page, families }
  }
}

class MergesFields extends PlainFamilyStore {
  override replace(seen: VersionedFamily, next: TokenFamily) {
    return super.replace(seen, { ...this.row(next.grantId)?.family, ...next })
  }
}

class KeepsSpentTokens extends PlainFamilyStore {
  override replace(seen: VersionedFamily, next: TokenFamily) {
    const family = this.row(next.grantId)?.family
    if (family?.status !== 'live' || next.status !== 'live') return super.replace(seen, next)
    if (family.rotation === undefined || next.rotation === undefined) return super.replace(seen, next)
    const { spent } = next.rotation
    const older = family.rotation.spent.filter((old) => !spent.some(({ token }) => token === old.token))
    return super.replace(seen, { ...next, rotation: { ...next.rotation, spent: [...spent, ...older] } })
  }
}

class GrowsByTwo extends PlainFamilyStore {
  override async replace(seen: VersionedFamily, next: TokenFamily) {
    const replaced = await super.replace(seen, next)
    const row = this.row(next.grantId)
    if (replaced && row) row.revision += 1
    return replaced
  }
}

class CountsRevocationsAsRevisions extends PlainFamilyStore {
  override revokeBefore(holder: string, at: number, forgetAt: number) {
    for (const row of this.rowsOf(holder)) row.revision += 1
    return super.revokeBefore(holder, at, forgetAt)
  }
}

class ReturnsToOldRevisions extends PlainFamilyStore {
  override async replace(seen: VersionedFamily, next: TokenFamily) {
    const replaced = await super.replace(seen, next)
    const row = this.row(next.grantId)
    if (replaced && row) row.revision = seen.revision === 1 ? 2 : 1
    return replaced
  }
}

class ComparesContent extends PlainFamilyStore {
  override async replace(seen: VersionedFamily, next: TokenFamily) {
    const row = this.row(next.grantId)
    if (row === undefined || !isDeepStrictEqual(row.family, seen.family)) return false
    return super.replace({ ...seen, revision: row.revision }, next)
  }
}

export class LooksBeforeItReplaces extends PlainFamilyStore {
  override async replace(seen: VersionedFamily, next: TokenFamily) {
    const row = this.row(next.grantId)
    if (row?.revision !== seen.revision) return false
    await aTripToTheDatabase()
    row.family = copy(next)
    row.revision = seen.revision + 1
    return true
  }
}

export class ReplacesWhatIsNotThere extends PlainFamilyStore {
  override async replace(seen: VersionedFamily, next: TokenFamily) {
    if (this.row(next.grantId)) return super.replace(seen, next)
    this.insert(next)
    return true
  }
}

class TakesRevisionZeroForNew extends PlainFamilyStore {
  override async replace(seen: VersionedFamily, next: TokenFamily) {
    if (seen.revision !== 0 || this.row(next.grantId)) return super.replace(seen, next)
    this.insert(next)
    return true
  }
}

/** The stores that break the laws of `family-laws/replacing`. */
export const brokenReplacing: readonly Broken<typeof PlainFamilyStore>[] = [
  ['replace-shows-the-next-family', [NeverGainsARotation, ShowsAnOldCopyBySubject]],
  ['replace-drops-what-the-next-family-lacks', [MergesFields, KeepsSpentTokens]],
  ['revision-counts-replacements', [GrowsByTwo, CountsRevocationsAsRevisions, ReturnsToOldRevisions]],
  ['replace-refuses-a-stale-reading', [ComparesContent, ReturnsToOldRevisions]],
  ['rotation-race-has-one-winner', [LooksBeforeItReplaces]],
  ['replace-of-an-unknown-grant-creates-nothing', [ReplacesWhatIsNotThere, TakesRevisionZeroForNew]],
]
