// @module-tag thorough
import type {
  Clock,
  DeviceAuthorization,
  DeviceAuthorizationStore,
  PendingAuthorization,
  Polled,
  Versioned,
} from '@devicegrant/core'
import { describe, expect, it } from 'vitest'
import { createManualClock } from './manual-clock.js'
import { type StoreSubject, storeCases } from './store-cases.js'
import { minute } from './time.js'

interface Row {
  authorization: DeviceAuthorization
  revision: number
  lastPoll: number | undefined
}

/** A store that keeps every law. Each broken store overrides one method. */
class PlainStore implements DeviceAuthorizationStore {
  clock: Clock
  rows: Map<string, Row>

  constructor(clock: Clock, rows: Map<string, Row> = new Map()) {
    this.clock = clock
    this.rows = rows
  }

  keptUntil(row: Row): number {
    return row.authorization.forgetAt
  }

  remembers(row: Row | undefined): row is Row {
    return row !== undefined && this.clock.now() < this.keptUntil(row)
  }

  byDeviceCode(deviceCode: string): Row | undefined {
    const row = this.rows.get(deviceCode)
    return this.remembers(row) ? row : undefined
  }

  byUserCode(userCode: string): Row | undefined {
    return [...this.rows.values()].find((row) => this.remembers(row) && row.authorization.userCode === userCode)
  }

  async create(authorization: PendingAuthorization): Promise<'created' | 'userCodeTaken'> {
    if (this.byUserCode(authorization.userCode)) return 'userCodeTaken'
    this.rows.set(authorization.deviceCode, { authorization: copy(authorization), revision: 1, lastPoll: undefined })
    return 'created'
  }

  async recordPoll(deviceCode: string, at: number): Promise<Polled | undefined> {
    const row = this.byDeviceCode(deviceCode)
    if (row === undefined) return undefined
    const previousPoll = row.lastPoll
    row.lastPoll = at
    return { authorization: copy(row.authorization), revision: row.revision, previousPoll }
  }

  async findByUserCode(userCode: string): Promise<Versioned | undefined> {
    const row = this.byUserCode(userCode)
    return row && { authorization: copy(row.authorization), revision: row.revision }
  }

  async replace(seen: Versioned, next: DeviceAuthorization): Promise<boolean> {
    const row = this.byDeviceCode(next.deviceCode)
    if (row?.revision !== seen.revision) return false
    row.authorization = copy(next)
    row.revision += 1
    return true
  }
}

function copy<Data>(data: Data): Data {
  return structuredClone(data)
}

async function aTripToTheDatabase(): Promise<void> {
  await Promise.resolve()
}

/** Rows in a database that does not respond. */
class RowsOutOfReach extends Map<string, Row> {
  override get(): never {
    throw new Error('connection refused')
  }
  override values(): never {
    throw new Error('connection refused')
  }
}

class LosesAField extends PlainStore {
  override create({ resources: _, ...authorization }: PendingAuthorization) {
    return super.create({ ...authorization, resources: [] })
  }
}

class KeepsSeconds extends PlainStore {
  override create(authorization: PendingAuthorization) {
    return super.create({ ...authorization, expiresAt: Math.floor(authorization.expiresAt / 1_000) * 1_000 })
  }
}

class OverwritesTakenUserCodes extends PlainStore {
  override async create(authorization: PendingAuthorization) {
    const taken = this.byUserCode(authorization.userCode)
    if (taken) this.rows.delete(taken.authorization.deviceCode)
    return super.create(authorization)
  }
}

class FreesDecidedUserCodes extends PlainStore {
  override async create(authorization: PendingAuthorization) {
    const taken = this.byUserCode(authorization.userCode)
    if (taken && taken.authorization.status !== 'pending') this.rows.delete(taken.authorization.deviceCode)
    return super.create(authorization)
  }
}

class LooksBeforeItCreates extends PlainStore {
  override async create(authorization: PendingAuthorization): Promise<'created' | 'userCodeTaken'> {
    const taken = this.byUserCode(authorization.userCode)
    await aTripToTheDatabase()
    if (taken) return 'userCodeTaken'
    this.rows.set(authorization.deviceCode, { authorization: copy(authorization), revision: 1, lastPoll: undefined })
    return 'created'
  }
}

class KeepsTheLatestStamp extends PlainStore {
  override recordPoll(deviceCode: string, at: number) {
    return super.recordPoll(deviceCode, Math.max(at, this.byDeviceCode(deviceCode)?.lastPoll ?? at))
  }
}

class HandsBackTheNewStamp extends PlainStore {
  override async recordPoll(deviceCode: string, at: number) {
    const polled = await super.recordPoll(deviceCode, at)
    return polled && { ...polled, previousPoll: at }
  }
}

class StampsOnlyPendingRecords extends PlainStore {
  override async recordPoll(deviceCode: string, at: number) {
    const row = this.byDeviceCode(deviceCode)
    if (row === undefined || row.authorization.status === 'pending') return super.recordPoll(deviceCode, at)
    return { ...row, previousPoll: row.lastPoll }
  }
}

class ReadsThenStamps extends PlainStore {
  override async recordPoll(deviceCode: string, at: number) {
    const row = this.byDeviceCode(deviceCode)
    if (row === undefined) return undefined
    const previousPoll = row.lastPoll
    await aTripToTheDatabase()
    row.lastPoll = at
    return { authorization: copy(row.authorization), revision: row.revision, previousPoll }
  }
}

class CountsPollsAsRevisions extends PlainStore {
  override recordPoll(deviceCode: string, at: number) {
    const row = this.byDeviceCode(deviceCode)
    if (row) row.revision += 1
    return super.recordPoll(deviceCode, at)
  }
}

class KeepsStampsOfStrangers extends PlainStore {
  readonly #stamps = new Map<string, number>()

  override async recordPoll(deviceCode: string, at: number) {
    const polled = await super.recordPoll(deviceCode, at)
    const previousPoll = this.#stamps.get(deviceCode)
    this.#stamps.set(deviceCode, at)
    return polled && { ...polled, previousPoll }
  }
}

class ShowsAnOldCopyByUserCode extends PlainStore {
  readonly #copies = new Map<string, DeviceAuthorization>()

  override create(authorization: PendingAuthorization) {
    this.#copies.set(authorization.userCode, copy(authorization))
    return super.create(authorization)
  }

  override async findByUserCode(userCode: string) {
    const found = await super.findByUserCode(userCode)
    return found && { ...found, authorization: this.#copies.get(userCode) ?? found.authorization }
  }
}

class ReturnsToOldRevisions extends PlainStore {
  override async replace(seen: Versioned, next: DeviceAuthorization) {
    const replaced = await super.replace(seen, next)
    const row = this.byDeviceCode(next.deviceCode)
    if (replaced && row) row.revision = seen.revision === 1 ? 2 : 1
    return replaced
  }
}

class MergesFields extends PlainStore {
  override replace(seen: Versioned, next: DeviceAuthorization) {
    return super.replace(seen, { ...this.byDeviceCode(next.deviceCode)?.authorization, ...next })
  }
}

class ComparesStatus extends PlainStore {
  override async replace(seen: Versioned, next: DeviceAuthorization) {
    const row = this.byDeviceCode(next.deviceCode)
    if (row?.authorization.status !== seen.authorization.status) return false
    return super.replace({ ...seen, revision: row.revision }, next)
  }
}

class LooksBeforeItReplaces extends PlainStore {
  override async replace(seen: Versioned, next: DeviceAuthorization) {
    const row = this.byDeviceCode(next.deviceCode)
    if (row?.revision !== seen.revision) return false
    await aTripToTheDatabase()
    row.authorization = copy(next)
    row.revision = seen.revision + 1
    return true
  }
}

class WipesTheStamp extends PlainStore {
  override replace(seen: Versioned, next: DeviceAuthorization) {
    const row = this.byDeviceCode(next.deviceCode)
    if (row) row.lastPoll = undefined
    return super.replace(seen, next)
  }
}

class BeginsWithAStamp extends PlainStore {
  override replace(seen: Versioned, next: DeviceAuthorization) {
    const row = this.byDeviceCode(next.deviceCode)
    if (row) row.lastPoll ??= next.issuedAt
    return super.replace(seen, next)
  }
}

class ReplacesWhatIsNotThere extends PlainStore {
  override async replace(seen: Versioned, next: DeviceAuthorization) {
    if (this.byDeviceCode(next.deviceCode)) return super.replace(seen, next)
    this.rows.set(next.deviceCode, { authorization: copy(next), revision: seen.revision + 1, lastPoll: undefined })
    return true
  }
}

class WritesBackTheWholeRow extends PlainStore {
  override async recordPoll(deviceCode: string, at: number) {
    const row = this.byDeviceCode(deviceCode)
    if (row === undefined) return undefined
    const { authorization, revision, lastPoll } = row
    await aTripToTheDatabase()
    this.rows.set(deviceCode, { authorization, revision, lastPoll: at })
    return { authorization: copy(authorization), revision, previousPoll: lastPoll }
  }
}

class ForgetsAtExpiry extends PlainStore {
  override keptUntil(row: Row) {
    return row.authorization.expiresAt
  }
}

class KeepsAQuarterOfAnHour extends PlainStore {
  override keptUntil(row: Row) {
    return Math.min(row.authorization.forgetAt, row.authorization.issuedAt + 15 * minute)
  }
}

class ForgetsTheWayByUserCode extends PlainStore {
  readonly #until = new Map<string, number>()

  override create(authorization: PendingAuthorization) {
    this.#until.set(authorization.userCode, authorization.forgetAt)
    return super.create(authorization)
  }

  override async findByUserCode(userCode: string) {
    return this.clock.now() < (this.#until.get(userCode) ?? 0) ? super.findByUserCode(userCode) : undefined
  }
}

class NeverFreesUserCodes extends PlainStore {
  readonly #taken = new Set<string>()

  override async create(authorization: PendingAuthorization) {
    if (this.#taken.has(authorization.userCode)) return 'userCodeTaken'
    this.#taken.add(authorization.userCode)
    return super.create(authorization)
  }
}

class RemembersDeviceCodesLonger extends PlainStore {
  override byDeviceCode(deviceCode: string) {
    return this.rows.get(deviceCode)
  }
}

class HandsOutItsRows extends PlainStore {
  override async findByUserCode(userCode: string) {
    return this.byUserCode(userCode)
  }
}

class HandsOutLiveLists extends PlainStore {
  override async recordPoll(deviceCode: string, at: number) {
    const polled = await super.recordPoll(deviceCode, at)
    const row = this.byDeviceCode(deviceCode)
    return polled && row && { ...polled, authorization: { ...row.authorization } }
  }
}

class KeepsWhatItWasGiven extends PlainStore {
  override async create(authorization: PendingAuthorization) {
    const response = await super.create(authorization)
    const row = this.byDeviceCode(authorization.deviceCode)
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

class ResponsesFromItsCache extends PlainStore {
  readonly #cache = new Map<string, Versioned>()

  override async findByUserCode(userCode: string) {
    const found = this.#cache.get(userCode) ?? (await super.findByUserCode(userCode))
    if (found) this.#cache.set(userCode, found)
    return found
  }

  override replace(seen: Versioned, next: DeviceAuthorization) {
    this.#cache.delete(next.userCode)
    return super.replace(seen, next)
  }
}

class SwallowsFailures extends PlainStore {
  override findByUserCode(userCode: string) {
    return super.findByUserCode(userCode).catch(() => undefined)
  }
}

const broken: readonly (readonly [law: string, stores: readonly (typeof PlainStore)[]])[] = [
  ['create-finds-by-both-codes', [LosesAField, KeepsSeconds]],
  ['create-refuses-a-taken-user-code', [OverwritesTakenUserCodes, FreesDecidedUserCodes]],
  ['create-race-has-one-winner', [LooksBeforeItCreates]],
  ['poll-hands-back-the-stamp-before', [KeepsTheLatestStamp, HandsBackTheNewStamp, StampsOnlyPendingRecords]],
  ['poll-race-has-no-twins', [ReadsThenStamps]],
  ['poll-leaves-the-revision', [CountsPollsAsRevisions]],
  ['poll-of-the-unknown-leaves-no-trace', [KeepsStampsOfStrangers]],
  ['replace-shows-the-next-record', [ShowsAnOldCopyByUserCode, ReturnsToOldRevisions]],
  ['replace-drops-what-next-lacks', [MergesFields]],
  ['replace-refuses-a-stale-read', [ComparesStatus, ReturnsToOldRevisions]],
  ['replace-race-has-one-winner', [LooksBeforeItReplaces]],
  ['replace-leaves-the-stamp', [WipesTheStamp, BeginsWithAStamp]],
  ['replace-of-the-unknown-creates-nothing', [ReplacesWhatIsNotThere]],
  ['poll-and-replace-do-not-collide', [WritesBackTheWholeRow, ReadsThenStamps]],
  ['keep-past-expiry', [ForgetsAtExpiry]],
  ['keep-until-forget-at', [KeepsAQuarterOfAnHour]],
  ['keep-until-the-later-forget-at', [ForgetsTheWayByUserCode]],
  ['forget-whole-records', [NeverFreesUserCodes, RemembersDeviceCodesLonger]],
  ['values-handed-out-are-not-live', [HandsOutItsRows, HandsOutLiveLists]],
  ['values-taken-in-are-not-live', [KeepsWhatItWasGiven]],
  ['stores-are-strangers', [IgnoresItsPrefix]],
  ['twins-are-one-store', [ResponsesFromItsCache]],
  ['failure-rejects', [SwallowsFailures]],
]

function subjectOf(Store: typeof PlainStore): StoreSubject {
  const clock = createManualClock()
  return {
    ...clock,
    createStore: () => new Store(clock),
    createTwins: () => {
      const rows = new Map<string, Row>()
      return [new Store(clock, rows), new Store(clock, rows)]
    },
    createFailingStore: () => new Store(clock, new RowsOutOfReach()),
  }
}

describe('the store laws', () => {
  it.each(storeCases)('$id can be kept', async ({ run }) => {
    await run(subjectOf(PlainStore))
  })

  it.each(broken.flatMap(([id, stores]) => stores.map((Store) => ({ id, Store, how: Store.name }))))(
    '$id is broken by a store that $how',
    async ({ id, Store }) => {
      const storeCase = storeCases.find((one) => one.id === id)
      const failure = await storeCase?.run(subjectOf(Store)).catch((reason: Error) => reason)
      expect(failure).toBeInstanceOf(Error)
      expect(failure).toHaveProperty('message', expect.stringContaining(`${id}\nA store ${storeCase?.law}\nSeen: `))
      expect(failure).toHaveProperty('message', expect.stringContaining(`In production: ${storeCase?.cost}`))
      expect(failure).not.toHaveProperty('message', expect.stringContaining('failed altogether'))
    },
  )

  it('are each broken by a store in this file', () => {
    expect(broken.map(([id]) => id)).toEqual(storeCases.map(({ id }) => id))
  })

  it('have unique, stable ids and sentences about what a store MUST do', () => {
    expect(new Set(storeCases.map(({ id }) => id)).size).toBe(storeCases.length)
    for (const { id, law, cost, section } of storeCases) {
      expect(id).toMatch(/^[a-z]+(-[a-z]+)+$/)
      expect(law).toMatch(/^MUST .+\.$/)
      expect(cost).toMatch(/^[a-z].+\.$/)
      expect(section ?? 'RFC 8628 §3.2').toMatch(/^RFC \d{4} §\d+(\.\d+)*$/)
    }
  })

  it.each(storeCases.filter(({ needs }) => needs))('$id reports that its subject has no $needs', async (storeCase) => {
    const subject = { createStore: () => new PlainStore(createManualClock()) }
    await expect(storeCase.run(subject)).rejects.toThrow(`${storeCase.id} needs ${storeCase.needs}`)
  })

  it('report a store that fails altogether', async () => {
    const subject = { createStore: () => new PlainStore(createManualClock(), new RowsOutOfReach()) }
    for (const { needs, run } of storeCases) {
      if (needs === undefined)
        await expect(run(subject)).rejects.toThrow('failed altogether: Error: connection refused')
    }
  })
})
