import type { DeviceAuthorization, DeviceAuthorizationStore } from '@devicegrant/core/stores'
import type { Calls } from '../calls/calls.js'
import type { Keys } from './keys.js'
import { hasAll, type RecordKind, readRecord, readValue, writeRecord } from './record-text.js'
import { wholeInstant } from './whole-instant.js'
import { newWriteId } from './write-id.js'

/** Creates the store of device authorizations: one value for each, and one script for each operation. */
export function createAuthorizationStore(calls: Calls, keys: Keys): DeviceAuthorizationStore {
  const readName = calls.isStrict ? 'readDurably' : 'read'

  return {
    async create(authorization) {
      const { userCode, deviceCode, ...record } = authorization
      const args = [newWriteId(), deviceCode, writeRecord(record), wholeInstant(authorization.forgetAt), 'new']
      const { status } = await calls.runDurably('createRecord', keys.authorization(userCode), ...args)
      return status === 'done' ? 'created' : 'userCodeTaken'
    },

    async recordPoll(userCode, deviceCode, at) {
      const key = keys.authorization(userCode)
      const { status, values } = await calls.run('stampPoll', key, deviceCode, newWriteId(), at)
      if (status !== 'found') return undefined
      const [revision, previousPoll, text] = values
      return {
        authorization: readRecord(text, kindOf(userCode, deviceCode)),
        revision: Number(revision),
        previousPoll: previousPoll === '-' ? undefined : Number(previousPoll),
      }
    },

    async find(userCode) {
      const { status, values } = await calls.runDurably(readName, keys.authorization(userCode))
      if (status !== 'found') return undefined
      const { revision, deviceCode, text } = readValue(values[0])
      return { authorization: readRecord(text, kindOf(userCode, deviceCode)), revision }
    },

    async replace(seen, next) {
      const { userCode, deviceCode: _kept, ...record } = next
      const args = [newWriteId(), seen.revision, writeRecord(record), wholeInstant(next.forgetAt)]
      const { status } = await calls.runDurably('replaceRecord', keys.authorization(userCode), ...args)
      return status === 'done'
    },
  }
}

const statuses: readonly unknown[] = ['pending', 'approved', 'denied', 'redeemed']

function kindOf(userCode: string, deviceCode: string): RecordKind<DeviceAuthorization> {
  return { outside: { userCode, deviceCode }, is: isAuthorization }
}

function isAuthorization(value: object): value is DeviceAuthorization {
  return (
    'status' in value &&
    statuses.includes(value.status) &&
    hasAll(value, 'string', ['deviceCode', 'userCode', 'grantId', 'dialect', 'clientId']) &&
    hasAll(value, 'number', ['issuedAt', 'expiresAt', 'interval', 'forgetAt'])
  )
}
