import type { FamilyListing, FamilyPosition, TokenFamily } from '@devicegrant/core/stores'
import type { Broken } from '../law-teeth.js'
import { copy, isLive, type LiveRow, PlainFamilyStore } from './plain-family-store.js'

class ListsEndedFamilies extends PlainFamilyStore {
  override async listBySubject(subject: string, listing: FamilyListing) {
    const page = await super.listBySubject(subject, listing)
    if (page.next !== undefined) return page
    return { families: [...page.families, ...copy(this.rowsOf(subject).filter((row) => !isLive(row)))] }
  }
}

class ListsAHundredAtMost extends PlainFamilyStore {
  override liveOf(subject: string) {
    return super.liveOf(subject).slice(0, 60)
  }
}

class ListsInOrderOfCreation extends PlainFamilyStore {
  override liveOf(subject: string) {
    return this.rowsOf(subject).filter(isLive)
  }

  // This store searches for the position by its index.
  override async listBySubject(subject: string, { after, limit }: FamilyListing) {
    const rows = this.liveOf(subject)
    const from = after === undefined ? 0 : rows.findIndex(({ family }) => family.grantId === after.grantId) + 1
    const last = rows.length > from + limit ? rows[from + limit - 1]?.family : undefined
    return { families: copy(rows.slice(from, from + limit)), ...(last && { next: last }) }
  }
}

class SortsTheSmallerGrantFirst extends PlainFamilyStore {
  override async listBySubject(subject: string, listing: FamilyListing) {
    const page = await super.listBySubject(subject, listing)
    const reversed = page.families.toReversed()
    return { ...page, families: reversed.toSorted((one, other) => usedAt(other.family) - usedAt(one.family)) }
  }
}

function usedAt(family: TokenFamily): number {
  return family.status === 'live' ? family.lastUsedAt : 0
}

class ReturnsOneTooMany extends PlainFamilyStore {
  override listBySubject(subject: string, { limit, ...listing }: FamilyListing) {
    return super.listBySubject(subject, { ...listing, limit: limit + 1 })
  }
}

class SkipsAllOfThatMoment extends PlainFamilyStore {
  override isAfter({ family }: LiveRow, place: FamilyPosition) {
    return family.lastUsedAt < place.lastUsedAt
  }
}

class NeedsThePlaceToExist extends PlainFamilyStore {
  override async listBySubject(subject: string, listing: FamilyListing) {
    const { after } = listing
    if (after !== undefined && this.row(after.grantId) === undefined) return { families: [] }
    return super.listBySubject(subject, listing)
  }
}

class CountsThePlaces extends PlainFamilyStore {
  readonly #given = new Map<string, number>()

  override async listBySubject(subject: string, { after, limit }: FamilyListing) {
    const from = after === undefined ? 0 : (this.#given.get(JSON.stringify(after)) ?? this.placesBefore(subject, after))
    const rows = this.liveOf(subject)
    const last = rows.length > from + limit ? rows[from + limit - 1]?.family : undefined
    const next = last && { lastUsedAt: last.lastUsedAt, grantId: last.grantId }
    if (next) this.#given.set(JSON.stringify(next), from + limit)
    return { families: copy(rows.slice(from, from + limit)), ...(next && { next }) }
  }

  placesBefore(subject: string, place: FamilyPosition): number {
    return this.liveOf(subject).filter((row) => !this.isAfter(row, place)).length
  }
}

/** The stores that break the laws of `family-laws/listing`. */
export const brokenListing: readonly Broken<typeof PlainFamilyStore>[] = [
  ['subject-has-all-its-live-families', [ListsEndedFamilies, ListsAHundredAtMost]],
  ['list-has-the-latest-used-first', [ListsInOrderOfCreation, SortsTheSmallerGrantFirst]],
  ['list-keeps-to-the-page', [ReturnsOneTooMany, SkipsAllOfThatMoment, NeedsThePlaceToExist]],
  ['list-holds-while-it-changes', [CountsThePlaces]],
]
