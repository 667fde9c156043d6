import type { Clock } from '@devicegrant/core'
import type {
  FamilyCaps,
  FamilyCreation,
  FamilyListing,
  FamilyPage,
  FamilyPosition,
  LiveFamily,
  Revocation,
  RevokedWindow,
  TokenFamily,
  TokenFamilyStore,
  VersionedFamily,
} from '@devicegrant/core/stores'

export interface Row {
  family: TokenFamily
  revision: number
}

export interface LiveRow extends Row {
  family: LiveFamily
}

export type FamilyFacts = Pick<LiveFamily, 'grantId' | 'clientId'>

export function isLive(row: Row): row is LiveRow {
  return row.family.status === 'live'
}

export function byLastUse(
  { family: one }: { family: FamilyPosition },
  { family: other }: { family: FamilyPosition },
): number {
  if (one.lastUsedAt !== other.lastUsedAt) return other.lastUsedAt - one.lastUsedAt
  return one.grantId === other.grantId ? 0 : one.grantId > other.grantId ? -1 : 1
}

export interface KeptRevocation {
  at?: number
  windows?: RevokedWindow[]
  forgetAt: number
}

/** The contents of the database. */
export interface Data {
  readonly rows: Map<string, Row>
  readonly revocations: Map<string, KeptRevocation>
}

export function noData(): Data {
  return { rows: new Map(), revocations: new Map() }
}

/** A store that keeps every law. Each broken store overrides one method. */
export class PlainFamilyStore implements TokenFamilyStore {
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

  revocationOf(holder: string): KeptRevocation | undefined {
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
    this.data.revocations.set(holder, {
      ...known,
      at: Math.max(known.at ?? at, at),
      forgetAt: Math.max(known.forgetAt, forgetAt),
    })
  }

  async revokeWindow(holder: string, window: RevokedWindow, forgetAt: number): Promise<void> {
    const known = this.revocationOf(holder) ?? { forgetAt }
    this.data.revocations.set(holder, {
      ...known,
      windows: this.withWindow(known.windows ?? [], window),
      forgetAt: Math.max(known.forgetAt, forgetAt),
    })
  }

  withWindow(windows: readonly RevokedWindow[], window: RevokedWindow): RevokedWindow[] {
    return [...windows.filter((one) => JSON.stringify(one) !== JSON.stringify(window)), copy(window)]
  }

  async findRevocation(holder: string): Promise<Revocation | undefined> {
    const found = this.revocationOf(holder)
    if (found === undefined) return undefined
    const { at, windows } = found
    return copy({ ...(at !== undefined && { before: at }), ...(windows && { windows }) })
  }

  async findRevokedBefore(holder: string): Promise<number | undefined> {
    return this.revocationOf(holder)?.at
  }
}

export function copy<Data>(data: Data): Data {
  return structuredClone(data)
}

export async function aTripToTheDatabase(): Promise<void> {
  await Promise.resolve()
}

/** A table in a database that does not respond. */
export class OutOfReach<Value> extends Map<string, Value> {
  override get(): never {
    throw new Error('connection refused')
  }
  override values(): never {
    throw new Error('connection refused')
  }
}

export function dataOutOfReach(): Data {
  return { rows: new OutOfReach(), revocations: new OutOfReach() }
}
