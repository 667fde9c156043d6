import type { ClientEvent } from '../login/events.js'
import { safeText } from '../server/safe-text.js'
import type { Identity } from '../session/who-am-i.js'
import type { Duration } from '../time/time.js'

/** Texts of the line that waits. */
export const waiting = 'Waiting for you to approve.'
export const checkingNumber = 'Checking the number.'
export const noAnswer = 'No answer that can be read. Trying again.'

/** What the person reads of an event, or nothing if it is not worth a line. */
export function wordsOf(event: ClientEvent): string | undefined {
  switch (event.type) {
    case 'slowedDown':
      return `The server wants fewer requests: this program now asks every ${durationInWords(event.interval)}.`
    case 'resumed':
      return `This device was asleep for ${durationInWords(event.slept)}. Asking the server again.`
    case 'notKept':
      return `The new tokens could not be kept in ${safeText(event.place)}. Later you may have to sign in again.`
    case 'notRevoked':
      return 'The sign-in before this one could not be ended at the server. You can unlink it there.'
    case 'tightened':
      return `Other users of this computer could read ${safeText(event.place)}. Now they cannot.`
    case 'placeChosen':
      return `The tokens are kept in ${safeText(event.place)}.`
    default:
      return undefined
  }
}

/** Who is signed in, in the words of the server. */
export function nameOf({ name, subject }: Pick<Identity, 'name' | 'subject'>): string | undefined {
  const known = name ?? subject
  return known === undefined ? undefined : safeText(known)
}

const units: readonly (readonly [string, Duration])[] = [
  ['hour', 3_600_000],
  ['minute', 60_000],
]

/** A duration in its largest unit, such as `10 minutes`. */
export function durationInWords(duration: Duration): string {
  const [name, length] = units.find(([, unit]) => duration >= unit) ?? ['second', 1_000]
  const count = Math.round(duration / length)
  return `${count} ${name}${count === 1 ? '' : 's'}`
}
