import type { DeviceView } from './device-view.js'
import type { ServerEvent } from './events.js'
import type { ArrowName } from './machine.js'

/** What the server said last about the code, by its events. `tooLate`: it refused to repeat its answer. */
export type ServerState =
  | 'none'
  | 'pending'
  | 'viewed'
  | 'approved'
  | 'denied'
  | 'expired'
  | 'approvedExpired'
  | 'redeemed'
  | 'tooLate'
  | 'ended'

/** What happens now, in a sentence or two, and which of the three steps it is. */
interface Moment {
  readonly step: number
  readonly text: string
  /** A step before this one that did not happen. */
  readonly missed?: number
}

const undecided: readonly ServerState[] = ['none', 'pending', 'viewed', 'expired']

/** Returns the moment of the story. */
export function narrate(device: DeviceView, server: ServerState): Moment {
  const { phase, detail = '' } = device
  switch (phase) {
    case 'off':
      return { step: 0, text: 'Press “Sign in” on the television.' }
    case 'code':
      return whileItWaits(device, server)
    case 'signedIn':
      return { step: 3, text: afterSignIn(device, server) }
    case 'denied':
      return { step: 3, text: 'The next poll brought the answer: denied. Nothing was linked.' }
    case 'expired':
      return afterExpiry(server)
    case 'ended':
      return { step: 3, text: detail }
    case 'failed':
      return { step: lastStep(device, server), text: server === 'tooLate' ? `${tooLate} Start again.` : detail }
  }
}

const tooLate = 'The device asked again too late: the server refused to repeat its answer.'

function afterSignIn({ detail = '', refreshes }: DeviceView, server: ServerState): string {
  if (server === 'tooLate') return `The television is signed in. ${tooLate}`
  if (server !== 'ended') return `The television is signed in. ${detail}`
  const ended = 'Ended at the server. The television does not know it yet'
  return refreshes ? `${ended}: refresh the tokens.` : `${ended}.`
}

function afterExpiry(server: ServerState): Moment {
  if (server === 'approved' || server === 'approvedExpired') {
    return { step: 3, text: 'It was approved, but the device did not poll in time.' }
  }
  return { step: 3, missed: 1, text: 'No person decided in time. The next poll heard that the code has expired.' }
}

// A device that failed stays at the step that it did not finish.
function lastStep({ started }: DeviceView, server: ServerState): number {
  if (started === undefined) return 0
  return undecided.includes(server) ? 1 : 2
}

function whileItWaits(device: DeviceView, server: ServerState): Moment {
  const { interval, automatic, trouble } = device
  const again = automatic ? `The television tries again after ${interval} seconds.` : 'Press “Poll now” to try again.'
  if (server === 'ended') {
    return { step: 2, text: 'Ended at the server. The television does not know it yet: it learns it at its next poll.' }
  }
  if (trouble === 'lost') {
    const next = automatic ? 'The television polls again.' : 'Press “Poll once more”.'
    return { step: 2, text: `The answer with the tokens was lost on its way. ${next}` }
  }
  if (trouble === 'silent') return { step: 1, text: `The server is not available. ${again}` }
  if (trouble === 'busy') return { step: 1, text: `The server has had too many requests. ${again}` }
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
  const every = interval === 1 ? 'second' : `${interval} seconds`
  const asks = automatic ? `asks every ${every} for the decision` : 'asks for the decision when you press “Poll now”'
  return { step: 1, text: `The television shows a code, and ${asks}. Go on with the phone.` }
}

/** What an event means for the drawing, and for the story. */
interface Meaning {
  readonly arrow: ArrowName
  readonly state: ServerState
  /** The text beside the arrow, if it is not the usual one. */
  readonly text?: string
}

const meanings: Readonly<Record<string, Meaning>> = {
  authorizationIssued: { arrow: 'issued', state: 'pending' },
  authorizationViewed: { arrow: 'viewed', state: 'viewed' },
  authorizationApproved: { arrow: 'approved', state: 'approved' },
  authorizationDenied: { arrow: 'denied', state: 'denied' },
  authorizationExpired: { arrow: 'expired', state: 'expired' },
  assuranceUnmet: { arrow: 'denied', state: 'denied' },
  approvalWithdrawn: { arrow: 'withdrawn', state: 'denied' },
  authorizationRedeemed: { arrow: 'redeemed', state: 'redeemed' },
  deviceCodeReplayed: { arrow: 'replayed', state: 'redeemed', text: 'the same again' },
  tokensRefreshed: { arrow: 'replayed', state: 'redeemed', text: 'refreshed' },
  refreshReplayed: { arrow: 'replayed', state: 'redeemed', text: 'the same again' },
  grantEnded: { arrow: 'ended', state: 'ended' },
}

/** Returns what an event means after that state. `undefined` for an event that changes nothing. */
export function meaningOf({ type, facts }: ServerEvent, before: ServerState): Meaning | undefined {
  // The end of a grant is final: a later poll is refused, and changes nothing.
  if (before === 'ended') return undefined
  if (type === 'authorizationExpired' && before === 'approved') {
    return { arrow: 'approvedExpired', state: 'approvedExpired' }
  }
  if (type === 'deviceCodeReplayed' && facts['answered'] === false) {
    return { arrow: 'replayed', state: 'tooLate', text: 'too late: refused' }
  }
  return meanings[type]
}
