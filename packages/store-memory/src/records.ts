import type { Clock, Instant } from '@devicegrant/core'
import type { DeviceAuthorization, DeviceCodeDigest, UserCodeDigest } from '@devicegrant/core/stores'
import { ForgetfulMap } from './forgetful-map.js'

/** One record. `replace` changes `authorization` and `revision`; `recordPoll` changes `lastPoll`. */
export interface Row {
  authorization: DeviceAuthorization
  revision: number
  lastPoll: Instant | undefined
}

/** Keeps each record under both of its codes until its `forgetAt`. */
export class Records {
  readonly #byDeviceCode: ForgetfulMap<DeviceCodeDigest, Row>
  readonly #byUserCode = new Map<UserCodeDigest, Row>()

  constructor(clock: Clock) {
    const drop = ({ authorization }: Row): void => void this.#byUserCode.delete(authorization.userCode)
    this.#byDeviceCode = new ForgetfulMap(clock, ({ authorization }) => authorization.forgetAt, drop)
  }

  get size(): number {
    return this.#byDeviceCode.size
  }

  withDeviceCode(deviceCode: DeviceCodeDigest): Row | undefined {
    return this.#byDeviceCode.get(deviceCode)
  }

  withUserCode(userCode: UserCodeDigest): Row | undefined {
    const row = this.#byUserCode.get(userCode)
    return row && this.withDeviceCode(row.authorization.deviceCode)
  }

  add(row: Row): void {
    this.#byDeviceCode.set(row.authorization.deviceCode, row)
    this.#byUserCode.set(row.authorization.userCode, row)
  }

  /** Checks the next few records and forgets the expired ones. */
  sweep(): void {
    this.#byDeviceCode.sweep()
  }
}
