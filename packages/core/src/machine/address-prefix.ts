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
  const ipv4 = readIpv4(address)
  if (ipv4 !== undefined) return ipv4Prefix(ipv4, lengths.ipv4)
  const ipv6 = readIpv6(address.replace(/%.*$/s, ''))
  if (ipv6 === undefined) return undefined
  const mapped = mappedIpv4(ipv6)
  if (mapped !== undefined) return ipv4Prefix(mapped, lengths.ipv4)
  return `${masked(ipv6, 16, lengths.ipv6)
    .map((group) => group.toString(16))
    .join(':')}/${lengths.ipv6}`
}

function ipv4Prefix(bytes: readonly number[], length: number): string {
  return `${masked(bytes, 8, length).join('.')}/${length}`
}

/** Returns the four bytes of a dotted address. Refuses a leading zero, because some systems read it as octal. */
function readIpv4(text: string): readonly number[] | undefined {
  if (!/^(?:\d{1,3}\.){3}\d{1,3}$/.test(text)) return undefined
  const parts = text.split('.')
  const bytes = parts.map(Number)
  return bytes.every((byte, index) => byte <= 255 && String(byte) === parts[index]) ? bytes : undefined
}

/** Returns the eight groups of an IPv6 address, RFC 4291 §2.2. */
function readIpv6(text: string): readonly number[] | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [head = '', tail] = halves
  const before = readGroups(head, tail === undefined)
  const after = readGroups(tail ?? '', true)
  if (before === undefined || after === undefined) return undefined
  const missing = 8 - before.length - after.length
  // "::" stands for one or more groups of zeros.
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined
  return [...before, ...Array<number>(missing).fill(0), ...after]
}

/** Reads groups between colons. The last part of an address may be an IPv4 address, which is two groups. */
function readGroups(text: string, endsAddress: boolean): readonly number[] | undefined {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    const dotted = endsAddress && index === parts.length - 1 ? readIpv4(part) : undefined
    if (dotted !== undefined) {
      const [a = 0, b = 0, c = 0, d = 0] = dotted
      groups.push((a << 8) | b, (c << 8) | d)
    } else if (/^[\da-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16))
    else return undefined
  }
  return groups
}

function mappedIpv4(groups: readonly number[]): readonly number[] | undefined {
  const [high = 0, low = 0] = groups.slice(6)
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  return isMapped ? [high >> 8, high & 255, low >> 8, low & 255] : undefined
}

/** Returns the same units of `width` bits, with every bit after the first `length` bits set to zero. */
function masked(units: readonly number[], width: number, length: number): readonly number[] {
  return units.map((unit, index) => {
    const kept = Math.min(Math.max(length - index * width, 0), width)
    const dropped = width - kept
    return (unit >> dropped) << dropped
  })
}
