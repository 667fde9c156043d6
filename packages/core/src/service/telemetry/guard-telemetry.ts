import type { SecurityEvent } from '../../ports/events.js'
import type { FaultReporter } from '../../ports/runtime.js'
import type {
  Observation,
  ObservedFault,
  PortCallResult,
  RequestResult,
  RequestStart,
  Telemetry,
} from '../../ports/telemetry/telemetry.js'
import type { PortName } from '../../ports/telemetry/words.js'

/** Telemetry that never throws. */
export interface GuardedTelemetry {
  startRequest(start: RequestStart): GuardedObservation<RequestResult>
  startPortCall(port: PortName): GuardedObservation<PortCallResult>
  event(event: SecurityEvent): void
  fault(fault: ObservedFault): void
}

/**
 * Returns the same telemetry, but no failure of it reaches a request. `report` gets the first failure of each function: a function
 * that always fails would otherwise be one more fault for every request.
 */
export function guardTelemetry(telemetry: Telemetry, report: FaultReporter): GuardedTelemetry {
  const failed = new Set<string>()
  const fail: Fail = (name, fault) => {
    if (!failed.has(name)) report(fault, `telemetry.${name}: later failures of it are not reported`)
    failed.add(name)
  }
  const attempt = <Value>(name: string, run: () => Value): Value | undefined => {
    try {
      return run()
    } catch (fault) {
      fail(name, fault)
      return undefined
    }
  }
  return {
    startRequest(start) {
      const observation = attempt('startRequest', () => telemetry.startRequest(start))
      return new GuardedObservation('startRequest', observation, fail)
    },
    startPortCall(port) {
      const observation = attempt('startPortCall', () => telemetry.startPortCall(port))
      return new GuardedObservation('startPortCall', observation, fail)
    },
    event: (event) => attempt('event', () => telemetry.event?.(event)),
    fault: (fault) => attempt('fault', () => telemetry.fault?.(fault)),
  }
}

/** Reports that a function of the host failed. */
type Fail = (name: string, fault: unknown) => void

/** An observation that never throws. */
export class GuardedObservation<Result> {
  readonly #start: string
  readonly #observation: Observation<Result> | undefined
  readonly #fail: Fail

  /** `start` is the function that returned the observation. It is absent if that function failed. */
  constructor(start: string, observation: Observation<Result> | undefined, fail: Fail) {
    this.#start = start
    this.#observation = observation
    this.#fail = fail
  }

  /** Calls `run` once, within the observation, and returns what it returns. */
  within<Value>(run: () => Value): Value {
    if (this.#observation?.within === undefined) return run()
    const once = onceOf(run)
    try {
      this.#observation.within(once.call)
    } catch (fault) {
      this.#fail(`${this.#start}.within`, fault)
    }
    return once.result()
  }

  end(result: Result): void {
    try {
      this.#observation?.end(result)
    } catch (fault) {
      this.#fail(`${this.#start}.end`, fault)
    }
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
