import { readIpAddress } from './ip-address.js'

/** How many leading bits of an address identify the network of one requester. */
export interface PrefixLengths {
  /** 0 to 32. */
  readonly ipv4: number
  /** 0 to 128. */
  readonly ipv6: number
}

/** One subscriber: an IPv4 address, or the /64 in which an IPv6 host chooses its addresses (RFC 4291 §2.5.4). */
const subscriberPrefix: PrefixLengths = { ipv4: 32, ipv6: 64 }

/** One site: an IPv4 /24, or the IPv6 /48 that a site usually gets (RFC 6177 §2). */
export const sitePrefix: PrefixLengths = { ipv4: 24, ipv6: 48 }

/**
 * Returns the prefix that an address belongs to, in one spelling: `192.0.2.7/32`, `2001:db8:0:1:0:0:0:0/64`. An IPv6
 * address that maps an IPv4 address is that IPv4 address (RFC 4291 §2.5.5.2), and a zone is dropped (RFC 4007 §11).
 * Returns `undefined` for text that is not an address.
 */
export function addressPrefix(address: string, lengths: PrefixLengths = subscriberPrefix): string | undefined {
  const read = readIpAddress(address.replace(/^([^%]*:[^%]*)%.*$/s, '$1'))
  if (read === undefined) return undefined
  const { version, parts } = read
  if (version === 4) return `${masked(parts, 8, lengths.ipv4).join('.')}/${lengths.ipv4}`
  const groups = masked(parts, 16, lengths.ipv6).map((group) => group.toString(16))
  return `${groups.join(':')}/${lengths.ipv6}`
}

/** Returns the same units of `width` bits, with every bit after the first `length` bits set to zero. */
function masked(units: readonly number[], width: number, length: number): readonly number[] {
  return units.map((unit, index) => {
    const kept = Math.min(Math.max(length - index * width, 0), width)
    const dropped = width - kept
    return (unit >> dropped) << dropped
  })
}
