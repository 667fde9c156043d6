import type { AddressLocation } from '../../protocol/address-location.js'
import type { Found, MaybePromise } from '../found.js'

/**
 * Finds out where an IP address is. The page shows the place beside the address of a device that asks for access, so that
 * a person notices a request from another part of the world. The address has its canonical form (RFC 5952 §4). May return
 * its result at once or as a promise, and nothing for an address that it does not know. If it fails or takes longer than
 * the timeout of a port, the page shows the address alone.
 *
 * A database on the own server is best: a service of somebody else would learn the addresses of your users.
 *
 * @example
 * ```ts
 * const locateAddress: AddressLocator = (address) => {
 *   const found = cities.get(address)
 *   return found && { name: `${found.city}, ${found.country}` }
 * }
 * ```
 */
export type AddressLocator = (address: string) => MaybePromise<Found<AddressLocation>>
