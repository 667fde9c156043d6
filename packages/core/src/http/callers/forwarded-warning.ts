import { isPrivateAddress } from '../../machine/addresses/address-range.js'
import { type IpAddress, readIpAddress, writeIpAddress } from '../../machine/addresses/ip-address.js'
import { type ConfigurationWarning, type Warn, warningOf } from '../../misuse/configuration-warning.js'
import type { HttpRequest } from '../../ports/http-request.js'
import { type ForwardedHeader, forwardedHeaders } from './forwarded.js'
import type { ProxyHops, Trust } from './trusted-proxies.js'

/** What is believed, and where a warning goes. */
export interface ForwardedWarningOptions {
  readonly trustedProxies: readonly string[] | ProxyHops
  readonly trusts: Trust
  readonly header: ForwardedHeader
  /**
   * Whether a private peer without the header is most likely a proxy: the issuer is https, and the process serves real
   * people.
   *
   * @defaultValue `false`
   */
  readonly expectsProxy?: boolean | undefined
  readonly warn: Warn
}

const spelled: Readonly<Record<ForwardedHeader, string>> = {
  'x-forwarded-for': 'X-Forwarded-For',
  forwarded: 'Forwarded',
}

/**
 * Warns when a request has `X-Forwarded-For` or `Forwarded`, and the header is not used, when a request has no address at
 * all, or when a proxy seems to send no header. Usually the options lack a proxy or name the wrong header, so all callers
 * seem to have one address. Any client can send the header, so each warning comes only once, and that about a stranger does
 * not stand for that about a private address.
 */
export function createForwardedWarning(options: ForwardedWarningOptions): (request: HttpRequest) => void {
  const given = new Set<string>()
  return (request) => {
    const warning = warningAbout(request, options)
    if (warning === undefined) return
    const about = `${warning.code} ${isPrivatePeer(readIpAddress(request.remote ?? ''))}`
    if (given.has(about)) return
    given.add(about)
    options.warn(warning)
  }
}

function warningAbout(
  { headers, remote = '' }: HttpRequest,
  { trustedProxies, trusts, header, expectsProxy = false }: ForwardedWarningOptions,
): ConfigurationWarning | undefined {
  const none = Array.isArray(trustedProxies) && trustedProxies.length === 0
  const sent = headers[header] === undefined ? forwardedHeaders.find((other) => headers[other] !== undefined) : header
  const peer = readIpAddress(remote)
  const isPrivate = isPrivatePeer(peer)
  if (sent === undefined && peer !== undefined) {
    return none && isPrivate && expectsProxy ? withoutHeader(writeIpAddress(peer)) : undefined
  }
  const trusted = trusts(peer, 0)
  if (trusted && (sent === header || sent === undefined)) return undefined
  if (sent === undefined) return noAddress
  if (trusted) return otherHeader(sent, header)
  if (peer === undefined) return withoutPeer(sent)
  return none && isPrivate ? everyCaller(sent, writeIpAddress(peer)) : fromStranger(sent, writeIpAddress(peer))
}

function isPrivatePeer(peer: IpAddress | undefined): boolean {
  return peer !== undefined && isPrivateAddress(peer)
}

const noAddress = warningOf(
  'caller-address-missing',
  'a request came without the address of its peer. All such callers share one limit, so one of them can use it up for all. ' +
    'Pass the address as `remote`, or set trustedProxies: { hops: 1 } if one proxy is in front, or a function (docs/proxies.md). ' +
    'This warning appears once.',
)

function otherHeader(sent: ForwardedHeader, read: ForwardedHeader): ConfigurationWarning {
  return warningOf(
    'forwarded-header-not-read',
    `a trusted proxy sends ${spelled[sent]}, but only ${spelled[read]} is read, so every caller looks like the proxy. If ` +
      `the proxy always writes ${spelled[sent]} itself, set forwardedHeader: '${sent}'. This warning appears once.`,
  )
}

function withoutPeer(sent: ForwardedHeader): ConfigurationWarning {
  return warningOf(
    'caller-address-missing',
    `a request came with ${spelled[sent]}, and the door does not pass the address of its peer, so the header is ignored. ` +
      'Pass the address as `remote`, or set trustedProxies: { hops: 1 } if one proxy is in front. This warning appears once.',
  )
}

function everyCaller(sent: ForwardedHeader, peer: string): ConfigurationWarning {
  return warningOf(
    'proxy-not-trusted',
    `every caller looks like ${peer}: this address sends ${spelled[sent]}, and the header is ignored, because no proxy is ` +
      `trusted. If it is the address of your proxy, set trustedProxies: ['${peer}'], or the range of your proxies ` +
      '(docs/proxies.md). Otherwise a client made the header up, and you need to do nothing. This warning appears once.',
  )
}

function fromStranger(sent: ForwardedHeader, peer: string): ConfigurationWarning {
  return warningOf(
    'proxy-not-trusted',
    `a request came with ${spelled[sent]} from ${peer}, which is not in trustedProxies, so the header is ignored. If this ` +
      'is the address of your proxy, add it to trustedProxies. Until then limits and events see one address for all callers ' +
      'of the proxy. Otherwise a client made the header up, and you need to do nothing. This warning appears once.',
  )
}

function withoutHeader(peer: string): ConfigurationWarning {
  return warningOf(
    'proxy-without-header',
    `every caller looks like ${peer}: the issuer is https, and this private address sends neither X-Forwarded-For nor ` +
      'Forwarded. If it is the address of your proxy, let the proxy send one of them, and set trustedProxies ' +
      "(docs/proxies.md). If callers connect directly, set acceptWarnings: ['proxy-without-header']. This warning appears once.",
  )
}
