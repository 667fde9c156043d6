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
import { isPromise } from '../call/is-promise.js'

/** Telemetry that never throws and never leaves a rejected promise. */
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
  const observe = <Result>(name: string, start: () => Observation<Result>): GuardedObservation<Result> => {
    const observation = attempt(name, fail, () => {
      const started = start()
      return isPromise(started) ? refusePromise(name, started) : started
    })
    return new GuardedObservation(name, observation, fail)
  }
  return {
    startRequest: (start) => observe('startRequest', () => telemetry.startRequest(start)),
    startPortCall: (port) => observe('startPortCall', () => telemetry.startPortCall(port)),
    event: (event) => attempt('event', fail, () => telemetry.event?.(event)),
    fault: (fault) => attempt('fault', fail, () => telemetry.fault?.(fault)),
  }
}

/** Calls a function of the host. If it throws, or returns a promise, it has no result. A promise that rejects is a failure too. */
function attempt<Value>(name: string, fail: Fail, run: () => Value | Promise<never>): Value | undefined {
  try {
    const result = run()
    if (!isPromise(result)) return result
    result.then(undefined, (fault: unknown) => fail(name, fault))
  } catch (fault) {
    fail(name, fault)
  }
  return undefined
}

async function refusePromise(name: string, started: PromiseLike<unknown>): Promise<never> {
  await started
  throw new TypeError(`${name} must return an observation, and not a promise of one`)
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
    if (this.#observation === undefined) return run()
    const once = onceOf(run)
    attempt(`${this.#start}.within`, this.#fail, () => this.#observation?.within?.(once.call))
    return once.result()
  }

  end(result: Result): void {
    attempt(`${this.#start}.end`, this.#fail, () => this.#observation?.end(result))
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
