import {
  type Clock,
  checkOptionNames,
  type DeviceAuthorization,
  type DeviceAuthorizationStore,
  type OptionNames,
  type Versioned,
} from '@devicegrant/core'
import { capacityOf, checkCapacity } from './capacity.js'
import { frozenCopy } from './frozen-copy.js'
import { type Cells, Records } from './records.js'
import { systemClock } from './system-clock.js'

/** What can be chosen about a memory store. */
export interface MemoryStoreOptions {
  /** The clock to forget by; nothing is judged by it. Default: the system's. */
  readonly clock?: Clock
  /**
   * The most records to hold. `create` rejects beyond it, so that a flood of new authorizations is refused for a while
   * instead of ending the process and every authorization in it. Default: what fits into half of the heap that the
   * runtime may use, at one kilobyte a record: some two million on a large machine, and 65 536 where the runtime does not
   * say how large its heap may grow.
   */
  readonly capacity?: number
}

// A record takes some 650 bytes, and up to 250 more with a long `User-Agent`.
const bytesPerRecord = 1_024

const optionNames: OptionNames<MemoryStoreOptions> = { clock: true, capacity: true }

/**
 * Keeps device authorizations in the memory of this process, which is the end of them when it exits: for one process,
 * for development and for tests. It is also the store that says what a store does, in as few words as possible: no
 * operation awaits anything, so each is atomic. Records are forgotten when they are next asked for, and a few at every
 * `create`; there are no timers.
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
        throw new Error('this device code has been given out before')
      if (records.size >= capacity) throw new Error(`the memory store is full: it holds ${capacity} records`)
      records.add({ authorization: frozenCopy(authorization), revision: 1, lastPoll: undefined })
      return 'created'
    },

    async recordPoll(deviceCode, at) {
      const cells = records.withDeviceCode(deviceCode)
      if (cells === undefined) return undefined
      const previousPoll = cells.lastPoll
      cells.lastPoll = at
      return { ...versioned(cells), previousPoll }
    },

    async findByUserCode(userCode) {
      const cells = records.withUserCode(userCode)
      return cells && versioned(cells)
    },

    async replace(seen, next) {
      assertSameCodes(seen.authorization, next)
      const cells = records.withDeviceCode(next.deviceCode)
      if (cells?.revision !== seen.revision) return false
      cells.authorization = frozenCopy(next)
      cells.revision += 1
      return true
    },
  }
}

function versioned({ authorization, revision }: Cells): Versioned {
  return { authorization, revision }
}

function assertSameCodes(seen: DeviceAuthorization, next: DeviceAuthorization): void {
  if (seen.deviceCode === next.deviceCode && seen.userCode === next.userCode) return
  throw new Error('a record is replaced by one with the same device code and the same user code')
}
