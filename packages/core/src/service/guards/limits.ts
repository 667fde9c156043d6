import type { Reservation } from '../../machine/limits/limit.js'
import type { LimitStore } from '../../ports/limit-store.js'
import type { Call } from '../call/call.js'
import { isPromise } from '../call/is-promise.js'
import { readReservation } from '../records/read-reservation.js'
import { callPort } from './guarded.js'

// Without this store a process counts for itself. So a store that hangs must not use up the time of the other ports.
const share = 1 / 3

/** A limit store behind its guard. A store in memory answers without a promise, since a request counts in many names. */
export type GuardedLimits = {
  readonly [Name in 'reserve' | 'settle']: (
    call: Call,
    ...args: Parameters<LimitStore[Name]>
  ) => ReturnType<LimitStore[Name]>
}

/** Returns the same limit store behind its guard. */
export function guardLimits(limits: LimitStore): GuardedLimits {
  return {
    reserve(call, name, rule, at) {
      let isLate = false
      const settleIfLate = async (reserved: PromiseLike<Reservation>) => {
        const reservation = await reserved
        // The process has counted the try itself meanwhile, so it must not count twice.
        if (isLate && reservation.granted) await limits.settle(name, rule, 'refund', at)
        return reservation
      }
      const result = callPort(
        call,
        operation,
        () => {
          const reserved = limits.reserve(name, rule, at)
          return isPromise(reserved) ? settleIfLate(reserved) : reserved
        },
        share,
      )
      if (!isPromise(result)) return readReservation(operation, result)
      return readLater(result, () => {
        isLate = true
      })
    },
    settle: (call, name, rule, what, at) =>
      callPort(call, 'stores.limits.settle', () => limits.settle(name, rule, what, at), share),
  }
}

const operation = 'stores.limits.reserve'

async function readLater(result: PromiseLike<Reservation>, onFault: () => void): Promise<Reservation> {
  try {
    return readReservation(operation, await result)
  } catch (fault) {
    onFault()
    throw fault
  }
}
