import { type Clock, checkOptionNames, type OptionNames } from '@devicegrant/core'
import type { DeviceAuthorizationStore, Versioned } from '@devicegrant/core/stores'
import { capacityOf, checkCapacity } from './capacity.js'
import { frozenCopy } from './frozen-copy.js'
import { Records, type Row } from './records.js'
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

// A record takes about 650 bytes. A long `User-Agent` adds up to 250 bytes.
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
  const records = new Records(clock)

  return {
    volatile: true,

    async create(authorization) {
      records.sweep()
      if (records.withUserCode(authorization.userCode)) return 'userCodeTaken'
      if (records.withDeviceCode(authorization.deviceCode))
        throw new Error(
          'the store already has a record with this device code: the random source must not repeat a value',
        )
      if (records.size >= capacity)
        throw new Error(
          `the memory store is full: it holds ${capacity} records. Raise capacity, or limit how fast clients create codes`,
        )
      records.add({ authorization: frozenCopy(authorization), revision: 1, lastPoll: undefined })
      return 'created'
    },

    async recordPoll(deviceCode, at) {
      const row = records.withDeviceCode(deviceCode)
      if (row === undefined) return undefined
      const previousPoll = row.lastPoll
      row.lastPoll = at
      return { ...versioned(row), previousPoll }
    },

    async findByUserCode(userCode) {
      const row = records.withUserCode(userCode)
      return row && versioned(row)
    },

    async replace(seen, next) {
      const row = records.withDeviceCode(next.deviceCode)
      if (row?.revision !== seen.revision) return false
      row.authorization = frozenCopy(next)
      row.revision += 1
      return true
    },
  }
}

function versioned({ authorization, revision }: Row): Versioned {
  return { authorization, revision }
}
