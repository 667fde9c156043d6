import type { Clock, DeviceAuthorization, DeviceCodeDigest, Instant, UserCodeDigest } from '@devicegrant/core'
import { ForgetfulMap } from './forgetful-map.js'

/** One record. `replace` changes `authorization` and `revision`; `recordPoll` changes `lastPoll`. */
export interface Cells {
  authorization: DeviceAuthorization
  revision: number
  lastPoll: Instant | undefined
}

/** Keeps each record under both of its codes until its `forgetAt`. */
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

  /** Checks the next few records and forgets the expired ones. */
  sweep(): void {
    this.#byDeviceCode.sweep()
  }
}
