import type { Requester } from '../../machine/authorization.js'
import type { Duration } from '../../machine/time.js'
import type { GuardedTelemetry } from '../telemetry/guard-telemetry.js'
import { ObservedTimeBudget } from '../telemetry/observed-budget.js'
import type { ObservedRequest } from '../telemetry/observed-request.js'
import { checkRequester } from './check-requester.js'
import { TimeBudget } from './time-budget.js'
import type { Visit } from './visit.js'

/**
 * One request, as the service sees it. All functions that get the same call share its time budget. `startCall` of the
 * service makes one.
 */
export interface Call {
  /** Who sent the request, for events and records. */
  readonly requester: Requester
  /** Whether other callers likely have the same address: it seems to be a proxy that the host does not trust. */
  readonly addressIsShared: boolean
  /** The time that the request may still wait for ports. */
  readonly budget: TimeBudget
  /** What the hook `challenge` needs of the request. Absent without this hook, and without HTTP. */
  readonly visit?: Visit
  /** Takes notes about the request for the option `telemetry`. Absent without it, and without HTTP. */
  readonly observed?: ObservedRequest
}

/** What a host knows about the sender of a request. A member that is `undefined` counts as absent. */
export type RequesterFacts = { readonly [Name in keyof Requester]?: Requester[Name] | undefined } & {
  /**
   * Whether other callers have the same address, such as that of a proxy in front.
   *
   * @defaultValue `false`
   */
  readonly addressIsShared?: boolean | undefined
}

/** Makes the call of a new request, from an unknown requester unless it is given. */
export type StartCall = (requester?: RequesterFacts | (() => RequesterFacts)) => Call

/**
 * Makes the call of a new request. Facts that are a function are read when they are first needed: most polls never need
 * them. `timeout` is that of one port call, in milliseconds. `telemetry` observes the port calls,
 * and `observed` the request.
 *
 * @throws `TypeError` if `facts` is something else than the facts about a requester.
 */
export function startCall(
  facts: RequesterFacts | (() => RequesterFacts) = {},
  timeout?: Duration,
  telemetry?: GuardedTelemetry,
  observed?: ObservedRequest,
): Call {
  const budget = telemetry ? new ObservedTimeBudget(timeout, telemetry) : new TimeBudget(timeout)
  return observed === undefined ? new StartedCall(facts, budget) : new ObservedCall(facts, budget, observed)
}

/** Returns the same call with what the hook `challenge` needs. */
export function visiting(call: Call, visit: Visit): Call {
  return new VisitingCall(call, visit)
}

class StartedCall implements Call {
  readonly budget: TimeBudget
  readonly #facts: RequesterFacts | (() => RequesterFacts)
  #read: ReadFacts | undefined

  constructor(facts: RequesterFacts | (() => RequesterFacts), budget: TimeBudget) {
    this.budget = budget
    this.#facts = facts
    if (typeof facts !== 'function') this.#read = readFacts(facts)
  }

  get requester(): Requester {
    return this.#readOnce().requester
  }

  get addressIsShared(): boolean {
    return this.#readOnce().addressIsShared
  }

  #readOnce(): ReadFacts {
    this.#read ??= readFacts(typeof this.#facts === 'function' ? this.#facts() : this.#facts)
    return this.#read
  }
}

class ObservedCall extends StartedCall {
  readonly observed: ObservedRequest

  constructor(facts: RequesterFacts | (() => RequesterFacts), budget: TimeBudget, observed: ObservedRequest) {
    super(facts, budget)
    this.observed = observed
  }
}

class VisitingCall implements Call {
  readonly budget: TimeBudget
  readonly visit: Visit
  readonly observed?: ObservedRequest
  readonly #call: Call

  constructor(call: Call, visit: Visit) {
    this.budget = call.budget
    this.visit = visit
    if (call.observed !== undefined) this.observed = call.observed
    this.#call = call
  }

  get requester(): Requester {
    return this.#call.requester
  }

  get addressIsShared(): boolean {
    return this.#call.addressIsShared
  }
}

type ReadFacts = Pick<Call, 'requester' | 'addressIsShared'>

function readFacts(facts: RequesterFacts): ReadFacts {
  checkRequester(facts)
  const { ip, userAgent, label, addressIsShared = false } = facts
  const requester = {
    ...(ip !== undefined && { ip }),
    ...(userAgent !== undefined && { userAgent }),
    ...(label !== undefined && { label }),
  }
  return { requester, addressIsShared }
}
