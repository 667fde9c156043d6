import type { PendingAuthorization } from '@devicegrant/core/stores'
import { minute } from '../../src/time.js'
import type { Broken } from '../law-teeth.js'
import { PlainStore, type Row } from './plain-store.js'

class ForgetsAtExpiry extends PlainStore {
  override keptUntil(row: Row) {
    return row.authorization.expiresAt
  }
}

class KeepsAQuarterOfAnHour extends PlainStore {
  override keptUntil(row: Row) {
    return Math.min(row.authorization.forgetAt, row.authorization.issuedAt + 15 * minute)
  }
}

class FindsUntilTheFirstForgetAt extends PlainStore {
  readonly #until = new Map<string, number>()

  override create(authorization: PendingAuthorization) {
    this.#until.set(authorization.userCode, authorization.forgetAt)
    return super.create(authorization)
  }

  override async find(userCode: string) {
    return this.clock.now() < (this.#until.get(userCode) ?? 0) ? super.find(userCode) : undefined
  }
}

class NeverFreesUserCodes extends PlainStore {
  readonly #taken = new Set<string>()

  override async create(authorization: PendingAuthorization) {
    if (this.#taken.has(authorization.userCode)) return 'userCodeTaken'
    this.#taken.add(authorization.userCode)
    return super.create(authorization)
  }
}

class PollsForgottenRecords extends PlainStore {
  override rowFor(userCode: string) {
    return this.rows.get(userCode)
  }
}

class KeepsTheOldDeviceCode extends PlainStore {
  readonly #deviceCodes = new Map<string, string>()

  override create(authorization: PendingAuthorization) {
    const { userCode, deviceCode } = authorization
    if (!this.#deviceCodes.has(userCode)) this.#deviceCodes.set(userCode, deviceCode)
    return super.create(authorization)
  }

  override rowFor(userCode: string, deviceCode: string) {
    return this.#deviceCodes.get(userCode) === deviceCode ? this.rowOf(userCode) : super.rowFor(userCode, deviceCode)
  }
}

/** The stores that break the laws of `store-laws/forgetting`. */
export const brokenForgetting: readonly Broken<typeof PlainStore>[] = [
  ['keep-past-expiry', [ForgetsAtExpiry]],
  ['keep-until-forget-at', [KeepsAQuarterOfAnHour]],
  ['keep-until-the-later-forget-at', [FindsUntilTheFirstForgetAt]],
  ['forget-whole-records', [NeverFreesUserCodes, PollsForgottenRecords, KeepsTheOldDeviceCode]],
]
