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

/** Where the device and the person are, as far as the host can say it. */
export interface Locations {
  readonly location?: AddressLocation
  readonly viewerLocation?: AddressLocation
}

/** Returns where the device with this address is, and where the person of the call is. One address is located once. */
export async function locationsOf(
  context: ServiceContext,
  address: string | undefined,
  call: Call,
): Promise<Locations> {
  // The address of a proxy is not that of the person.
  const own = call.addressIsShared ? undefined : call.requester.ip
  const [location, viewerLocation] = await Promise.all([
    locationOf(context, address, call),
    own === address ? undefined : locationOf(context, own, call),
  ])
  const here = own === address ? location : viewerLocation
  return { ...(location && { location }), ...(here && { viewerLocation: here }) }
}
