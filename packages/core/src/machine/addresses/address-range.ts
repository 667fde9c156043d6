import { leadingBits } from './address-prefix.js'
import { type IpAddress, readIpAddress } from './ip-address.js'

/** The addresses that begin with the same bits (RFC 4632 §3.1, RFC 4291 §2.3). */
export interface AddressRange {
  readonly version: IpAddress['version']
  /** The first address of the range. */
  readonly parts: readonly number[]
  /** The number of bits that all addresses of the range have in common. */
  readonly length: number
}

/** The ranges that have a name: this machine, one link, and private networks. */
const named: ReadonlyMap<string, readonly string[]> = new Map([
  // RFC 1122 §3.2.1.3, RFC 4291 §2.5.3.
  ['loopback', ['127.0.0.0/8', '::1/128']],
  // RFC 3927 §2.1, RFC 4291 §2.5.6.
  ['linklocal', ['169.254.0.0/16', 'fe80::/10']],
  // RFC 1918 §3, RFC 4193 §3.1.
  ['uniquelocal', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7']],
])

/** The names that `readAddressRanges` knows. */
export const rangeNames: readonly string[] = [...named.keys()]

/**
 * Reads an address (`192.0.2.1`), a range (`10.0.0.0/8`, `fd00::/8`), or the name of ranges (`loopback`). Bits after the
 * prefix are ignored. Returns no range for any other text.
 */
export function readAddressRanges(text: string): readonly AddressRange[] {
  return (named.get(text) ?? [text]).flatMap((one) => readRange(one) ?? [])
}

/** Returns whether one of the ranges contains the address. */
export function isInRanges(address: IpAddress, ranges: readonly AddressRange[]): boolean {
  return ranges.some(({ version, parts, length }) => {
    if (version !== address.version) return false
    return leadingBits(address, length).every((part, index) => part === parts[index])
  })
}

// RFC 6598 §7: carriers and clouds use these addresses between their own machines.
const unreachable = [...rangeNames, '100.64.0.0/10'].flatMap(readAddressRanges)

/** Returns whether the address cannot be that of a stranger on the Internet: this machine, one link, a private network. */
export function isPrivateAddress(address: IpAddress): boolean {
  return isInRanges(address, unreachable)
}

function readRange(text: string): AddressRange | undefined {
  // A zone would be lost.
  const [, first = '', bits] = /^([^/%]*)(?:\/(0|[1-9]\d{0,2}))?$/.exec(text) ?? []
  const address = readIpAddress(first)
  if (address === undefined) return undefined
  const { version } = address
  const all = version === 4 ? 32 : 128
  // RFC 4291 §2.5.5.2: 96 bits stand before an IPv4 address that is mapped into IPv6.
  const before = version === 4 && first.includes(':') ? 96 : 0
  const length = bits === undefined ? all : Number(bits) - before
  return length < 0 || length > all ? undefined : { version, parts: leadingBits(address, length), length }
}
