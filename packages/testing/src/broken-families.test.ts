// @module-tag thorough

import { isDeepStrictEqual } from 'node:util'
import type {
  Clock,
  FamilyCaps,
  FamilyCreation,
  FamilyListing,
  FamilyPage,
  FamilyPosition,
  LiveFamily,
  TokenFamily,
  TokenFamilyStore,
  VersionedFamily,
} from '@devicegrant/core'
import { expect, it } from 'vitest'
import { describeTeeth } from '../test-support/law-teeth.js'
import { familyStoreCases } from './family-store-cases.js'
import { jtiStoreCases } from './jti-store-cases.js'
import { createManualClock } from './manual-clock.js'
import { storeCases } from './store-cases.js'
import { day, minute } from './time.js'

interface Row {
  family: TokenFamily
  revision: number
}

interface LiveRow extends Row {
  family: LiveFamily
}

type FamilyFacts = Pick<LiveFamily, 'grantId' | 'clientId'>

function isLive(row: Row): row is LiveRow {
  return row.family.status === 'live'
}

function byLastUse({ family: one }: { family: FamilyPosition }, { family: other }: { family: FamilyPosition }): number {
  if (one.lastUsedAt !== other.lastUsedAt) return other.lastUsedAt - one.lastUsedAt
  return one.grantId === other.grantId ? 0 : one.grantId > other.grantId ? -1 : 1
}

interface Revocation {
  at: number
  forgetAt: number
}

/** The contents of the database. */
interface Data {
  readonly rows: Map<string, Row>
  readonly revocations: Map<string, Revocation>
}

function noData(): Data {
  return { rows: new Map(), revocations: new Map() }
}

/** A store that keeps every law. Each broken store overrides one method. */
class PlainFamilyStore implements TokenFamilyStore {
  clock: Clock
  data: Data

  constructor(clock: Clock, data: Data = noData()) {
    this.clock = clock
    this.data = data
  }

  keptUntil(row: Row): number {
    return row.family.forgetAt
  }

  remembers(row: Row | undefined): row is Row {
    return row !== undefined && this.clock.now() < this.keptUntil(row)
  }

  row(grantId: string): Row | undefined {
    const row = this.data.rows.get(grantId)
    return this.remembers(row) ? row : undefined
  }

  rowsOf(subject: string): Row[] {
    return [...this.data.rows.values()].filter((row) => this.remembers(row) && row.family.subject === subject)
  }

  insert(family: TokenFamily): void {
    this.data.rows.set(family.grantId, { family: copy(family), revision: 1 })
  }

  revocationOf(holder: string): Revocation | undefined {
    const known = this.data.revocations.get(holder)
    return known && this.clock.now() < known.forgetAt ? known : undefined
  }

  async create(family: LiveFamily, caps: FamilyCaps): Promise<FamilyCreation> {
    const result = this.row(family.grantId) ? 'taken' : 'created'
    if (result === 'created') this.insert(family)
    return { result, displaced: this.displacedBy(family, caps) }
  }

  async find(grantId: string): Promise<VersionedFamily | undefined> {
    return copy(this.row(grantId))
  }

  liveOf(subject: string): LiveRow[] {
    return this.rowsOf(subject).filter(isLive).toSorted(byLastUse)
  }

  isAfter(row: LiveRow, place: FamilyPosition): boolean {
    return byLastUse({ family: place }, row) < 0
  }

  async listBySubject(subject: string, { after, limit }: FamilyListing): Promise<FamilyPage> {
    const rows = this.liveOf(subject).filter((row) => after === undefined || this.isAfter(row, after))
    const last = rows.length > limit ? rows[limit - 1] : undefined
    const { lastUsedAt, grantId } = last?.family ?? { lastUsedAt: 0, grantId: '' }
    return { families: copy(rows.slice(0, limit)), ...(last && { next: { lastUsedAt, grantId } }) }
  }

  counted({ subject, grantId }: LiveFamily): readonly FamilyFacts[] {
    return this.liveOf(subject)
      .map(({ family }) => family)
      .filter((family) => family.grantId !== grantId)
  }

  displacedBy(family: LiveFamily, caps: FamilyCaps): readonly string[] {
    const isOfClient = ({ clientId }: FamilyFacts) => clientId === family.clientId
    const kept: FamilyFacts[] = [family]
    const displaced: string[] = []
    for (const one of this.counted(family)) {
      const isTooMany =
        kept.length >= caps.perAccount || (isOfClient(one) && kept.filter(isOfClient).length >= caps.perClient)
      if (isTooMany) displaced.push(one.grantId)
      else kept.push(one)
    }
    return displaced.slice(0, caps.namedAtOnce)
  }

  async replace(seen: VersionedFamily, next: TokenFamily): Promise<boolean> {
    const row = this.row(next.grantId)
    if (row?.revision !== seen.revision) return false
    row.family = copy(next)
    row.revision += 1
    return true
  }

  async revokeBefore(holder: string, at: number, forgetAt: number): Promise<void> {
    const known = this.revocationOf(holder) ?? { at, forgetAt }
    this.data.revocations.set(holder, { at: Math.max(known.at, at), forgetAt: Math.max(known.forgetAt, forgetAt) })
  }

  async findRevokedBefore(holder: string): Promise<number | undefined> {
    return this.revocationOf(holder)?.at
  }
}

function copy<Data>(data: Data): Data {
  return structuredClone(data)
}

async function aTripToTheDatabase(): Promise<void> {
  await Promise.resolve()
}

/** A table in a database that does not respond. */
class OutOfReach<Value> extends Map<string, Value> {
  override get(): never {
    throw new Error('connection refused')
  }
  override values(): never {
    throw new Error('connection refused')
  }
}

function dataOutOfReach(): Data {
  return { rows: new OutOfReach(), revocations: new OutOfReach() }
}

class LosesTheConfirmation extends PlainFamilyStore {
  override create({ confirmation: _, ...family }: LiveFamily, caps: FamilyCaps) {
    return super.create(family, caps)
  }
}

class KeepsOneSpentToken extends PlainFamilyStore {
  override create(family: LiveFamily, caps: FamilyCaps) {
    const { rotation } = family
    if (rotation === undefined) return super.create(family, caps)
    return super.create({ ...family, rotation: { ...rotation, spent: rotation.spent.slice(0, 1) } }, caps)
  }
}

class FillsInWhatIsAbsent extends PlainFamilyStore {
  override create(family: LiveFamily, caps: FamilyCaps) {
    return super.create({ ...family, requester: { ip: '', userAgent: '', label: '', ...family.requester } }, caps)
  }
}

class OverwritesTakenGrants extends PlainFamilyStore {
  override async create(family: LiveFamily, caps: FamilyCaps) {
    this.data.rows.delete(family.grantId)
    return super.create(family, caps)
  }
}

class FreesEndedGrants extends PlainFamilyStore {
  override async create(family: LiveFamily, caps: FamilyCaps) {
    if (this.row(family.grantId)?.family.status === 'ended') this.data.rows.delete(family.grantId)
    return super.create(family, caps)
  }
}

class UpdatesTheClientOfATakenGrant extends PlainFamilyStore {
  override create(family: LiveFamily, caps: FamilyCaps) {
    const row = this.row(family.grantId)
    if (row) row.family = { ...row.family, clientId: family.clientId }
    return super.create(family, caps)
  }
}

class LooksBeforeItCreates extends PlainFamilyStore {
  override async create(family: LiveFamily, caps: FamilyCaps) {
    const taken = this.row(family.grantId)
    await aTripToTheDatabase()
    if (taken) return { result: 'taken', displaced: [] } as const
    this.insert(family)
    return { result: 'created', displaced: this.displacedBy(family, caps) } as const
  }
}

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

class LooksBeforeItReplaces extends PlainFamilyStore {
  override async replace(seen: VersionedFamily, next: TokenFamily) {
    const row = this.row(next.grantId)
    if (row?.revision !== seen.revision) return false
    await aTripToTheDatabase()
    row.family = copy(next)
    row.revision = seen.revision + 1
    return true
  }
}

class ReplacesWhatIsNotThere extends PlainFamilyStore {
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

class NamesTheOldestGrants extends PlainFamilyStore {
  override counted(family: LiveFamily) {
    const others = super.counted(family)
    const order = [...this.data.rows.keys()]
    return others.toSorted((one, other) => order.indexOf(other.grantId) - order.indexOf(one.grantId))
  }
}

class NamesEachOnce extends PlainFamilyStore {
  readonly #named = new Set<string>()

  override displacedBy(family: LiveFamily, caps: FamilyCaps) {
    const displaced = super.displacedBy(family, caps).filter((grantId) => !this.#named.has(grantId))
    for (const grantId of displaced) this.#named.add(grantId)
    return displaced
  }
}

class DropsWhatIsDisplaced extends PlainFamilyStore {
  override displacedBy(family: LiveFamily, caps: FamilyCaps) {
    const displaced = super.displacedBy(family, caps)
    for (const grantId of displaced) this.data.rows.delete(grantId)
    return displaced
  }
}

class CapsNoClient extends PlainFamilyStore {
  override displacedBy(family: LiveFamily, caps: FamilyCaps) {
    return super.displacedBy(family, { ...caps, perClient: caps.perAccount })
  }
}

class CapsEveryClientAlike extends PlainFamilyStore {
  override displacedBy(family: LiveFamily, caps: FamilyCaps) {
    return super.displacedBy(family, { ...caps, perAccount: Math.min(caps.perAccount, caps.perClient) })
  }
}

class CountsEndedFamilies extends PlainFamilyStore {
  override counted(family: LiveFamily) {
    const ended = this.rowsOf(family.subject).filter((row) => !isLive(row) && row.family.grantId !== family.grantId)
    return [...ended.map((row) => row.family), ...super.counted(family)]
  }

  override displacedBy(family: LiveFamily, caps: FamilyCaps) {
    return super.displacedBy(family, caps).filter((grantId) => this.row(grantId)?.family.status === 'live')
  }
}

class CountsEveryCall extends PlainFamilyStore {
  readonly #calls = new Map<string, number>()

  override displacedBy(family: LiveFamily, caps: FamilyCaps) {
    const calls = this.#calls.get(family.grantId) ?? 0
    this.#calls.set(family.grantId, calls + 1)
    const extra = [...this.#calls.values()].reduce((sum, times) => sum + times - 1, calls === 0 ? 0 : -calls)
    return super.displacedBy(family, { ...caps, perAccount: caps.perAccount - Math.min(extra, 3) })
  }
}

class NamesAllAtOnce extends PlainFamilyStore {
  override displacedBy(family: LiveFamily, caps: FamilyCaps) {
    return super.displacedBy(family, { ...caps, namedAtOnce: Number.POSITIVE_INFINITY })
  }
}

class NamesOnePerCall extends PlainFamilyStore {
  override displacedBy(family: LiveFamily, caps: FamilyCaps) {
    return super.displacedBy(family, caps).slice(0, 1)
  }
}

class CountsForgottenFamilies extends PlainFamilyStore {
  override counted(family: LiveFamily) {
    const rows = [...this.data.rows.values()].filter((row) => row.family.subject === family.subject)
    const others = rows.filter(isLive).toSorted(byLastUse)
    return others.map((row) => row.family).filter(({ grantId }) => grantId !== family.grantId)
  }

  override displacedBy(family: LiveFamily, caps: FamilyCaps) {
    return super.displacedBy(family, caps).filter((grantId) => this.row(grantId) !== undefined)
  }
}

class CountsWhatIsUnderWay extends PlainFamilyStore {
  #underWay = 0

  override async create(family: LiveFamily, caps: FamilyCaps) {
    this.#underWay += 1
    await aTripToTheDatabase()
    const others = this.#underWay - 1
    const { result } = await super.create(family, caps)
    const displaced = super.displacedBy(family, { ...caps, perAccount: caps.perAccount - others })
    this.#underWay -= 1
    return { result, displaced }
  }
}

class ListsEverybodyForStrangers extends PlainFamilyStore {
  override rowsOf(subject: string) {
    const own = super.rowsOf(subject)
    return own.length > 0 ? own : [...this.data.rows.values()].filter((row) => this.remembers(row))
  }
}

class FoldsCase extends PlainFamilyStore {
  override rowsOf(subject: string) {
    const rows = [...this.data.rows.values()].filter((row) => this.remembers(row))
    return rows.filter(({ family }) => family.subject.toLowerCase() === subject.toLowerCase())
  }
}

class TakesStarsForPatterns extends PlainFamilyStore {
  override rowsOf(subject: string) {
    if (!subject.endsWith('*')) return super.rowsOf(subject)
    const rows = [...this.data.rows.values()].filter((row) => this.remembers(row))
    return rows.filter(({ family }) => family.subject.startsWith(subject.slice(0, -1)))
  }
}

class CutsHoldersShort extends PlainFamilyStore {
  override revokeBefore(holder: string, at: number, forgetAt: number) {
    return super.revokeBefore(holder.slice(0, 255), at, forgetAt)
  }

  override findRevokedBefore(holder: string) {
    return super.findRevokedBefore(holder.slice(0, 255))
  }
}

class WasAlwaysRevocation extends PlainFamilyStore {
  override async findRevokedBefore(holder: string) {
    return (await super.findRevokedBefore(holder)) ?? 0
  }
}

class GoesByItsOwnClock extends PlainFamilyStore {
  override revokeBefore(holder: string, at: number, forgetAt: number) {
    return super.revokeBefore(holder, Math.max(at, this.clock.now()), forgetAt)
  }
}

class KeepsTheLastRevocation extends PlainFamilyStore {
  override revokeBefore(holder: string, at: number, forgetAt: number) {
    this.data.revocations.set(holder, {
      at,
      forgetAt: Math.max(forgetAt, this.revocationOf(holder)?.forgetAt ?? forgetAt),
    })
    return Promise.resolve()
  }
}

class ComparesSeconds extends PlainFamilyStore {
  override async revokeBefore(holder: string, at: number, forgetAt: number) {
    await super.revokeBefore(holder, at, forgetAt)
    const kept = this.revocationOf(holder)
    if (kept && Math.floor(kept.at / 1_000) === Math.floor(at / 1_000)) kept.at = at
  }
}

class LooksBeforeItCutsOff extends PlainFamilyStore {
  override async revokeBefore(holder: string, at: number, forgetAt: number) {
    const known = this.revocationOf(holder) ?? { at, forgetAt }
    await aTripToTheDatabase()
    this.data.revocations.set(holder, { at: Math.max(known.at, at), forgetAt: Math.max(known.forgetAt, forgetAt) })
  }
}

class TakesClientsForAccounts extends PlainFamilyStore {
  override revocationOf(holder: string) {
    return super.revocationOf(identifierOf(holder))
  }

  override revokeBefore(holder: string, at: number, forgetAt: number) {
    return super.revokeBefore(identifierOf(holder), at, forgetAt)
  }
}

function identifierOf(holder: string): string {
  return /^\["(?:subject|client)","(?<identifier>.*)"\]$/.exec(holder)?.groups?.['identifier'] ?? holder
}

class DropsWhatIsRevocation extends PlainFamilyStore {
  override revokeBefore(holder: string, at: number, forgetAt: number) {
    for (const { family } of this.rowsOf(holder)) this.data.rows.delete(family.grantId)
    return super.revokeBefore(holder, at, forgetAt)
  }
}

class ReckonsFromTheTokens extends PlainFamilyStore {
  override keptUntil({ family }: Row) {
    if (family.status === 'ended') return family.forgetAt
    return Math.max(family.accessUntil, family.rotation?.expiresAt ?? 0) + 2 * minute
  }
}

class KeepsTwoWeeks extends PlainFamilyStore {
  override keptUntil({ family }: Row) {
    return Math.min(family.forgetAt, family.grantedAt + 14 * day)
  }
}

class FreesGrantsAMinuteEarly extends PlainFamilyStore {
  override create(family: LiveFamily, caps: FamilyCaps) {
    const row = this.row(family.grantId)
    if (row && row.family.forgetAt < this.clock.now() + 1 * minute) this.data.rows.delete(family.grantId)
    return super.create(family, caps)
  }
}

class ForgetsTheWayBySubject extends PlainFamilyStore {
  readonly #until = new Map<string, number>()

  override create(family: LiveFamily, caps: FamilyCaps) {
    this.#until.set(family.grantId, Math.max(family.forgetAt, this.#until.get(family.grantId) ?? 0))
    return super.create(family, caps)
  }

  override rowsOf(subject: string) {
    return super
      .rowsOf(subject)
      .filter(({ family }) => this.clock.now() < (this.#until.get(family.grantId) ?? Infinity))
  }
}

class KeepsRevocationsByTheLastCall extends PlainFamilyStore {
  override async revokeBefore(holder: string, at: number, forgetAt: number) {
    this.data.revocations.set(holder, { at: Math.max(at, this.revocationOf(holder)?.at ?? at), forgetAt })
  }
}

class NeverFreesGrants extends PlainFamilyStore {
  readonly #taken = new Set<string>()

  override async create(family: LiveFamily, caps: FamilyCaps) {
    if (this.#taken.has(family.grantId)) return { result: 'taken', displaced: [] } as const
    this.#taken.add(family.grantId)
    return super.create(family, caps)
  }
}

class ListsWhatItForgot extends PlainFamilyStore {
  override rowsOf(subject: string) {
    return [...this.data.rows.values()].filter(({ family }) => family.subject === subject)
  }
}

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

class CutsOffTheNeighbours extends PlainFamilyStore {
  constructor(clock: Clock, data: Data = { ...noData(), revocations: serverOf(clock).revocations }) {
    super(clock, data)
  }
}

class ResponsesFromItsCache extends PlainFamilyStore {
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

class CutsNobodyOffWhenDown extends PlainFamilyStore {
  override findRevokedBefore(holder: string) {
    return super.findRevokedBefore(holder).catch(() => undefined)
  }
}

class LosesTheRaceWhenDown extends PlainFamilyStore {
  override replace(seen: VersionedFamily, next: TokenFamily) {
    return super.replace(seen, next).catch(() => false)
  }
}

describeTeeth<TokenFamilyStore, typeof PlainFamilyStore>('the laws of the token family store', {
  cases: familyStoreCases,
  sound: PlainFamilyStore,
  broken: [
    ['create-finds-by-grant-and-subject', [LosesTheConfirmation, KeepsOneSpentToken, FillsInWhatIsAbsent]],
    ['create-refuses-a-taken-grant', [OverwritesTakenGrants, FreesEndedGrants, UpdatesTheClientOfATakenGrant]],
    ['create-race-for-a-grant-has-one-winner', [LooksBeforeItCreates]],
    ['create-names-what-is-beyond-the-caps', [NamesTheOldestGrants, NamesEachOnce, DropsWhatIsDisplaced]],
    ['create-caps-each-client', [CapsNoClient, CapsEveryClientAlike]],
    ['create-counts-no-ended-families', [CountsEndedFamilies, CountsEveryCall]],
    ['create-names-in-portions', [NamesAllAtOnce, NamesOnePerCall]],
    ['create-names-no-forgotten-families', [CountsForgottenFamilies]],
    ['create-race-names-no-family-too-many', [CountsWhatIsUnderWay]],
    ['replace-shows-the-next-family', [NeverGainsARotation, ShowsAnOldCopyBySubject]],
    ['replace-drops-what-the-next-family-lacks', [MergesFields, KeepsSpentTokens]],
    ['revision-counts-replacements', [GrowsByTwo, CountsRevocationsAsRevisions, ReturnsToOldRevisions]],
    ['replace-refuses-a-stale-reading', [ComparesContent, ReturnsToOldRevisions]],
    ['rotation-race-has-one-winner', [LooksBeforeItReplaces]],
    ['replace-of-an-unknown-grant-creates-nothing', [ReplacesWhatIsNotThere, TakesRevisionZeroForNew]],
    ['subject-has-all-its-live-families', [ListsEndedFamilies, ListsAHundredAtMost]],
    ['list-has-the-latest-used-first', [ListsInOrderOfCreation, SortsTheSmallerGrantFirst]],
    ['list-keeps-to-the-page', [ReturnsOneTooMany, SkipsAllOfThatMoment, NeedsThePlaceToExist]],
    ['list-holds-while-it-changes', [CountsThePlaces]],
    ['unknown-subject-has-no-families', [ListsEverybodyForStrangers]],
    ['identifiers-never-collide', [FoldsCase, TakesStarsForPatterns, CutsHoldersShort]],
    ['cut-off-is-found-by-its-holder', [WasAlwaysRevocation, GoesByItsOwnClock]],
    ['cut-off-only-moves-later', [KeepsTheLastRevocation, ComparesSeconds]],
    ['cut-off-race-keeps-the-latest', [LooksBeforeItCutsOff]],
    ['cut-off-concerns-one-holder', [TakesClientsForAccounts, DropsWhatIsRevocation]],
    ['keep-families-past-their-tokens', [ReckonsFromTheTokens]],
    ['keep-families-until-forget-at', [KeepsTwoWeeks, FreesGrantsAMinuteEarly]],
    ['keep-families-until-the-later-forget-at', [ForgetsTheWayBySubject]],
    ['keep-cut-offs-until-the-latest-forget-at', [KeepsRevocationsByTheLastCall]],
    ['forget-whole-families', [NeverFreesGrants, ListsWhatItForgot, ReplacesWhatIsNotThere]],
    ['families-handed-out-are-not-live', [HandsOutItsRows, ListsItsRows]],
    ['families-taken-in-are-not-live', [KeepsWhatItWasGiven, KeepsTheReplacement]],
    ['family-stores-are-strangers', [IgnoresItsPrefix, CutsOffTheNeighbours]],
    ['family-twins-are-one-store', [ResponsesFromItsCache, LocksItsOwnProcess, LooksBeforeItReplaces]],
    [
      'family-failure-rejects',
      [FindsNothingWhenDown, ListsNothingWhenDown, CutsNobodyOffWhenDown, LosesTheRaceWhenDown],
    ],
  ],
  siblings: { 'rotation-race-has-one-winner': ['family-twins-are-one-store'] },
  subjectOf(Store) {
    const clock = createManualClock()
    return {
      ...clock,
      createStore: () => new Store(clock),
      createTwins: () => {
        const data = noData()
        return [new Store(clock, data), new Store(clock, data)]
      },
      createFailingStore: () => new Store(clock, dataOutOfReach()),
    }
  },
  createFailingStore: () => new PlainFamilyStore(createManualClock(), dataOutOfReach()),
})

it('no two laws of any kind of store have the same id', () => {
  const ids = [storeCases, familyStoreCases, jtiStoreCases].flatMap((cases) => cases.map(({ id }) => id))
  expect(new Set(ids).size).toBe(ids.length)
})
