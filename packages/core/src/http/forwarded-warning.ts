import type { HttpRequest } from './message.js'
import { canonicalAddress } from './requester.js'

/**
 * Tells the host once that a request came with `X-Forwarded-For` from a peer that is no trusted proxy: most often a proxy
 * that nobody has named, so that everybody seems to call from one address. Anybody can send the header, so once has to do.
 */
export function createForwardedWarning(
  trustedProxies: readonly string[],
  warn: (warning: string) => void,
): (request: HttpRequest) => void {
  let told = false
  return ({ headers, remote }) => {
    if (told || headers['x-forwarded-for'] === undefined) return
    const peer = canonicalAddress(remote)
    if (peer !== undefined && trustedProxies.includes(peer)) return
    told = true
    warn(peer === undefined ? ofNobody : ofStranger(peer))
  }
}

const ofNobody =
  'a request came with X-Forwarded-For, and the door does not tell the address of its peer, so the header does not count: ' +
  'pass the address as `remote`. Said once.'

function ofStranger(peer: string): string {
  return (
    `a request came with X-Forwarded-For from ${peer}, which is not in trustedProxies, so the header does not count. If ` +
    'that is your proxy, add its address: until then all its callers are one to limits and events. Otherwise a client made ' +
    'the header up, and there is nothing to do. Said once.'
  )
}
