import { type AddressRange, isInRanges, readAddressRanges } from './addresses/address-range.js'
import { readIpAddress } from './addresses/ip-address.js'
import { type GrantFacts, isRevoked } from './families/token-family.js'
import type { Instant } from './time.js'

/** The grants of a client that were given in a time, and to a device in a network. They are revoked. */
export interface RevokedWindow {
  /** The first moment, in milliseconds since the Unix epoch. */
  readonly from: Instant
  /** The last moment. */
  readonly until: Instant
  /** An IP address or a range of them, such as `192.0.2.0/24`. Absent: devices at every address. */
  readonly network?: string
}

/** What a store keeps of the revocations of one account or client. */
export interface Revocation {
  /** Every grant that was given at this moment or before is revoked. Absent: none is for this reason. */
  readonly before?: Instant
  /** The windows whose grants are revoked. Absent: none. */
  readonly windows?: readonly RevokedWindow[]
}

/** What a revocation needs to know of a grant. Without `requester`, a window of a network does not concern it. */
export type RevocableGrant = Pick<GrantFacts, 'grantedAt'> & Partial<Pick<GrantFacts, 'requester' | 'startedFrom'>>

/** Returns whether a revocation of its client revokes this grant. */
export function isRevokedBy(grant: RevocableGrant, revocation: Revocation | undefined): boolean {
  if (revocation === undefined) return false
  const { before, windows } = revocation
  return isRevoked(grant, before) || (windows?.some((window) => isInWindow(grant, window)) ?? false)
}

/** Returns whether a text is an IP address or a range of them that a window can have. */
export function isNetwork(text: string): boolean {
  return rangesOf(text).length > 0
}

function isInWindow({ grantedAt, requester, startedFrom }: RevocableGrant, window: RevokedWindow): boolean {
  const { from, until, network } = window
  if (!(grantedAt >= from && grantedAt <= until)) return false
  if (network === undefined) return true
  const ranges = rangesOf(network)
  return [requester?.ip, startedFrom].some((ip) => isInNetwork(ip, ranges))
}

function isInNetwork(ip: string | undefined, ranges: readonly AddressRange[]): boolean {
  const address = ip === undefined ? undefined : readIpAddress(ip)
  return address !== undefined && isInRanges(address, ranges)
}

// The names of ranges, such as `loopback`, are for proxies.
function rangesOf(network: string): readonly AddressRange[] {
  return /^[\d.:a-fA-F/]+$/.test(network) ? readAddressRanges(network) : []
}
