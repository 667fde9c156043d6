import { isInRanges, rangeNames, readAddressRanges } from '../../machine/addresses/address-range.js'
import { readIpAddress } from '../../machine/addresses/ip-address.js'

/** Returns whether an address is in one of the networks. An address that is not known is in none. */
export type NetworkMatcher = (address: string | undefined) => boolean

/**
 * Creates a function that says whether an address is in one of these networks, for a risk policy that trusts networks
 * (RFC 10027 §6.1.8). A network is an address (`192.0.2.1`), a range (`10.0.0.0/8`, `fd00::/8`), or one of the names
 * `loopback`, `linklocal` and `uniquelocal`.
 *
 * @throws `TypeError` if a text is none of these.
 * @example
 * ```ts
 * const isOffice = createNetworkMatcher(['192.0.2.0/24', '2001:db8::/32'])
 * ```
 */
export function createNetworkMatcher(networks: readonly string[]): NetworkMatcher {
  const ranges = networks.flatMap(rangesOf)
  return (address) => {
    const read = address === undefined ? undefined : readIpAddress(address)
    return read !== undefined && isInRanges(read, ranges)
  }
}

function rangesOf(network: string): ReturnType<typeof readAddressRanges> {
  const ranges = readAddressRanges(network)
  if (ranges.length > 0) return ranges
  throw new TypeError(
    `createNetworkMatcher: ${JSON.stringify(network)} is no network: write an address, a range such as 10.0.0.0/8, or one ` +
      `of the names ${rangeNames.join(', ')}`,
  )
}
