import { type AddressRange, isInRanges, readAddressRanges } from '../../machine/addresses/address-range.js'
import type { IpAddress } from '../../machine/addresses/ip-address.js'
import type { HttpRequest } from '../../ports/http-request.js'

/** The number of proxies in front of this server. */
export interface ProxyHops {
  /** A whole number from 1 to 20. */
  readonly hops: number
}

/**
 * The host's own way to find the address of a caller. Returns `undefined` if there is none. The address may have a port:
 * `192.0.2.1:4711`, `[2001:db8::1]:4711`. Called at most once for each request, and not for a pending poll.
 */
export type CallerAddress = (request: HttpRequest) => string | undefined

/** The proxies whose header is believed: their addresses and ranges, their number, or a function of the host. */
export type TrustedProxies = readonly string[] | ProxyHops | CallerAddress

/** Returns whether the header of a proxy is believed. `passed` is the number of proxies between it and this server. */
export type Trust = (proxy: IpAddress | undefined, passed: number) => boolean

/** Returns the rule of these proxies. */
export function trustOf(proxies: readonly string[] | ProxyHops): Trust {
  if ('hops' in proxies) return (_, passed) => passed < proxies.hops
  const ranges: readonly AddressRange[] = proxies.flatMap(readAddressRanges)
  return (proxy) => proxy !== undefined && isInRanges(proxy, ranges)
}
