import { networkOf } from '../../machine/addresses/address-prefix.js'
import { multiplied, type Rate, type Streak } from '../../machine/limits/limit-rules.js'
import type { LimitLane } from '../../ports/events.js'
import type { Call } from '../call/call.js'
import type { Lane } from '../call/limiting.js'

/** Returns a lane whose tries come back with time. */
export function rateLane(lane: LimitLane, value: string, rate: Rate): Lane {
  return { lane, value, rule: { kind: 'rate', ...rate } }
}

/** Returns a lane of failures. */
export function streakLane(lane: LimitLane, value: string, streak: Streak): Lane {
  return { lane, value, rule: { kind: 'streak', ...streak } }
}

// How much more than one address the places get that many people share.
const shares = { site4: 8, site6: 5, noAddress: 10, proxy: 50 }

/**
 * Returns the lanes of the requester's address: its subscriber, and the site of many subscribers around it. An address that
 * is only that of a proxy in front gets much more, so that it cannot shut out everybody.
 */
export function addressLanes({ requester, addressIsShared }: Call, rate: Rate): readonly Lane[] {
  const network = networkOf(requester.ip ?? '')
  if (network === undefined) {
    return [{ lane: 'address', value: 'none', rule: multiplied(rate, shares.noAddress) }]
  }
  const { subscriber, site } = network
  const times = addressIsShared ? shares.proxy : 1
  const ofSite = times * (site.includes(':') ? shares.site6 : shares.site4)
  return [
    { lane: 'address', value: subscriber, rule: multiplied(rate, times) },
    { lane: 'site', value: site, rule: multiplied(rate, ofSite) },
  ]
}
