import type { HttpRequest } from './message.js'
import { canonicalAddress } from './requester.js'

/**
 * Warns once that a request came with `X-Forwarded-For` from a peer that is no trusted proxy. Most often it is a proxy that
 * is missing in the options, so that all callers seem to have one address. Every client can send the header, so the warning
 * comes only once.
 */
export function createForwardedWarning(
  trustedProxies: readonly string[],
  warn: (warning: string) => void,
): (request: HttpRequest) => void {
  let warned = false
  return ({ headers, remote }) => {
    if (warned || headers['x-forwarded-for'] === undefined) return
    const peer = canonicalAddress(remote)
    if (peer !== undefined && trustedProxies.includes(peer)) return
    warned = true
    warn(peer === undefined ? withoutPeer : fromStranger(peer))
  }
}

const withoutPeer =
  'a request came with X-Forwarded-For, and the door does not tell the address of its peer, so the header does not count: ' +
  'pass the address as `remote`. Said once.'

function fromStranger(peer: string): string {
  return (
    `a request came with X-Forwarded-For from ${peer}, which is not in trustedProxies, so the header does not count. If ` +
    'that is your proxy, add its address: until then all its callers are one to limits and events. Otherwise a client made ' +
    'the header up, and there is nothing to do. Said once.'
  )
}
