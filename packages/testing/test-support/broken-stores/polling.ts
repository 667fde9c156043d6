import type { Broken } from '../law-teeth.js'
import { aTripToTheDatabase, copy, PlainStore } from './plain-store.js'

class KeepsTheLatestStamp extends PlainStore {
  override recordPoll(deviceCode: string, at: number) {
    return super.recordPoll(deviceCode, Math.max(at, this.byDeviceCode(deviceCode)?.lastPoll ?? at))
  }
}

class HandsBackTheNewStamp extends PlainStore {
  override async recordPoll(deviceCode: string, at: number) {
    const polled = await super.recordPoll(deviceCode, at)
    return polled && { ...polled, previousPoll: at }
  }
}

class StampsOnlyPendingRecords extends PlainStore {
  override async recordPoll(deviceCode: string, at: number) {
    const row = this.byDeviceCode(deviceCode)
    if (row === undefined || row.authorization.status === 'pending') return super.recordPoll(deviceCode, at)
    return { ...row, previousPoll: row.lastPoll }
  }
}

export class ReadsThenStamps extends PlainStore {
  override async recordPoll(deviceCode: string, at: number) {
    const row = this.byDeviceCode(deviceCode)
    if (row === undefined) return undefined
    const previousPoll = row.lastPoll
    await aTripToTheDatabase()
    row.lastPoll = at
    return { authorization: copy(row.authorization), revision: row.revision, previousPoll }
  }
}

class CountsPollsAsRevisions extends PlainStore {
  override recordPoll(deviceCode: string, at: number) {
    const row = this.byDeviceCode(deviceCode)
    if (row) row.revision += 1
    return super.recordPoll(deviceCode, at)
  }
}

class KeepsStampsOfStrangers extends PlainStore {
  readonly #stamps = new Map<string, number>()

  override async recordPoll(deviceCode: string, at: number) {
    const polled = await super.recordPoll(deviceCode, at)
    const previousPoll = this.#stamps.get(deviceCode)
    this.#stamps.set(deviceCode, at)
    return polled && { ...polled, previousPoll }
  }
}

/** The stores that break the laws of `store-laws/polling`. */
export const brokenPolling: readonly Broken<typeof PlainStore>[] = [
  ['poll-hands-back-the-stamp-before', [KeepsTheLatestStamp, HandsBackTheNewStamp, StampsOnlyPendingRecords]],
  ['poll-race-has-no-twins', [ReadsThenStamps]],
  ['poll-leaves-the-revision', [CountsPollsAsRevisions]],
  ['poll-of-the-unknown-leaves-no-trace', [KeepsStampsOfStrangers]],
]
