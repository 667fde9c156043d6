import type { Clock, DeviceAuthorization, DeviceCodeDigest, Instant, UserCodeDigest } from '@devicegrant/core'

/** The two cells of one record: what `replace` changes, and the stamp that `recordPoll` changes. */
export interface Cells {
  authorization: DeviceAuthorization
  revision: number
  lastPoll: Instant | undefined
}

// Eight are looked at for one that is added, so the store is never much larger than what it had to hold at its busiest.
const sweptPerCreate = 8

/** Every record under both of its codes, until its `forgetAt`. */
export class Records {
  readonly #clock: Clock
  readonly #byDeviceCode = new Map<DeviceCodeDigest, Cells>()
  readonly #byUserCode = new Map<UserCodeDigest, Cells>()
  #sweep = this.#byDeviceCode.values()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get size(): number {
    return this.#byDeviceCode.size
  }

  withDeviceCode(deviceCode: DeviceCodeDigest): Cells | undefined {
    return this.#remembered(this.#byDeviceCode.get(deviceCode))
  }

  withUserCode(userCode: UserCodeDigest): Cells | undefined {
    return this.#remembered(this.#byUserCode.get(userCode))
  }

  add(cells: Cells): void {
    this.#byDeviceCode.set(cells.authorization.deviceCode, cells)
    this.#byUserCode.set(cells.authorization.userCode, cells)
  }

  /** Looks at the next few records, round and round, and forgets those that nobody asked for again. */
  sweep(): void {
    for (let count = 0; count < sweptPerCreate; count++) {
      const { done, value } = this.#sweep.next()
      if (done) {
        this.#sweep = this.#byDeviceCode.values()
        return
      }
      this.#remembered(value)
    }
  }

  #remembered(cells: Cells | undefined): Cells | undefined {
    if (cells === undefined || this.#clock.now() < cells.authorization.forgetAt) return cells
    this.#byDeviceCode.delete(cells.authorization.deviceCode)
    this.#byUserCode.delete(cells.authorization.userCode)
    return undefined
  }
}
