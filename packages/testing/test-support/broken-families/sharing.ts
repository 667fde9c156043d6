import type { Clock } from '@devicegrant/core'
import type { FamilyListing, TokenFamily, VersionedFamily } from '@devicegrant/core/stores'
import type { Broken } from '../law-teeth.js'
import { type Data, noData, PlainFamilyStore } from './plain-family-store.js'
import { LooksBeforeItReplaces } from './replacing.js'

class HandsOutItsRows extends PlainFamilyStore {
  override async find(grantId: string) {
    return this.row(grantId)
  }
}

class ListsItsRows extends PlainFamilyStore {
  override async listBySubject(subject: string, listing: FamilyListing) {
    const { families, ...page } = await super.listBySubject(subject, listing)
    const rows = families.flatMap(({ family, revision }) => {
      const stored = this.row(family.grantId)?.family
      return stored === undefined ? [] : [{ family: { ...stored }, revision }]
    })
    return { ...page, families: rows }
  }
}

class KeepsWhatItWasGiven extends PlainFamilyStore {
  override insert(family: TokenFamily) {
    this.data.rows.set(family.grantId, { family, revision: 1 })
  }
}

class KeepsTheReplacement extends PlainFamilyStore {
  override async replace(seen: VersionedFamily, next: TokenFamily) {
    const replaced = await super.replace(seen, next)
    const row = this.row(next.grantId)
    if (replaced && row) row.family = next
    return replaced
  }
}

// The stores of a subject share only the clock: here it identifies their server.
const servers = new WeakMap<Clock, Data>()

function serverOf(clock: Clock): Data {
  const data = servers.get(clock) ?? noData()
  servers.set(clock, data)
  return data
}

class IgnoresItsPrefix extends PlainFamilyStore {
  constructor(clock: Clock, data: Data = serverOf(clock)) {
    super(clock, data)
  }
}

class RevokesForItsNeighbors extends PlainFamilyStore {
  constructor(clock: Clock, data: Data = { ...noData(), revocations: serverOf(clock).revocations }) {
    super(clock, data)
  }
}

class ReadsItsCache extends PlainFamilyStore {
  readonly #cache = new Map<string, number | undefined>()

  override async findRevokedBefore(holder: string) {
    if (!this.#cache.has(holder)) this.#cache.set(holder, await super.findRevokedBefore(holder))
    return this.#cache.get(holder)
  }

  override revokeBefore(holder: string, at: number, forgetAt: number) {
    this.#cache.delete(holder)
    return super.revokeBefore(holder, at, forgetAt)
  }
}

class LocksItsOwnProcess extends LooksBeforeItReplaces {
  #lock: Promise<unknown> = Promise.resolve()

  override replace(seen: VersionedFamily, next: TokenFamily) {
    const replaced = this.#lock.then(() => super.replace(seen, next))
    this.#lock = replaced
    return replaced
  }
}

class FindsNothingWhenDown extends PlainFamilyStore {
  override find(grantId: string) {
    return super.find(grantId).catch(() => undefined)
  }
}

class ListsNothingWhenDown extends PlainFamilyStore {
  override listBySubject(subject: string, listing: FamilyListing) {
    return super.listBySubject(subject, listing).catch(() => ({ families: [] }))
  }
}

class FindsNoRevocationWhenDown extends PlainFamilyStore {
  override findRevokedBefore(holder: string) {
    return super.findRevokedBefore(holder).catch(() => undefined)
  }
}

class LosesTheRaceWhenDown extends PlainFamilyStore {
  override replace(seen: VersionedFamily, next: TokenFamily) {
    return super.replace(seen, next).catch(() => false)
  }
}

/** The stores that break the laws of `family-laws/sharing`. */
export const brokenSharing: readonly Broken<typeof PlainFamilyStore>[] = [
  ['families-handed-out-are-not-live', [HandsOutItsRows, ListsItsRows]],
  ['families-taken-in-are-not-live', [KeepsWhatItWasGiven, KeepsTheReplacement]],
  ['family-stores-are-strangers', [IgnoresItsPrefix, RevokesForItsNeighbors]],
  ['family-twins-are-one-store', [ReadsItsCache, LocksItsOwnProcess, LooksBeforeItReplaces]],
  [
    'family-failure-rejects',
    [FindsNothingWhenDown, ListsNothingWhenDown, FindsNoRevocationWhenDown, LosesTheRaceWhenDown],
  ],
]
