import type { Clock } from '@devicegrant/core'
import {
  checkOptionNames,
  type DeviceAuthorizationStore,
  type OptionNames,
  type UserCodeDigest,
  type Versioned,
} from '@devicegrant/core/stores'
import { capacityOf, checkCapacity } from './capacity.js'
import { ForgetfulMap } from './forgetful-map.js'
import { frozenCopy } from './frozen-copy.js'
import { authorizationIn, changedRow, forgetAtOf, type Row, RowMaker } from './row.js'
import { systemClock } from './system-clock.js'

/** Options of `createMemoryStore`. */
export interface MemoryStoreOptions {
  /**
   * The clock that decides when a record is forgotten. The store judges nothing else by it.
   *
   * @defaultValue the clock of the system
   */
  readonly clock?: Clock
  /**
   * The maximum number of records. When the store is full, `create` rejects. A flood of new authorizations is then refused
   * for a while, and does not end the process with every authorization in it.
   *
   * @defaultValue as many records of 1 024 bytes as fit into half of the heap limit of the runtime: 65 536 if the runtime
   * does not report a limit
   */
  readonly capacity?: number
}

// A pending record takes about 350 bytes. A `User-Agent` and a label that no other device has add up to 650 bytes.
const bytesPerRecord = 1_024

const optionNames: OptionNames<MemoryStoreOptions> = { clock: true, capacity: true }

/**
 * Creates a store that keeps device authorizations in the memory of this process. All records are lost when the process
 * exits, so use it for one process, for development and for tests. It is also the reference for other stores: no operation
 * awaits anything, so each operation is atomic. There are no timers: a read forgets a record whose `forgetAt` has passed,
 * and each `create` forgets a few others.
 *
 * @throws ConfigurationError if an option name is unknown.
 * @throws TypeError if `capacity` is not a whole number, 1 or more.
 * @example
 * ```ts
 * const stores = { ...createMemoryStores(), authorizations: createMemoryStore({ capacity: 100_000 }) }
 * ```
 */
export function createMemoryStore(options: MemoryStoreOptions = {}): DeviceAuthorizationStore {
  checkOptionNames('createMemoryStore', options, optionNames)
  const { clock = systemClock, capacity = capacityOf(1 / 2, bytesPerRecord) } = options
  checkCapacity(capacity)
  const records = new ForgetfulMap<UserCodeDigest, Row>(clock, forgetAtOf)
  const rows = new RowMaker()

  return {
    volatile: true,

    async create(authorization) {
      records.sweep()
      const { userCode } = authorization
      if (records.get(userCode)) return 'userCodeTaken'
      if (records.size >= capacity)
        throw new Error(
          `the memory store is full: it holds ${capacity} records. Raise the capacity of createMemoryStore, or limit how fast clients create codes`,
        )
      records.set(frozenCopy(userCode), rows.rowOf(authorization))
      return 'created'
    },

    // Both digests are keyed, so the time of the comparison shows nothing that helps to guess a code.
    async recordPoll(userCode, deviceCode, at) {
      const row = records.get(userCode)
      if (row?.deviceCode !== deviceCode) return undefined
      const previousPoll = row.lastPoll
      row.lastPoll = at
      return { previousPoll, ...versioned(userCode, row) }
    },

    async find(userCode) {
      const row = records.get(userCode)
      return row && versioned(userCode, row)
    },

    async replace(seen, next) {
      const row = records.get(next.userCode)
      if (row?.revision !== seen.revision) return false
      records.set(next.userCode, changedRow(row, next))
      return true
    },
  }
}

function versioned(userCode: UserCodeDigest, row: Row): Versioned {
  return { authorization: authorizationIn(row, userCode), revision: row.revision }
}
