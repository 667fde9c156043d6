import type { Broken } from '../law-teeth.js'
import { aTripToTheDatabase, copy, PlainStore } from './plain-store.js'

class KeepsTheLatestStamp extends PlainStore {
  override recordPoll(userCode: string, deviceCode: string, at: number) {
    return super.recordPoll(userCode, deviceCode, Math.max(at, this.rowFor(userCode, deviceCode)?.lastPoll ?? at))
  }
}

class HandsBackTheNewStamp extends PlainStore {
  override async recordPoll(userCode: string, deviceCode: string, at: number) {
    const polled = await super.recordPoll(userCode, deviceCode, at)
    return polled && { ...polled, previousPoll: at }
  }
}

class StampsOnlyPendingRecords extends PlainStore {
  override async recordPoll(userCode: string, deviceCode: string, at: number) {
    const row = this.rowFor(userCode, deviceCode)
    if (row === undefined || row.authorization.status === 'pending') return super.recordPoll(userCode, deviceCode, at)
    return { ...row, previousPoll: row.lastPoll }
  }
}

export class ReadsThenStamps extends PlainStore {
  override async recordPoll(userCode: string, deviceCode: string, at: number) {
    const row = this.rowFor(userCode, deviceCode)
    if (row === undefined) return undefined
    const previousPoll = row.lastPoll
    await aTripToTheDatabase()
    row.lastPoll = at
    return { authorization: copy(row.authorization), revision: row.revision, previousPoll }
  }
}

class CountsPollsAsRevisions extends PlainStore {
  override recordPoll(userCode: string, deviceCode: string, at: number) {
    const row = this.rowFor(userCode, deviceCode)
    if (row) row.revision += 1
    return super.recordPoll(userCode, deviceCode, at)
  }
}

class KeepsStampsOfStrangers extends PlainStore {
  readonly #stamps = new Map<string, number>()

  override async recordPoll(userCode: string, deviceCode: string, at: number) {
    const polled = await super.recordPoll(userCode, deviceCode, at)
    const previousPoll = this.#stamps.get(deviceCode)
    this.#stamps.set(deviceCode, at)
    return polled && { ...polled, previousPoll }
  }
}

class IgnoresTheDeviceCode extends PlainStore {
  override rowFor(userCode: string) {
    return this.rowOf(userCode)
  }
}

class StampsBeforeItCompares extends PlainStore {
  override async recordPoll(userCode: string, deviceCode: string, at: number) {
    const row = this.rowOf(userCode)
    if (row === undefined) return undefined
    const previousPoll = row.lastPoll
    row.lastPoll = at
    if (row.authorization.deviceCode !== deviceCode) return undefined
    return { authorization: copy(row.authorization), revision: row.revision, previousPoll }
  }
}

class ComparesWithoutCase extends PlainStore {
  override rowFor(userCode: string, deviceCode: string) {
    const row = this.rowOf(userCode)
    return row?.authorization.deviceCode.toLowerCase() === deviceCode.toLowerCase() ? row : undefined
  }
}

class ComparesOnlyTheBeginning extends PlainStore {
  override rowFor(userCode: string, deviceCode: string) {
    const row = this.rowOf(userCode)
    return row?.authorization.deviceCode.startsWith(deviceCode) ? row : undefined
  }
}

class ForgetsToCompareDecidedRecords extends PlainStore {
  override rowFor(userCode: string, deviceCode: string) {
    const row = this.rowOf(userCode)
    return row?.authorization.status === 'approved' ? row : super.rowFor(userCode, deviceCode)
  }
}

/** The stores that break the laws of `store-laws/polling`. */
export const brokenPolling: readonly Broken<typeof PlainStore>[] = [
  ['poll-hands-back-the-stamp-before', [KeepsTheLatestStamp, HandsBackTheNewStamp, StampsOnlyPendingRecords]],
  ['poll-race-has-no-twins', [ReadsThenStamps]],
  ['poll-leaves-the-revision', [CountsPollsAsRevisions]],
  ['poll-of-the-unknown-leaves-no-trace', [KeepsStampsOfStrangers]],
  [
    'poll-with-another-device-code-changes-nothing',
    [
      IgnoresTheDeviceCode,
      StampsBeforeItCompares,
      ComparesWithoutCase,
      ComparesOnlyTheBeginning,
      ForgetsToCompareDecidedRecords,
    ],
  ],
]
