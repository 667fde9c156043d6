import type { FaultReporter } from '../../ports/runtime.js'
import type { Observation, Telemetry } from '../../ports/telemetry/telemetry.js'

/** An observation that never throws. `within` returns what `run` returns. */
export interface GuardedObservation<Result> {
  within<Value>(run: () => Value): Value
  end(result: Result): void
}

/** Telemetry that never throws. */
export type GuardedTelemetry = {
  readonly [Name in 'startRequest' | 'startPortCall']: Telemetry[Name] extends (
    ...args: infer Args
  ) => Observation<infer Result>
    ? (...args: Args) => GuardedObservation<Result>
    : never
} & Required<Pick<Telemetry, 'event' | 'fault'>>

/**
 * Returns the same telemetry, but no failure of it reaches a request. `report` gets the first failure of each function: a function
 * that always fails would otherwise be one more fault for every request.
 */
export function guardTelemetry(telemetry: Telemetry, report: FaultReporter): GuardedTelemetry {
  const failed = new Set<string>()
  const attempt: Attempt = (name, run) => {
    try {
      return run()
    } catch (fault) {
      if (!failed.has(name)) report(fault, `telemetry.${name}: later failures of it are not reported`)
      failed.add(name)
      return undefined
    }
  }
  return {
    startRequest: (start) =>
      guardObservation(
        'startRequest',
        attempt('startRequest', () => telemetry.startRequest(start)),
        attempt,
      ),
    startPortCall: (port) =>
      guardObservation(
        'startPortCall',
        attempt('startPortCall', () => telemetry.startPortCall(port)),
        attempt,
      ),
    event: (event) => attempt('event', () => telemetry.event?.(event)),
    fault: (fault) => attempt('fault', () => telemetry.fault?.(fault)),
  }
}

/** Calls a function of the host. Returns `undefined` if it throws. */
type Attempt = <Value>(name: string, run: () => Value) => Value | undefined

function guardObservation<Result>(
  start: string,
  observation: Observation<Result> | undefined,
  attempt: Attempt,
): GuardedObservation<Result> {
  return {
    within(run) {
      if (observation?.within === undefined) return run()
      const once = onceOf(run)
      attempt(`${start}.within`, () => observation.within?.(once.call))
      return once.result()
    },
    end: (result) => attempt(`${start}.end`, () => observation?.end(result)),
  }
}

// A `within` of the host may call it never or twice, and may throw before or after it.
function onceOf<Value>(run: () => Value): { readonly call: () => void; readonly result: () => Value } {
  let ended: { readonly value: Value } | { readonly thrown: unknown } | undefined
  const call = (): void => {
    if (ended !== undefined) return
    try {
      ended = { value: run() }
    } catch (thrown) {
      ended = { thrown }
    }
  }
  return {
    call,
    result() {
      call()
      if (ended === undefined) throw new Error('a function of the library called itself')
      if ('thrown' in ended) throw ended.thrown
      return ended.value
    },
  }
}
