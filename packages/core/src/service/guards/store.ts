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
      const operation = 'stores.authorizations.create'
      const result = await callPort(call, operation, () => store.create(authorization))
      return readWord(operation, result, ['created', 'userCodeTaken'])
    },
    async recordPoll(call, userCode, deviceCode, at) {
      const operation = 'stores.authorizations.recordPoll'
      const found = await callPort(call, operation, () => store.recordPoll(userCode, deviceCode, at))
      return checkCodes(readPolled(found, { operation, record }), operation, { userCode, deviceCode })
    },
    async find(call, userCode) {
      const operation = 'stores.authorizations.find'
      const found = await callPort(call, operation, () => store.find(userCode))
      return checkCodes(readVersioned(found, { operation, record }), operation, { userCode })
    },
    async replace(call, seen, next) {
      assertSameCodes(seen.authorization, next)
      const operation = 'stores.authorizations.replace'
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

function checkCodes<Found extends Versioned>(
  found: Found | undefined,
  operation: string,
  asked: { readonly userCode: string; readonly deviceCode?: string },
): Found | undefined {
  if (found === undefined) return undefined
  const { userCode, deviceCode } = found.authorization
  if (userCode !== asked.userCode) throw wrong(operation, 'userCode')
  if (asked.deviceCode !== undefined && deviceCode !== asked.deviceCode) throw wrong(operation, 'deviceCode')
  return found
}

function wrong(operation: string, member: 'userCode' | 'deviceCode'): RecordFault {
  return new RecordFault(operation, record(), [`${member} must be the requested one`])
}
