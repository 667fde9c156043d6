import type { DeviceAuthorization, PendingAuthorization, Versioned } from '@devicegrant/core/stores'
import type { Broken } from '../law-teeth.js'
import { aTripToTheDatabase, copy, PlainStore } from './plain-store.js'
import { ReadsThenStamps } from './polling.js'

class ShowsAnOldCopyByUserCode extends PlainStore {
  readonly #copies = new Map<string, DeviceAuthorization>()

  override create(authorization: PendingAuthorization) {
    this.#copies.set(authorization.userCode, copy(authorization))
    return super.create(authorization)
  }

  override async find(userCode: string) {
    const found = await super.find(userCode)
    return found && { ...found, authorization: this.#copies.get(userCode) ?? found.authorization }
  }
}

class ReturnsToOldRevisions extends PlainStore {
  override async replace(seen: Versioned, next: DeviceAuthorization) {
    const replaced = await super.replace(seen, next)
    const row = this.rowOf(next.userCode)
    if (replaced && row) row.revision = seen.revision === 1 ? 2 : 1
    return replaced
  }
}

class LosesTheWrongNumbers extends PlainStore {
  override replace(seen: Versioned, next: DeviceAuthorization) {
    if (next.status !== 'approved') return super.replace(seen, next)
    const { wrongNumbers: _, ...others } = next
    return super.replace(seen, others)
  }
}

class MergesFields extends PlainStore {
  override replace(seen: Versioned, next: DeviceAuthorization) {
    return super.replace(seen, { ...this.rowOf(next.userCode)?.authorization, ...next })
  }
}

class ComparesStatus extends PlainStore {
  override async replace(seen: Versioned, next: DeviceAuthorization) {
    const row = this.rowOf(next.userCode)
    if (row?.authorization.status !== seen.authorization.status) return false
    return super.replace({ ...seen, revision: row.revision }, next)
  }
}

class LooksBeforeItReplaces extends PlainStore {
  override async replace(seen: Versioned, next: DeviceAuthorization) {
    const row = this.rowOf(next.userCode)
    if (row?.revision !== seen.revision) return false
    await aTripToTheDatabase()
    row.authorization = copy(next)
    row.revision = seen.revision + 1
    return true
  }
}

class WipesTheStamp extends PlainStore {
  override replace(seen: Versioned, next: DeviceAuthorization) {
    const row = this.rowOf(next.userCode)
    if (row) row.lastPoll = undefined
    return super.replace(seen, next)
  }
}

class BeginsWithAStamp extends PlainStore {
  override replace(seen: Versioned, next: DeviceAuthorization) {
    const row = this.rowOf(next.userCode)
    if (row) row.lastPoll ??= next.issuedAt
    return super.replace(seen, next)
  }
}

class ReplacesWhatIsNotThere extends PlainStore {
  override async replace(seen: Versioned, next: DeviceAuthorization) {
    if (this.rowOf(next.userCode)) return super.replace(seen, next)
    this.rows.set(next.userCode, { authorization: copy(next), revision: seen.revision + 1, lastPoll: undefined })
    return true
  }
}

class WritesBackTheWholeRow extends PlainStore {
  override async recordPoll(userCode: string, deviceCode: string, at: number) {
    const row = this.rowFor(userCode, deviceCode)
    if (row === undefined) return undefined
    const { authorization, revision, lastPoll } = row
    await aTripToTheDatabase()
    this.rows.set(userCode, { authorization, revision, lastPoll: at })
    return { authorization: copy(authorization), revision, previousPoll: lastPoll }
  }
}

/** The stores that break the laws of `store-laws/replacing`. */
export const brokenReplacing: readonly Broken<typeof PlainStore>[] = [
  ['replace-shows-the-next-record', [ShowsAnOldCopyByUserCode, ReturnsToOldRevisions, LosesTheWrongNumbers]],
  ['replace-drops-what-next-lacks', [MergesFields]],
  ['replace-refuses-a-stale-read', [ComparesStatus, ReturnsToOldRevisions]],
  ['replace-race-has-one-winner', [LooksBeforeItReplaces]],
  ['replace-leaves-the-stamp', [WipesTheStamp, BeginsWithAStamp]],
  ['replace-of-the-unknown-creates-nothing', [ReplacesWhatIsNotThere]],
  ['poll-and-replace-do-not-collide', [WritesBackTheWholeRow, ReadsThenStamps]],
]
