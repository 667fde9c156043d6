/** An IP address: four bytes, or eight groups of 16 bits. */
export interface IpAddress {
  readonly version: 4 | 6
  readonly parts: readonly number[]
}

// The longest address has 45 characters, and the name of an interface at most 15 more on Linux.
const longestText = 100
const longestIpv4 = '255.255.255.255'.length
const zero = '0'.charCodeAt(0)

/**
 * Reads an IP address. An IPv6 address that maps an IPv4 address is that IPv4 address (RFC 4291 §2.5.5.2). The zone of an
 * IPv6 address is cut: it has a meaning only on one machine (RFC 4007 §11). Returns `undefined` for text that is not an
 * address.
 */
export function readIpAddress(text: string): IpAddress | undefined {
  if (text.length > longestText) return undefined
  const bytes = readIpv4(text)
  if (bytes !== undefined) return { version: 4, parts: bytes }
  const groups = readIpv6(text.replace(/%[^%]+$/, ''))
  if (groups === undefined) return undefined
  const mapped = mappedIpv4(groups)
  return mapped === undefined ? { version: 6, parts: groups } : { version: 4, parts: mapped }
}

/** Returns the canonical text of an IP address (RFC 5952 §4), or `undefined` for text that is not an address. */
export function canonicalAddress(text: string): string | undefined {
  const address = readIpAddress(text)
  return address && writeIpAddress(address)
}

/** Returns the canonical text of an IP address (RFC 5952 §4). */
export function writeIpAddress({ version, parts }: IpAddress): string {
  return version === 4 ? parts.join('.') : writeIpv6(parts)
}

// RFC 5952 §4.2: "::" stands for the longest run of at least two zeros, and for the first of several such runs.
function writeIpv6(groups: readonly number[]): string {
  let start = 0
  let longest = 1
  for (const [first] of groups.entries()) {
    const length = zerosFrom(groups, first)
    if (length > longest) [start, longest] = [first, length]
  }
  if (longest === 1) return hexOf(groups)
  return `${hexOf(groups.slice(0, start))}::${hexOf(groups.slice(start + longest))}`
}

function zerosFrom(groups: readonly number[], first: number): number {
  const length = groups.slice(first).findIndex((group) => group !== 0)
  return length === -1 ? groups.length - first : length
}

function hexOf(groups: readonly number[]): string {
  return groups.map((group) => group.toString(16)).join(':')
}

/** Returns the four bytes of a dotted address. Refuses a leading zero, because some systems read it as octal. */
function readIpv4(text: string): readonly number[] | undefined {
  if (text.length > longestIpv4) return undefined
  const bytes: number[] = []
  let start = 0
  while (bytes.length < 4) {
    const dot = text.indexOf('.', start)
    const end = dot === -1 ? text.length : dot
    const byte = readByte(text, start, end)
    if (byte === undefined) return undefined
    bytes.push(byte)
    if (dot === -1) return bytes.length === 4 ? bytes : undefined
    start = end + 1
  }
  return undefined
}

function readByte(text: string, start: number, end: number): number | undefined {
  const digits = end - start
  const hasLeadingZero = digits > 1 && text.charCodeAt(start) === zero
  if (digits < 1 || digits > 3 || hasLeadingZero) return undefined
  let byte = 0
  for (let index = start; index < end; index++) {
    const digit = text.charCodeAt(index) - zero
    if (digit < 0 || digit > 9) return undefined
    byte = 10 * byte + digit
  }
  return byte <= 255 ? byte : undefined
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
