import { type Duration, type Instant, second } from '../../machine/time.js'
import type { MaybePromise } from '../../ports/found.js'
import type { Clock, FaultReporter } from '../../ports/runtime.js'
import type { Call } from '../call/call.js'
import { PortFault } from '../call/faults.js'
import { isPromise } from '../call/is-promise.js'
import type { GuardedLimits } from '../guards/limits.js'

// A store that is away may let each call wait for its timeout, so it is not asked again at once.
const pause: Duration = 5 * second

type Run<Result> = (one: GuardedLimits) => MaybePromise<Result>

/**
 * Returns a limit store that uses the other one, in this process, while the first is away. So an outage never lifts a limit,
 * and a limit never causes an outage. Each outage is reported once.
 */
export function withFallback(
  store: GuardedLimits,
  fallback: GuardedLimits,
  clock: Clock,
  report: FaultReporter,
): GuardedLimits {
  let failedAt: Instant | undefined
  let isReported = false

  function isAway(): boolean {
    if (failedAt === undefined) return false
    const passed = clock.now() - failedAt
    return passed >= 0 && passed < pause
  }

  function ask<Result>({ budget }: Call, run: Run<Result>): MaybePromise<Result> {
    // A request that has waited too long for other ports cannot ask the store. That says nothing about the store.
    if (isAway() || budget.isUsedUp) return run(fallback)
    try {
      const result = run(store)
      if (isPromise(result)) return waitFor(result, run)
      noteAnswer()
      return result
    } catch (fault) {
      return useFallback(fault, run)
    }
  }

  async function waitFor<Result>(result: PromiseLike<Result>, run: Run<Result>): Promise<Result> {
    try {
      const answer = await result
      noteAnswer()
      return answer
    } catch (fault) {
      return useFallback(fault, run)
    }
  }

  function noteAnswer(): void {
    failedAt = undefined
    isReported = false
  }

  function useFallback<Result>(fault: unknown, run: Run<Result>): MaybePromise<Result> {
    if (!(fault instanceof PortFault)) throw fault
    failedAt = clock.now()
    if (!isReported) report(fault, 'counting tries: this process counts its own until stores.limits answers again')
    isReported = true
    return run(fallback)
  }

  return {
    reserve: (call: Call, name, rule, at) => ask(call, (one) => one.reserve(call, name, rule, at)),
    settle: (call: Call, name, rule, what, at) => ask(call, (one) => one.settle(call, name, rule, what, at)),
  }
}
