import type { Clock } from '@devicegrant/core'
import type { DeviceAuthorization, PendingAuthorization, Versioned } from '@devicegrant/core/stores'
import type { Broken } from '../law-teeth.js'
import { PlainStore, type Row } from './plain-store.js'

class HandsOutItsRows extends PlainStore {
  override async find(userCode: string) {
    return this.rowOf(userCode)
  }
}

class HandsOutLiveLists extends PlainStore {
  override async recordPoll(userCode: string, deviceCode: string, at: number) {
    const polled = await super.recordPoll(userCode, deviceCode, at)
    const row = this.rowFor(userCode, deviceCode)
    return polled && row && { ...polled, authorization: { ...row.authorization } }
  }
}

class KeepsWhatItWasGiven extends PlainStore {
  override async create(authorization: PendingAuthorization) {
    const response = await super.create(authorization)
    const row = this.rowOf(authorization.userCode)
    if (response === 'created' && row) row.authorization = authorization
    return response
  }
}

const oneForAll = new Map<string, Row>()

class IgnoresItsPrefix extends PlainStore {
  constructor(clock: Clock) {
    super(clock, oneForAll)
  }
}

class ReadsItsCache extends PlainStore {
  readonly #cache = new Map<string, Versioned>()

  override async find(userCode: string) {
    const found = this.#cache.get(userCode) ?? (await super.find(userCode))
    if (found) this.#cache.set(userCode, found)
    return found
  }

  override replace(seen: Versioned, next: DeviceAuthorization) {
    this.#cache.delete(next.userCode)
    return super.replace(seen, next)
  }
}

class SwallowsFailures extends PlainStore {
  override find(userCode: string) {
    return super.find(userCode).catch(() => undefined)
  }
}

/** The stores that break the laws of `store-laws/sharing`. */
export const brokenSharing: readonly Broken<typeof PlainStore>[] = [
  ['values-handed-out-are-not-live', [HandsOutItsRows, HandsOutLiveLists]],
  ['values-taken-in-are-not-live', [KeepsWhatItWasGiven]],
  ['stores-are-strangers', [IgnoresItsPrefix]],
  ['twins-are-one-store', [ReadsItsCache]],
  ['failure-rejects', [SwallowsFailures]],
]
