import * as z from 'zod'
import type { Requester } from '../machine/authorization.js'
import { claimedText } from '../wire/values.js'
import type { HttpRequest } from './message.js'

const longestUserAgent = 200

const ipv4 = z.ipv4()
const ipv6 = z.ipv6()

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
  let caller = canonicalAddress(remote)
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

/** Returns the canonical form of an address (RFC 5952 §4). An IPv4 address that is mapped into IPv6 becomes IPv4. */
export function canonicalAddress(text: string | undefined): string | undefined {
  const address = (text ?? '').replace(/^::ffff:(?=[\d.]+$)/i, '')
  if (ipv4.safeParse(address).success) return address
  if (!ipv6.safeParse(address).success) return undefined
  const short = new URL(`http://[${address}]`).hostname.slice(1, -1)
  return mappedIpv4(short) ?? short
}

function mappedIpv4(address: string): string | undefined {
  const [, high, low] = /^::ffff:([\da-f]+):([\da-f]+)$/.exec(address) ?? []
  if (high === undefined || low === undefined) return undefined
  return [high, low]
    .map((pair) => Number.parseInt(pair, 16))
    .flatMap((pair) => [pair >> 8, pair & 255])
    .join('.')
}
