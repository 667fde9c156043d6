import type { LimitStore } from '../../ports/limit-store.js'
import { readReservation } from '../records/read-reservation.js'
import { callPort, type Guarded } from './guarded.js'

// Without this store a process counts for itself. So a store that hangs must not use up the time of the other ports.
const share = 1 / 3

/** Returns the same limit store behind its guard. */
export function guardLimits(limits: LimitStore): Guarded<LimitStore> {
  return {
    async reserve(call, name, rule, at) {
      const operation = 'stores.limits.reserve'
      let isLate = false
      const reserve = async () => {
        const reservation = await limits.reserve(name, rule, at)
        // The process has counted the try itself meanwhile, so it must not count twice.
        if (isLate && reservation.granted) await limits.settle(name, rule, 'refund', at)
        return reservation
      }
      try {
        return readReservation(operation, await callPort(call, operation, reserve, share))
      } catch (fault) {
        isLate = true
        throw fault
      }
    },
    settle: async (call, name, rule, what, at) =>
      callPort(call, 'stores.limits.settle', () => limits.settle(name, rule, what, at), share),
  }
}
