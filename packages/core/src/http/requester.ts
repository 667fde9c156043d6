import type { Requester } from '../machine/authorization.js'
import { canonicalAddress } from '../machine/ip-address.js'
import type { HttpRequest } from '../ports/http-request.js'
import { claimedText } from '../wire/values.js'

const longestUserAgent = 200

/** Returns the caller's address and user agent, as far as they are known. */
export function requesterOf(request: HttpRequest, trustedProxies: readonly string[]): Requester {
  const ip = callerAddress(request.remote, request.headers['x-forwarded-for'], trustedProxies)
  const userAgent = claimedText(request.headers['user-agent'] ?? '', longestUserAgent)
  return { ...(ip !== undefined && { ip }), ...(userAgent !== undefined && { userAgent }) }
}

/**
 * Returns the address of the caller. Only the part of `X-Forwarded-For` that trusted proxies wrote is used: from the
 * right, the first address that is not a trusted proxy is the caller (RFC 9700 §4.13). An entry that is not an address
 * ends the search at the last valid one. `trustedProxies` must be canonical, see `canonicalAddresses`.
 */
export function callerAddress(
  remote: string | undefined,
  forwardedFor: string | undefined,
  trustedProxies: readonly string[],
): string | undefined {
  let caller = canonicalAddress(remote ?? '')
  const hops = (forwardedFor ?? '').split(',').reverse()
  for (const hop of hops) {
    if (caller === undefined || !trustedProxies.includes(caller)) return caller
    const next = canonicalAddress(hop.trim())
    if (next === undefined) return caller
    caller = next
  }
  return caller
}

/** Returns these addresses in canonical form, without the entries that are not addresses. */
export function canonicalAddresses(texts: readonly string[]): readonly string[] {
  return texts.map(canonicalAddress).filter((address) => address !== undefined)
}
