import { type Duration, type Instant, second } from '../../machine/time.js'
import type { LimitStore } from '../../ports/limit-store.js'
import type { Clock, FaultReporter } from '../../ports/runtime.js'
import type { Call } from '../call/call.js'
import { PortFault } from '../call/faults.js'
import type { Guarded } from '../guards/guarded.js'

// A store that is away may let each call wait for its timeout, so it is not asked again at once.
const pause: Duration = 5 * second

/**
 * Returns a limit store that uses the other one, in this process, while the first is away. So an outage never lifts a limit,
 * and a limit never causes an outage. Each outage is reported once.
 */
export function withFallback(
  store: Guarded<LimitStore>,
  fallback: Guarded<LimitStore>,
  clock: Clock,
  report: FaultReporter,
): Guarded<LimitStore> {
  let failedAt: Instant | undefined
  let isReported = false

  function isAway(): boolean {
    if (failedAt === undefined) return false
    const passed = clock.now() - failedAt
    return passed >= 0 && passed < pause
  }

  async function ask<Result>({ budget }: Call, run: (one: Guarded<LimitStore>) => Promise<Result>): Promise<Result> {
    // A request that has waited too long for other ports cannot ask the store. That says nothing about the store.
    if (isAway() || budget.isUsedUp) return run(fallback)
    try {
      const result = await run(store)
      failedAt = undefined
      isReported = false
      return result
    } catch (fault) {
      if (!(fault instanceof PortFault)) throw fault
      failedAt = clock.now()
      if (!isReported) report(fault, 'counting tries: this process counts its own until stores.limits answers again')
      isReported = true
      return run(fallback)
    }
  }

  return {
    reserve: (call: Call, name, rule, at) => ask(call, (one) => one.reserve(call, name, rule, at)),
    settle: (call: Call, name, rule, what, at) => ask(call, (one) => one.settle(call, name, rule, what, at)),
  }
}
