import type { ClientId } from '../../machine/names.js'
import type { RequestResult, RequestStart } from '../../ports/telemetry/telemetry.js'
import type { RequestOperation, RequestOutcome } from '../../ports/telemetry/words.js'
import type { GuardedObservation, GuardedTelemetry } from './guard-telemetry.js'

/** Starts the observation of a request. */
export type ObserveRequest = (start: RequestStart) => ObservedRequest

/** Returns the function that starts the observation of a request. */
export function requestObserver(telemetry: GuardedTelemetry): ObserveRequest {
  return (start) => new ObservedRequest(start, telemetry.startRequest(start))
}

/** One request, and what the parts that serve it note about it. */
export class ObservedRequest {
  readonly #dialect: string
  readonly #observation: GuardedObservation<RequestResult>
  readonly #startedAt = performance.now()
  #operation: RequestOperation
  #outcome: RequestOutcome | undefined
  #clientId: ClientId | undefined

  constructor({ operation, dialect }: RequestStart, observation: GuardedObservation<RequestResult>) {
    this.#operation = operation
    this.#dialect = dialect
    this.#observation = observation
  }

  /** Calls `run` within the observation. */
  within<Value>(run: () => Value): Value {
    return this.#observation.within(run)
  }

  /** Notes what the request turned out to be. */
  noteOperation(operation: RequestOperation, clientId: ClientId | undefined): void {
    this.#operation = operation
    this.#clientId = clientId
  }

  /** Notes how the request ends. The first note counts: a page that shows a form again has a refusal before it. */
  noteOutcome(outcome: RequestOutcome): void {
    this.#outcome ??= outcome
  }

  /** Notes that the request failed, whatever was noted before. */
  noteFault(): void {
    this.#outcome = 'fault'
  }

  /** Ends the observation. Called once. Without a note, the status says how the request ended. */
  end(status: number): void {
    this.#observation.end({
      operation: this.#operation,
      dialect: this.#dialect,
      outcome: this.#outcome ?? outcomeOfStatus(status),
      status,
      ...(this.#clientId !== undefined && { clientId: this.#clientId }),
      duration: performance.now() - this.#startedAt,
    })
  }
}

function outcomeOfStatus(status: number): RequestOutcome {
  if (status >= 500) return 'fault'
  if (status >= 400) return 'refused'
  return status >= 300 ? 'redirected' : 'ok'
}
