import { z } from 'zod'
import type { Requester } from '../machine/authorization.js'
import { claimedText } from '../wire/values.js'
import type { HttpRequest } from './message.js'

const longestUserAgent = 200

const ipv4 = z.ipv4()
const ipv6 = z.ipv6()

/** Who sent a request, as far as can be told: the caller's address, and what its software calls itself. */
export function requesterOf(request: HttpRequest, trustedProxies: readonly string[]): Requester {
  const ip = callerAddress(request.remote, request.headers['x-forwarded-for'], trustedProxies)
  const userAgent = claimedText(request.headers['user-agent'] ?? '', longestUserAgent)
  return { ...(ip !== undefined && { ip }), ...(userAgent !== undefined && { userAgent }) }
}

/**
 * The address of whoever called. `X-Forwarded-For` counts only as far as trusted proxies wrote it: read from the
 * right, the first entry that is not one of them is the caller (RFC 9700 §4.13). Anything that is no address ends the
 * reading at the last one that is. The proxies are spelled as `canonicalAddresses` spells them.
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

/** These addresses in their one spelling; what is no address is left out. */
export function canonicalAddresses(texts: readonly string[]): readonly string[] {
  return texts.map(canonicalAddress).filter((address) => address !== undefined)
}

/** One spelling for one address (RFC 5952 §4), and IPv4 as itself where it is mapped into IPv6. */
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
