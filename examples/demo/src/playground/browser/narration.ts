import type { DeviceView } from './device.js'

/** What the server said last about the code, by its events. */
export type ServerState = 'none' | 'pending' | 'viewed' | 'approved' | 'denied' | 'expired' | 'redeemed'

/** Returns what happens now, in a sentence or two, and which of the three steps it is. */
export function narrate(
  device: DeviceView,
  server: ServerState,
  grown: boolean,
): { readonly step: number; readonly text: string } {
  const { phase, interval, detail, lost = false } = device
  if (phase === 'off') return { step: 0, text: 'Press “Sign in” on the television.' }
  if (phase === 'signedIn') return { step: 3, text: `The television is signed in. ${detail ?? ''}` }
  if (phase === 'denied') return { step: 3, text: 'The next poll brought the answer: denied. Nothing was linked.' }
  if (phase === 'expired')
    return { step: 3, text: 'No person decided in time. The next poll heard that the code has expired.' }
  if (phase === 'ended') return { step: 3, text: detail ?? 'The grant has ended.' }
  if (phase === 'failed') return { step: 3, text: detail ?? 'The server refused.' }
  return codeShown(interval, server, grown, lost)
}

function codeShown(
  interval: number,
  server: ServerState,
  grown: boolean,
  lost: boolean,
): { readonly step: number; readonly text: string } {
  if (lost) {
    return {
      step: 2,
      text: 'The answer with the tokens was lost on its way. The device polls again, as if nothing had happened.',
    }
  }
  if (server === 'approved')
    return { step: 2, text: 'Approved. The television does not know it yet: its next poll brings the tokens.' }
  if (server === 'denied')
    return { step: 2, text: 'Denied. The television does not know it yet: it hears so at its next poll.' }
  if (grown) return { step: 1, text: `The device polled too fast. From now on it must wait ${interval} seconds.` }
  if (server === 'viewed')
    return { step: 1, text: 'The phone shows who asks for what. Approve or deny at the end of its page.' }
  return {
    step: 1,
    text: `The television shows a code, and asks every ${interval} seconds whether a person has decided. Go on with the phone.`,
  }
}
