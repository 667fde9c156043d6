import type { ArrowName } from './machine-map.js'
import type { ServerState } from './narration.js'

/** What an event means for the drawing, and for the story. */
interface Meaning {
  readonly arrow: ArrowName
  readonly state?: ServerState
  /** The text beside the arrow, if it is not the usual one. */
  readonly text?: string
}

const meanings: Readonly<Record<string, Meaning>> = {
  authorizationIssued: { arrow: 'issued', state: 'pending' },
  authorizationViewed: { arrow: 'viewed', state: 'viewed' },
  authorizationApproved: { arrow: 'approved', state: 'approved' },
  authorizationDenied: { arrow: 'denied', state: 'denied' },
  authorizationExpired: { arrow: 'expired', state: 'expired' },
  approvalWithdrawn: { arrow: 'withdrawn', state: 'denied' },
  authorizationRedeemed: { arrow: 'redeemed', state: 'redeemed' },
  deviceCodeReplayed: { arrow: 'replayed', text: 'the same again' },
  tokensRefreshed: { arrow: 'replayed', text: 'refreshed' },
  refreshReplayed: { arrow: 'replayed', text: 'the same again' },
  grantEnded: { arrow: 'ended' },
}

/** Returns what an event of this type means after that state. `undefined` for an event that changes nothing. */
export function meaningOf(type: string, before: ServerState): Meaning | undefined {
  if (type === 'authorizationExpired' && before === 'approved') return { arrow: 'approvedExpired', state: 'expired' }
  return meanings[type]
}
