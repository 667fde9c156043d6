import type { DeviceAuthorization, DeviceAuthorizationStore, UserCodeDigest, Versioned } from '@devicegrant/core/stores'
import type { Calls } from '../calls/calls.js'
import { createHints } from './hints.js'
import type { Keys } from './keys.js'
import { hasAll, type RecordKind, readRecord, readValue, writeRecord } from './record-text.js'
import { wholeInstant } from './whole-instant.js'
import { newWriteId } from './write-id.js'

/** Creates the store of device authorizations: one value for each record, and one that maps its user code to it. */
export function createAuthorizationStore(calls: Calls, keys: Keys): DeviceAuthorizationStore {
  // The device code that each user code had at its last read. It saves a round trip, and each use is verified.
  const hints = createHints()
  const readName = calls.isStrict ? 'readDurably' : 'read'

  async function deviceCodeOf(userCode: UserCodeDigest): Promise<string | undefined> {
    const { status, values } = await calls.run('read', keys.userCode(userCode))
    return status === 'found' ? String(values[0]) : undefined
  }

  async function read(deviceCode: string, userCode: UserCodeDigest): Promise<Versioned | undefined> {
    const { status, values } = await calls.runDurably(readName, keys.authorization(deviceCode))
    if (status !== 'found') return undefined
    const { revision, record } = readValue(values[0], kindOf(deviceCode))
    return record.userCode === userCode ? { authorization: record, revision } : undefined
  }

  return {
    async create(authorization) {
      const { deviceCode, ...record } = authorization
      const { userCode } = record
      const forgetAt = wholeInstant(authorization.forgetAt)
      const claim = await calls.runDurably('takeUserCode', keys.userCode(userCode), deviceCode, forgetAt)
      if (claim.status === 'taken') return 'userCodeTaken'
      const key = keys.authorization(deviceCode)
      const { status } = await calls.runDurably('createRecord', key, newWriteId(), writeRecord(record), forgetAt)
      if (status === 'taken' && (await read(deviceCode, userCode)) === undefined) {
        throw new Error(
          'the store already has a record with this device code: the random source must not repeat a value',
        )
      }
      if (status === 'taken') return 'userCodeTaken'
      hints.set(userCode, deviceCode)
      return 'created'
    },

    async recordPoll(deviceCode, at) {
      const key = keys.authorization(deviceCode)
      const { status, values } = await calls.run('stampPoll', key, newWriteId(), at)
      if (status !== 'found') return undefined
      const [revision, previousPoll, text] = values
      return {
        authorization: readRecord(text, kindOf(deviceCode)),
        revision: Number(revision),
        previousPoll: previousPoll === '-' ? undefined : Number(previousPoll),
      }
    },

    async findByUserCode(userCode) {
      const hint = hints.get(userCode)
      const [deviceCode, hinted] = await Promise.all([deviceCodeOf(userCode), hint && read(hint, userCode)])
      if (deviceCode === undefined) return undefined
      hints.set(userCode, deviceCode)
      return deviceCode === hint ? hinted || undefined : read(deviceCode, userCode)
    },

    async replace(seen, next) {
      const { deviceCode, ...record } = next
      const forgetAt = wholeInstant(next.forgetAt)
      const key = keys.authorization(deviceCode)
      const args = [newWriteId(), seen.revision, writeRecord(record), forgetAt]
      const writing = calls.runDurably('replaceRecord', key, ...args)
      // Both writes in one round trip. If the record is not replaced, a `u:` key that lasts longer does no harm.
      const lastsLonger = next.forgetAt > seen.authorization.forgetAt
      const keeping =
        lastsLonger && calls.runDurably('keepUserCode', keys.userCode(next.userCode), deviceCode, forgetAt)
      const [{ status }] = await Promise.all([writing, keeping])
      return status === 'done'
    },
  }
}

const statuses: readonly unknown[] = ['pending', 'approved', 'denied', 'redeemed']

function kindOf(deviceCode: string): RecordKind<DeviceAuthorization> {
  return { fromKey: { deviceCode }, is: isAuthorization }
}

function isAuthorization(value: object): value is DeviceAuthorization {
  return (
    'status' in value &&
    statuses.includes(value.status) &&
    hasAll(value, 'string', ['deviceCode', 'userCode', 'grantId', 'dialect', 'clientId']) &&
    hasAll(value, 'number', ['issuedAt', 'expiresAt', 'interval', 'forgetAt'])
  )
}
