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
  const deviceCodes = new Map<string, string>()

  function rowOf(deviceCode: string | undefined): Row | undefined {
    const row = deviceCode === undefined ? undefined : rows.get(deviceCode)
    return row !== undefined && now() < row.record.forgetAt ? row : undefined
  }

  function forget(): void {
    for (const [deviceCode, { record }] of rows) {
      if (now() < record.forgetAt) continue
      rows.delete(deviceCode)
      if (deviceCodes.get(record.userCode) === deviceCode) deviceCodes.delete(record.userCode)
    }
  }

  return {
    forget,

    async create(record) {
      if (rowOf(deviceCodes.get(record.userCode)) !== undefined) return 'userCodeTaken'
      if (rowOf(record.deviceCode) !== undefined)
        throw new Error('the store already has a record with this device code')
      if (rows.size >= mostRows) forget()
      if (rows.size >= mostRows) throw new Error(`the demo keeps at most ${mostRows} device authorizations`)
      rows.set(record.deviceCode, { record: structuredClone(record), revision: 1, lastPoll: undefined })
      deviceCodes.set(record.userCode, record.deviceCode)
      return 'created'
    },

    async recordPoll(deviceCode, at) {
      const row = rowOf(deviceCode)
      if (row === undefined) return undefined
      const previousPoll = row.lastPoll
      row.lastPoll = at
      return { ...versioned(row), previousPoll }
    },

    async findByUserCode(userCode) {
      const row = rowOf(deviceCodes.get(userCode))
      return row && versioned(row)
    },

    async replace(seen, next) {
      const row = rowOf(next.deviceCode)
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
