import type { Clock, DeviceAuthorization, DeviceCodeDigest, Instant, UserCodeDigest } from '@devicegrant/core'
import { ForgetfulMap } from './forgetful-map.js'

/** The two cells of one record: what `replace` changes, and the stamp that `recordPoll` changes. */
export interface Cells {
  authorization: DeviceAuthorization
  revision: number
  lastPoll: Instant | undefined
}

/** Every record under both of its codes, until its `forgetAt`. */
export class Records {
  readonly #byDeviceCode: ForgetfulMap<DeviceCodeDigest, Cells>
  readonly #byUserCode = new Map<UserCodeDigest, Cells>()

  constructor(clock: Clock) {
    const drop = ({ authorization }: Cells): void => void this.#byUserCode.delete(authorization.userCode)
    this.#byDeviceCode = new ForgetfulMap(clock, ({ authorization }) => authorization.forgetAt, drop)
  }

  get size(): number {
    return this.#byDeviceCode.size
  }

  withDeviceCode(deviceCode: DeviceCodeDigest): Cells | undefined {
    return this.#byDeviceCode.get(deviceCode)
  }

  withUserCode(userCode: UserCodeDigest): Cells | undefined {
    const cells = this.#byUserCode.get(userCode)
    return cells && this.withDeviceCode(cells.authorization.deviceCode)
  }

  add(cells: Cells): void {
    this.#byDeviceCode.set(cells.authorization.deviceCode, cells)
    this.#byUserCode.set(cells.authorization.userCode, cells)
  }

  /** Looks at the next few records, round and round, and forgets those that nobody asked for again. */
  sweep(): void {
    this.#byDeviceCode.sweep()
  }
}
