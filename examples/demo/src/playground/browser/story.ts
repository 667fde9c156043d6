import type { DeviceView } from './device-view.js'
import type { ArrowName } from './machine.js'

/** What the server said last about the code, by its events. */
export type ServerState = 'none' | 'pending' | 'viewed' | 'approved' | 'denied' | 'expired' | 'redeemed'

/** What happens now, in a sentence or two, and which of the three steps it is. */
interface Moment {
  readonly step: number
  readonly text: string
  /** A step before this one that did not happen. */
  readonly missed?: number
}

/** Returns the moment of the story. */
export function narrate(device: DeviceView, server: ServerState): Moment {
  const { phase, detail } = device
  switch (phase) {
    case 'off':
      return { step: 0, text: 'Press “Sign in” on the television.' }
    case 'code':
      return whileItWaits(device, server)
    case 'signedIn':
      return { step: 3, text: `The television is signed in. ${detail ?? ''}` }
    case 'denied':
      return { step: 3, text: 'The next poll brought the answer: denied. Nothing was linked.' }
    case 'expired':
      return { step: 3, missed: 1, text: 'No person decided in time. The next poll heard that the code has expired.' }
    case 'ended':
    case 'failed':
      return { step: 3, text: detail ?? '' }
  }
}

function whileItWaits({ interval, trouble }: DeviceView, server: ServerState): Moment {
  if (trouble === 'lost') {
    return { step: 2, text: 'The answer with the tokens was lost on its way. The television polls again.' }
  }
  if (trouble === 'silent') {
    return { step: 1, text: `The server is not available. The television tries again after ${interval} seconds.` }
  }
  if (server === 'approved') {
    return { step: 2, text: 'Approved. The television does not know it yet: its next poll brings the tokens.' }
  }
  if (server === 'denied') {
    return { step: 2, text: 'Denied. The television does not know it yet: it learns it at its next poll.' }
  }
  if (trouble === 'tooFast') {
    return { step: 1, text: `The device polled too fast. From now on it must wait ${interval} seconds.` }
  }
  if (server === 'viewed') {
    return { step: 1, text: 'The phone shows who asks for what. Approve or deny there.' }
  }
  return {
    step: 1,
    text: `The television shows a code, and asks every ${interval === 1 ? 'second' : `${interval} seconds`} for the decision. Go on with the phone.`,
  }
}

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
