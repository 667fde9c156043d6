import type { Reservation } from '../../machine/limits/limit.js'
import { RecordFault } from '../call/faults.js'
import { isObject } from './record-rules.js'

/** Checks what `reserve` of a limit store returned (docs/decisions/0034). Anything but `true` must not count as granted. */
export function readReservation(operation: string, reservation: Reservation): Reservation {
  if (!isObject(reservation)) throw wrong(operation, 'it must be an object')
  if (reservation.granted === true) {
    const { used } = reservation
    if (Number.isFinite(used)) return { granted: true, used }
    throw wrong(operation, 'used must be a number if granted is true')
  }
  if (reservation.granted !== false) throw wrong(operation, 'granted must be true or false')
  const { until } = reservation
  if (Number.isFinite(until)) return { granted: false, until }
  throw wrong(operation, 'until must be milliseconds since the Unix epoch, as a number, if granted is false')
}

function wrong(operation: string, problem: string): RecordFault {
  return new RecordFault(operation, 'its result', [problem])
}
