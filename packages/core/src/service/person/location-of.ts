import type { AddressLocation } from '../../protocol/address-location.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'

/** Returns where an address is, if the host can say it. A look-up must not fail because the place is not known. */
export async function locationOf(
  { locateAddress, report }: ServiceContext,
  address: string | undefined,
  call: Call,
): Promise<AddressLocation | undefined> {
  if (locateAddress === undefined || address === undefined) return undefined
  try {
    return await locateAddress(call, address)
  } catch (fault) {
    report(fault, 'finding the location of an address')
    return undefined
  }
}
