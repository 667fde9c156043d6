import type { DeviceAuthorization, DeviceAuthorizationStore, Instant, Versioned } from '@devicegrant/core'

/** One row for each device authorization, with the columns of docs/write-a-store.md. */
interface Row {
  record: DeviceAuthorization
  revision: number
  lastPoll: Instant | undefined
}

/** A store that the demo has written itself. */
export interface OwnStore extends DeviceAuthorizationStore {
  /** Deletes the rows whose `forgetAt` has passed. */
  forget(): void
}

const mostRows = 100_000

/**
 * The store of `FRAMEWORK=node`: what a host writes that has a place for rows already. Here the place is the memory of the
 * process. No function awaits anything between reading and writing, so each is one atomic step.
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
      if (rowOf(record.deviceCode) !== undefined) throw new Error('this device code is in use')
      if (rows.size >= mostRows) forget()
      if (rows.size >= mostRows) throw new Error(`the demo keeps ${mostRows} device authorizations, and no more`)
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
      const { deviceCode, userCode } = seen.authorization
      if (next.deviceCode !== deviceCode || next.userCode !== userCode) throw new Error('a record keeps its two codes')
      const row = rowOf(deviceCode)
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
