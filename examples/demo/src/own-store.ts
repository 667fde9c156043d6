import type { Instant } from '@devicegrant/core'
import type { DeviceAuthorization, DeviceAuthorizationStore, Versioned } from '@devicegrant/core/stores'

/** One row per device authorization, with the columns of docs/write-a-store.md. */
interface Row {
  record: DeviceAuthorization
  revision: number
  lastPoll: Instant | undefined
}

/** The store that the demo implements itself. */
export interface OwnStore extends DeviceAuthorizationStore {
  /** Deletes the rows whose `forgetAt` has passed. */
  forget(): void
}

const mostRows = 100_000

/**
 * Creates the store of `FRAMEWORK=node`: an example of a host's own store. Its rows are in the memory of the process. No
 * function awaits anything between reading and writing, so each function is one atomic step.
 */
export function createOwnStore(now: () => Instant = Date.now): OwnStore {
  const rows = new Map<string, Row>()

  function rowOf(userCode: string): Row | undefined {
    const row = rows.get(userCode)
    return row !== undefined && now() < row.record.forgetAt ? row : undefined
  }

  function forget(): void {
    for (const [userCode, { record }] of rows) {
      if (now() >= record.forgetAt) rows.delete(userCode)
    }
  }

  return {
    volatile: true,
    forget,

    async create(record) {
      if (rowOf(record.userCode) !== undefined) return 'userCodeTaken'
      if (rows.size >= mostRows) forget()
      if (rows.size >= mostRows) throw new Error(`the demo keeps at most ${mostRows} device authorizations`)
      rows.set(record.userCode, { record: structuredClone(record), revision: 1, lastPoll: undefined })
      return 'created'
    },

    async recordPoll(userCode, deviceCode, at) {
      const row = rowOf(userCode)
      if (row?.record.deviceCode !== deviceCode) return undefined
      const previousPoll = row.lastPoll
      row.lastPoll = at
      return { ...versioned(row), previousPoll }
    },

    async find(userCode) {
      const row = rowOf(userCode)
      return row && versioned(row)
    },

    async replace(seen, next) {
      const row = rowOf(next.userCode)
      if (row?.revision !== seen.revision) return false
      row.record = structuredClone(next)
      row.revision += 1
      return true
    },
  }
}

function versioned({ record, revision }: Row): Versioned {
  return { authorization: structuredClone(record), revision }
}
