import { isPrivateAddress } from '../../machine/addresses/address-range.js'
import { readIpAddress, writeIpAddress } from '../../machine/addresses/ip-address.js'
import type { Warn } from '../../misuse/configuration-warning.js'
import type { HttpRequest } from '../../ports/http-request.js'
import type { FaultReporter } from '../../ports/runtime.js'
import type { RequesterFacts } from '../../service/call/call.js'
import { claimedText } from '../../wire/values.js'
import { type ForwardedHeader, forwardedEntries, forwardedHeaders, readEntry } from './forwarded.js'
import { createForwardedWarning } from './forwarded-warning.js'
import { type CallerAddress, type Trust, type TrustedProxies, trustOf } from './trusted-proxies.js'

const longestUserAgent = 200

/** How the requester of a request is found. */
export interface RequesterOptions {
  readonly trustedProxies?: TrustedProxies | undefined
  readonly forwardedHeader?: ForwardedHeader | undefined
  readonly report: FaultReporter
  /** Whether a private peer without a forwarded header is most likely a proxy. */
  readonly expectsProxy?: boolean | undefined
  readonly warn: Warn
}

/** Returns a function that finds the requester of a request, as far as it is known. */
export function createRequesterReader(options: RequesterOptions): (request: HttpRequest) => RequesterFacts {
  const findAddress = addressReader(options)
  return (request) => {
    const userAgent = claimedText(request.headers['user-agent'] ?? '', longestUserAgent)
    return { ...findAddress(request), ...(userAgent !== undefined && { userAgent }) }
  }
}

type AddressFacts = Pick<RequesterFacts, 'ip' | 'addressIsShared'>

function addressReader(options: RequesterOptions): (request: HttpRequest) => AddressFacts {
  const { trustedProxies = [], forwardedHeader: header = 'x-forwarded-for', report, ...rest } = options
  if (typeof trustedProxies === 'function') return (request) => ownAddress(trustedProxies, request, report)
  const trusts = trustOf(trustedProxies)
  const lookAtForwarded = createForwardedWarning({ ...rest, trustedProxies, trusts, header })
  const namesNone = Array.isArray(trustedProxies) && trustedProxies.length === 0
  return (request) => {
    lookAtForwarded(request)
    const ip = callerAddress(request, header, trusts)
    return { ...(ip !== undefined && { ip }), ...(namesNone && isShared(request) && { addressIsShared: true }) }
  }
}

/**
 * Returns the address of the caller. Only the part of the header that trusted proxies wrote is used: from the right, the
 * first address that is not a trusted proxy is the caller (RFC 9700 §4.13). An entry that is not an address ends the
 * search at the last valid one.
 */
function callerAddress(
  { remote = '', headers }: Pick<HttpRequest, 'remote' | 'headers'>,
  header: ForwardedHeader,
  trusts: Trust,
): string | undefined {
  let caller = readIpAddress(remote)
  let passed = 0
  for (const entry of forwardedEntries(header, headers[header] ?? '')) {
    const next = entry !== undefined && trusts(caller, passed) ? readEntry(entry) : undefined
    if (next === undefined) break
    caller = next
    passed++
  }
  return caller && writeIpAddress(caller)
}

/** Returns whether a proxy that the host has not named is likely the peer: then all callers have its address. */
function isShared({ headers, remote = '' }: HttpRequest): boolean {
  if (forwardedHeaders.every((header) => headers[header] === undefined)) return false
  const peer = readIpAddress(remote)
  return peer !== undefined && isPrivateAddress(peer)
}

// An address is not worth a failed request: without one, the caller shares the limits of callers without an address.
function ownAddress(find: CallerAddress, request: HttpRequest, report: FaultReporter): AddressFacts {
  try {
    const found: unknown = find(request)
    if (found === undefined) return {}
    if (typeof found !== 'string') throw new TypeError('trustedProxies must return a text, or undefined')
    const address = readEntry(found)
    return address === undefined ? {} : { ip: writeIpAddress(address) }
  } catch (fault) {
    report(fault, 'finding the address of a caller')
    return {}
  }
}
