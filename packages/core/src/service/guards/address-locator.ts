import type { AddressLocator } from '../../ports/hooks/address-locator.js'
import type { AddressLocation } from '../../protocol/address-location.js'
import type { Call } from '../call/call.js'
import { readLocationRecord } from '../records/records.js'
import { callPort } from './guarded.js'

/** The locator as the service calls it. It rejects only with a `PortFault`. */
export type GuardedLocator = (call: Call, address: string) => Promise<AddressLocation | undefined>

const operation = 'locateAddress'

/** Returns the same locator behind its guard. */
export function guardLocator(locate: AddressLocator): GuardedLocator {
  return async (call, address) => {
    const found = await callPort(call, operation, () => locate(address))
    return readLocationRecord(found, { operation, record: () => 'the location of an address' })
  }
}
