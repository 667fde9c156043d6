import { type IpAddress, readIpAddress } from './ip-address.js'

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
 * Returns the prefix that an address belongs to, in one spelling: `192.0.2.7/32`, `2001:db8:0:1:0:0:0:0/64`. Returns
 * `undefined` for text that is not an address.
 */
export function addressPrefix(address: string, lengths: PrefixLengths = subscriberPrefix): string | undefined {
  const read = readIpAddress(address)
  return read && prefixOf(read, lengths)
}

/** Where a caller comes from: its own network, and the site that this network is a part of. */
export interface Network {
  readonly subscriber: string
  readonly site: string
}

/** Returns the network of an address, or `undefined` for text that is not an address. */
export function networkOf(address: string): Network | undefined {
  const read = readIpAddress(address)
  return read && { subscriber: prefixOf(read, subscriberPrefix), site: prefixOf(read, sitePrefix) }
}

function prefixOf(address: IpAddress, { ipv4, ipv6 }: PrefixLengths): string {
  if (address.version === 4) return `${leadingBits(address, ipv4).join('.')}/${ipv4}`
  const groups = leadingBits(address, ipv6).map((group) => group.toString(16))
  return `${groups.join(':')}/${ipv6}`
}

/** Returns the parts of an address, with every bit after the first `length` bits set to zero. */
export function leadingBits({ version, parts }: IpAddress, length: number): readonly number[] {
  const width = version === 4 ? 8 : 16
  return parts.map((part, index) => {
    const kept = Math.min(Math.max(length - index * width, 0), width)
    const dropped = width - kept
    return (part >> dropped) << dropped
  })
}
