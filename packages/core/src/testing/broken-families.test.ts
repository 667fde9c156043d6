import { isDeepStrictEqual } from 'node:util'
import { expect, it } from 'vitest'
import { describeTeeth } from '../../test-support/law-teeth.js'
import { day, minute } from '../machine/time.js'
import { isRefreshable, type LiveFamily, type TokenFamily } from '../machine/token-family.js'
import type { Clock } from '../ports/ambient.js'
import type { TokenFamilyStore, VersionedFamily } from '../ports/token-family-store.js'
import { familyStoreCases } from './family-store-cases.js'
import { createManualClock } from './manual-clock.js'
import { onceStoreCases } from './once-store-cases.js'
import { storeCases } from './store-cases.js'

interface Row {
  family: TokenFamily
  revision: number
}

interface CutOff {
  at: number
  forgetAt: number
}

/** What is in the database. */
interface Data {
  readonly rows: Map<string, Row>
  readonly cutOffs: Map<string, CutOff>
}

function noData(): Data {
  return { rows: new Map(), cutOffs: new Map() }
}

/** A store that keeps every law and is written to be broken: each method can be replaced by a worse one. */
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

  cutOffOf(holder: string): CutOff | undefined {
    const known = this.data.cutOffs.get(holder)
    return known && this.clock.now() < known.forgetAt ? known : undefined
  }

  async create(family: LiveFamily): Promise<'created' | 'taken'> {
    if (this.row(family.grantId)) return 'taken'
    this.insert(family)
    return 'created'
  }

  async find(grantId: string): Promise<VersionedFamily | undefined> {
    return copy(this.row(grantId))
  }

  async findBySubject(subject: string): Promise<readonly VersionedFamily[]> {
    return copy(this.rowsOf(subject))
  }

  async replace(seen: VersionedFamily, next: TokenFamily): Promise<boolean> {
    const row = this.row(next.grantId)
    if (row?.revision !== seen.revision) return false
    row.family = copy(next)
    row.revision += 1
    return true
  }

  async cutOff(holder: string, at: number, forgetAt: number): Promise<void> {
    const known = this.cutOffOf(holder) ?? { at, forgetAt }
    this.data.cutOffs.set(holder, { at: Math.max(known.at, at), forgetAt: Math.max(known.forgetAt, forgetAt) })
  }

  async findCutOff(holder: string): Promise<number | undefined> {
    return this.cutOffOf(holder)?.at
  }
}

function copy<Data>(data: Data): Data {
  return structuredClone(data)
}

async function aTripToTheDatabase(): Promise<void> {
  await Promise.resolve()
}

/** A table in a database that does not answer. */
class OutOfReach<Value> extends Map<string, Value> {
  override get(): never {
    throw new Error('connection refused')
  }
  override values(): never {
    throw new Error('connection refused')
  }
}

function dataOutOfReach(): Data {
  return { rows: new OutOfReach(), cutOffs: new OutOfReach() }
}

class LosesTheConfirmation extends PlainFamilyStore {
  override create({ confirmation: _, ...family }: LiveFamily) {
    return super.create(family)
  }
}

class KeepsOneSpentToken extends PlainFamilyStore {
  override create(family: LiveFamily) {
    if (!isRefreshable(family)) return super.create(family)
    return super.create({ ...family, rotation: { ...family.rotation, spent: family.rotation.spent.slice(0, 1) } })
  }
}

class FillsInWhatIsAbsent extends PlainFamilyStore {
  override create(family: LiveFamily) {
    return super.create({ ...family, requester: { ip: '', userAgent: '', label: '', ...family.requester } })
  }
}

class OverwritesTakenGrants extends PlainFamilyStore {
  override async create(family: LiveFamily) {
    this.data.rows.delete(family.grantId)
    return super.create(family)
  }
}

class FreesEndedGrants extends PlainFamilyStore {
  override async create(family: LiveFamily) {
    if (this.row(family.grantId)?.family.status === 'ended') this.data.rows.delete(family.grantId)
    return super.create(family)
  }
}

class UpdatesTheClientOfATakenGrant extends PlainFamilyStore {
  override create(family: LiveFamily) {
    const row = this.row(family.grantId)
    if (row) row.family = { ...row.family, clientId: family.clientId }
    return super.create(family)
  }
}

class LooksBeforeItCreates extends PlainFamilyStore {
  override async create(family: LiveFamily) {
    const taken = this.row(family.grantId)
    await aTripToTheDatabase()
    if (taken) return 'taken'
    this.insert(family)
    return 'created'
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

  override create(family: LiveFamily) {
    this.#copies.set(family.grantId, copy(family))
    return super.create(family)
  }

  override async findBySubject(subject: string) {
    const found = await super.findBySubject(subject)
    return found.map((one) => ({ ...one, family: this.#copies.get(one.family.grantId) ?? one.family }))
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
    if (!isRefreshable(family) || !isRefreshable(next)) return super.replace(seen, next)
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

class CountsCutOffsAsRevisions extends PlainFamilyStore {
  override cutOff(holder: string, at: number, forgetAt: number) {
    for (const row of this.rowsOf(holder)) row.revision += 1
    return super.cutOff(holder, at, forgetAt)
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

class LeavesEndedFamiliesOut extends PlainFamilyStore {
  override rowsOf(subject: string) {
    return super.rowsOf(subject).filter(({ family }) => family.status === 'live')
  }
}

class ListsAHundredAtMost extends PlainFamilyStore {
  override rowsOf(subject: string) {
    return super.rowsOf(subject).slice(0, 100)
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
  override cutOff(holder: string, at: number, forgetAt: number) {
    return super.cutOff(holder.slice(0, 255), at, forgetAt)
  }

  override findCutOff(holder: string) {
    return super.findCutOff(holder.slice(0, 255))
  }
}

class WasAlwaysCutOff extends PlainFamilyStore {
  override async findCutOff(holder: string) {
    return (await super.findCutOff(holder)) ?? 0
  }
}

class GoesByItsOwnClock extends PlainFamilyStore {
  override cutOff(holder: string, at: number, forgetAt: number) {
    return super.cutOff(holder, Math.max(at, this.clock.now()), forgetAt)
  }
}

class KeepsTheLastCutOff extends PlainFamilyStore {
  override cutOff(holder: string, at: number, forgetAt: number) {
    this.data.cutOffs.set(holder, { at, forgetAt: Math.max(forgetAt, this.cutOffOf(holder)?.forgetAt ?? forgetAt) })
    return Promise.resolve()
  }
}

class ComparesSeconds extends PlainFamilyStore {
  override async cutOff(holder: string, at: number, forgetAt: number) {
    await super.cutOff(holder, at, forgetAt)
    const kept = this.cutOffOf(holder)
    if (kept && Math.floor(kept.at / 1_000) === Math.floor(at / 1_000)) kept.at = at
  }
}

class LooksBeforeItCutsOff extends PlainFamilyStore {
  override async cutOff(holder: string, at: number, forgetAt: number) {
    const known = this.cutOffOf(holder) ?? { at, forgetAt }
    await aTripToTheDatabase()
    this.data.cutOffs.set(holder, { at: Math.max(known.at, at), forgetAt: Math.max(known.forgetAt, forgetAt) })
  }
}

class TakesClientsForAccounts extends PlainFamilyStore {
  override cutOffOf(holder: string) {
    return super.cutOffOf(identifierOf(holder))
  }

  override cutOff(holder: string, at: number, forgetAt: number) {
    return super.cutOff(identifierOf(holder), at, forgetAt)
  }
}

function identifierOf(holder: string): string {
  return /^\["(?:subject|client)","(?<identifier>.*)"\]$/.exec(holder)?.groups?.['identifier'] ?? holder
}

class DropsWhatIsCutOff extends PlainFamilyStore {
  override cutOff(holder: string, at: number, forgetAt: number) {
    for (const { family } of this.rowsOf(holder)) this.data.rows.delete(family.grantId)
    return super.cutOff(holder, at, forgetAt)
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
  override create(family: LiveFamily) {
    const row = this.row(family.grantId)
    if (row && row.family.forgetAt < this.clock.now() + 1 * minute) this.data.rows.delete(family.grantId)
    return super.create(family)
  }
}

class ForgetsTheWayBySubject extends PlainFamilyStore {
  readonly #until = new Map<string, number>()

  override create(family: LiveFamily) {
    this.#until.set(family.grantId, Math.max(family.forgetAt, this.#until.get(family.grantId) ?? 0))
    return super.create(family)
  }

  override rowsOf(subject: string) {
    return super
      .rowsOf(subject)
      .filter(({ family }) => this.clock.now() < (this.#until.get(family.grantId) ?? Infinity))
  }
}

class KeepsCutOffsByTheLastCall extends PlainFamilyStore {
  override async cutOff(holder: string, at: number, forgetAt: number) {
    this.data.cutOffs.set(holder, { at: Math.max(at, this.cutOffOf(holder)?.at ?? at), forgetAt })
  }
}

class NeverFreesGrants extends PlainFamilyStore {
  readonly #taken = new Set<string>()

  override async create(family: LiveFamily) {
    if (this.#taken.has(family.grantId)) return 'taken'
    this.#taken.add(family.grantId)
    return super.create(family)
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
  override async findBySubject(subject: string) {
    return this.rowsOf(subject).map(({ family, revision }) => ({ family: { ...family }, revision }))
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

// The clock is the one thing that the stores of a subject have in common: here it stands for their server.
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
  constructor(clock: Clock, data: Data = { ...noData(), cutOffs: serverOf(clock).cutOffs }) {
    super(clock, data)
  }
}

class AnswersFromItsCache extends PlainFamilyStore {
  readonly #cache = new Map<string, number | undefined>()

  override async findCutOff(holder: string) {
    if (!this.#cache.has(holder)) this.#cache.set(holder, await super.findCutOff(holder))
    return this.#cache.get(holder)
  }

  override cutOff(holder: string, at: number, forgetAt: number) {
    this.#cache.delete(holder)
    return super.cutOff(holder, at, forgetAt)
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
  override findBySubject(subject: string) {
    return super.findBySubject(subject).catch(() => [])
  }
}

class CutsNobodyOffWhenDown extends PlainFamilyStore {
  override findCutOff(holder: string) {
    return super.findCutOff(holder).catch(() => undefined)
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
    ['replace-shows-the-next-family', [NeverGainsARotation, ShowsAnOldCopyBySubject]],
    ['replace-drops-what-the-next-family-lacks', [MergesFields, KeepsSpentTokens]],
    ['revision-counts-replacements', [GrowsByTwo, CountsCutOffsAsRevisions, ReturnsToOldRevisions]],
    ['replace-refuses-a-stale-reading', [ComparesContent, ReturnsToOldRevisions]],
    ['rotation-race-has-one-winner', [LooksBeforeItReplaces]],
    ['replace-of-an-unknown-grant-creates-nothing', [ReplacesWhatIsNotThere, TakesRevisionZeroForNew]],
    ['subject-has-all-its-families', [LeavesEndedFamiliesOut, ListsAHundredAtMost]],
    ['unknown-subject-has-no-families', [ListsEverybodyForStrangers]],
    ['identifiers-never-collide', [FoldsCase, TakesStarsForPatterns, CutsHoldersShort]],
    ['cut-off-is-found-by-its-holder', [WasAlwaysCutOff, GoesByItsOwnClock]],
    ['cut-off-only-moves-later', [KeepsTheLastCutOff, ComparesSeconds]],
    ['cut-off-race-keeps-the-latest', [LooksBeforeItCutsOff]],
    ['cut-off-concerns-one-holder', [TakesClientsForAccounts, DropsWhatIsCutOff]],
    ['keep-families-past-their-tokens', [ReckonsFromTheTokens]],
    ['keep-families-until-forget-at', [KeepsTwoWeeks, FreesGrantsAMinuteEarly]],
    ['keep-families-until-the-later-forget-at', [ForgetsTheWayBySubject]],
    ['keep-cut-offs-until-the-latest-forget-at', [KeepsCutOffsByTheLastCall]],
    ['forget-whole-families', [NeverFreesGrants, ListsWhatItForgot, ReplacesWhatIsNotThere]],
    ['families-handed-out-are-not-live', [HandsOutItsRows, ListsItsRows]],
    ['families-taken-in-are-not-live', [KeepsWhatItWasGiven, KeepsTheReplacement]],
    ['family-stores-are-strangers', [IgnoresItsPrefix, CutsOffTheNeighbours]],
    ['family-twins-are-one-store', [AnswersFromItsCache, LocksItsOwnProcess, LooksBeforeItReplaces]],
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
  const ids = [storeCases, familyStoreCases, onceStoreCases].flatMap((cases) => cases.map(({ id }) => id))
  expect(new Set(ids).size).toBe(ids.length)
})
