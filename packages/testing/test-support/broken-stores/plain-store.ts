import type { Clock } from '@devicegrant/core'
import type {
  DeviceAuthorization,
  DeviceAuthorizationStore,
  PendingAuthorization,
  Polled,
  Versioned,
} from '@devicegrant/core/stores'

export interface Row {
  authorization: DeviceAuthorization
  revision: number
  lastPoll: number | undefined
}

/** A store that keeps every law. Each broken store overrides one method. */
export class PlainStore implements DeviceAuthorizationStore {
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

  rowOf(userCode: string): Row | undefined {
    const row = this.rows.get(userCode)
    return this.remembers(row) ? row : undefined
  }

  /** The row, if this is the device code of its record. */
  rowFor(userCode: string, deviceCode: string): Row | undefined {
    const row = this.rowOf(userCode)
    return row?.authorization.deviceCode === deviceCode ? row : undefined
  }

  async create(authorization: PendingAuthorization): Promise<'created' | 'userCodeTaken'> {
    if (this.rowOf(authorization.userCode)) return 'userCodeTaken'
    this.rows.set(authorization.userCode, { authorization: copy(authorization), revision: 1, lastPoll: undefined })
    return 'created'
  }

  async recordPoll(userCode: string, deviceCode: string, at: number): Promise<Polled | undefined> {
    const row = this.rowFor(userCode, deviceCode)
    if (row === undefined) return undefined
    const previousPoll = row.lastPoll
    row.lastPoll = at
    return { authorization: copy(row.authorization), revision: row.revision, previousPoll }
  }

  async find(userCode: string): Promise<Versioned | undefined> {
    const row = this.rowOf(userCode)
    return row && { authorization: copy(row.authorization), revision: row.revision }
  }

  async replace(seen: Versioned, next: DeviceAuthorization): Promise<boolean> {
    const row = this.rowOf(next.userCode)
    if (row?.revision !== seen.revision) return false
    row.authorization = copy(next)
    row.revision += 1
    return true
  }
}

export function copy<Data>(data: Data): Data {
  return structuredClone(data)
}

export async function aTripToTheDatabase(): Promise<void> {
  await Promise.resolve()
}

/** Rows in a database that does not respond. */
export class RowsOutOfReach extends Map<string, Row> {
  override get(): never {
    throw new Error('connection refused')
  }
  override values(): never {
    throw new Error('connection refused')
  }
}
