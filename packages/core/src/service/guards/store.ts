import type { DeviceAuthorization } from '../../machine/authorization.js'
import type { DeviceAuthorizationStore, Versioned } from '../../ports/authorization-store.js'
import { RecordFault } from '../call/faults.js'
import { readTruth, readWord } from '../records/read-record.js'
import { readPolled, readVersioned } from '../records/stored-records.js'
import { callPort, type Guarded } from './guarded.js'

/** Returns the same store behind its guard. */
export function guardStore(store: DeviceAuthorizationStore): Guarded<DeviceAuthorizationStore> {
  return {
    async create(call, authorization) {
      const operation = 'store.create'
      const result = await callPort(call, operation, () => store.create(authorization))
      return readWord(operation, result, ['created', 'userCodeTaken'])
    },
    async recordPoll(call, deviceCode, at) {
      const operation = 'store.recordPoll'
      const found = await callPort(call, operation, () => store.recordPoll(deviceCode, at))
      return checkCode(readPolled(found, { operation, record }), operation, 'deviceCode', deviceCode)
    },
    async findByUserCode(call, userCode) {
      const operation = 'store.findByUserCode'
      const found = await callPort(call, operation, () => store.findByUserCode(userCode))
      return checkCode(readVersioned(found, { operation, record }), operation, 'userCode', userCode)
    },
    async replace(call, seen, next) {
      assertSameCodes(seen.authorization, next)
      const operation = 'store.replace'
      return readTruth(operation, await callPort(call, operation, () => store.replace(seen, next)))
    },
  }
}

const record = (): string => 'a device authorization'

// A store may rely on it: it checks nothing but the revision.
function assertSameCodes(seen: DeviceAuthorization, next: DeviceAuthorization): void {
  if (seen.deviceCode === next.deviceCode && seen.userCode === next.userCode) return
  throw new Error('a device authorization must keep its device code and its user code')
}

function checkCode<Found extends Versioned>(
  found: Found | undefined,
  operation: string,
  member: 'deviceCode' | 'userCode',
  asked: string,
): Found | undefined {
  if (found === undefined || found.authorization[member] === asked) return found
  throw new RecordFault(operation, record(), [`${member} must be the requested one`])
}
