import { canonicalAddress } from '../machine/ip-address.js'
import type { HttpRequest } from '../ports/http-request.js'

/**
 * Warns when a request has `X-Forwarded-For` and its peer is not a trusted proxy. Usually the options lack a proxy, so
 * all callers seem to have one address. Any client can send the header, so the warning comes only once.
 */
export function createForwardedWarning(
  trustedProxies: readonly string[],
  warn: (warning: string) => void,
): (request: HttpRequest) => void {
  let warned = false
  return ({ headers, remote }) => {
    if (warned || headers['x-forwarded-for'] === undefined) return
    const peer = canonicalAddress(remote ?? '')
    if (peer !== undefined && trustedProxies.includes(peer)) return
    warned = true
    warn(peer === undefined ? withoutPeer : fromStranger(peer))
  }
}

const withoutPeer =
  'a request came with X-Forwarded-For, and the door does not pass the address of its peer, so the header is ignored. ' +
  'Pass the address as `remote`. This warning appears once.'

function fromStranger(peer: string): string {
  return (
    `a request came with X-Forwarded-For from ${peer}, which is not in trustedProxies, so the header is ignored. If this ` +
    'is the address of your proxy, add it to trustedProxies. Until then limits and events see one address for all callers ' +
    'of the proxy. Otherwise a client made the header up, and you need to do nothing. This warning appears once.'
  )
}
