import type { Duration } from '../../machine/time.js'
import type { MaybePromise } from '../../ports/found.js'
import type { PortOutcome } from '../../ports/telemetry/words.js'
import { LateFault, PortFault } from '../call/faults.js'
import { isPromise } from '../call/is-promise.js'
import { TimeBudget } from '../call/time-budget.js'
import type { GuardedTelemetry } from './guard-telemetry.js'
import { isPortName } from './port-names.js'

/** A time budget whose port calls are observed. Without telemetry there is none, so a poll does not pay for it. */
export class ObservedTimeBudget extends TimeBudget {
  readonly #telemetry: GuardedTelemetry

  constructor(timeout: Duration | undefined, telemetry: GuardedTelemetry) {
    super(timeout)
    this.#telemetry = telemetry
  }

  override spendOn<Result>(operation: string, run: () => MaybePromise<Result>, share?: number): MaybePromise<Result> {
    return observePortCall(this.#telemetry, operation, (observed) =>
      super.spendOn(operation, () => observed(run), share),
    )
  }
}

/**
 * Observes a port call. `call` gets the function in which the port must be called, and returns the result of the call, or a
 * promise that rejects with a `PortFault`.
 */
export function observePortCall<Result>(
  telemetry: GuardedTelemetry,
  operation: string,
  call: (within: <Value>(run: () => Value) => Value) => MaybePromise<Result>,
): MaybePromise<Result> {
  if (!isPortName(operation)) return call((run) => run())
  const observation = telemetry.startPortCall(operation)
  const startedAt = performance.now()
  const end = (outcome: PortOutcome) => observation.end({ outcome, duration: performance.now() - startedAt })
  const result = call((run) => observation.within(run))
  if (!isPromise(result)) {
    end('ok')
    return result
  }
  result.then(
    () => end('ok'),
    (fault: unknown) => end(outcomeOf(fault)),
  )
  return result
}

function outcomeOf(fault: unknown): PortOutcome {
  const cause = fault instanceof PortFault ? fault.cause : undefined
  if (!(cause instanceof LateFault)) return 'fault'
  return cause.isCalled ? 'timeout' : 'skipped'
}
