import { networkOf } from '../addresses/address-prefix.js'

/**
 * How near two parties are, as far as their addresses show it. `near`: the same IPv4 /24 or IPv6 /48. `sameRegion`: other
 * networks in one region. `far`: other networks, and not known to be in one region. `unknown`: an address is missing.
 */
export type Proximity = 'near' | 'sameRegion' | 'far' | 'unknown'

/** Where a party is. */
export interface Whereabouts {
  /** The IP address. */
  readonly ip?: string | undefined
  /** A key of the region in which the address is. Two equal keys are one region. */
  readonly region?: string | undefined
}

/**
 * Judges how near the sender of a request and the person who decides are (RFC 10027 §6.1.1). An IPv4 and an IPv6 address
 * are in different networks: otherwise the sender could choose the version that hides the distance.
 */
export function judgeProximity(requester: Whereabouts, viewer: Whereabouts): Proximity {
  const [there, here] = [networkOf(requester.ip ?? ''), networkOf(viewer.ip ?? '')]
  if (there === undefined || here === undefined) return 'unknown'
  if (there.site === here.site) return 'near'
  return requester.region !== undefined && requester.region === viewer.region ? 'sameRegion' : 'far'
}
