import type { ClientId } from '../../machine/names.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import type { Refused, Reserved } from '../call/limiting.js'
import { addressLanes } from './lanes.js'

/**
 * Counts a secret or an assertion of a client before it is checked. Each process counts its own: a poll must not wait for
 * it, and secrets of 128 random bits need no exact limit. Other addresses of the same client are not limited, so a
 * stranger cannot shut a client out.
 */
export function reserveSecret(
  { secretLimiter, limits }: ServiceContext,
  clientId: ClientId,
  call: Call,
  how: 'reserveAtOnce' | 'reservePatiently',
): Promise<Reserved | Refused> {
  const { perAddress } = limits.clientSecrets
  const lanes = addressLanes(call, perAddress).map((lane) => ({
    ...lane,
    value: JSON.stringify([clientId, lane.value]),
  }))
  return secretLimiter[how](call, 'clientSecret', lanes)
}
