import type { Requester } from '../../machine/authorization.js'
import type { Duration } from '../../machine/time.js'
import { checkRequester } from './check-requester.js'
import { TimeBudget } from './time-budget.js'

/**
 * One request, as the service sees it. All functions that get the same call share its time budget. `startCall` of the
 * service makes one.
 */
export interface Call {
  /** Who sent the request, for events and records. */
  readonly requester: Requester
  /** The time that the request may still wait for ports. */
  readonly budget: TimeBudget
}

/** What a host knows about the sender of a request. A member that is `undefined` counts as absent. */
export type RequesterFacts = { readonly [Name in keyof Requester]?: Requester[Name] | undefined }

/**
 * Makes the call of a new request. Facts that are a function are read when they are first needed: most polls never need
 * them. `timeout` is that of one port call, in milliseconds.
 *
 * @throws `TypeError` if `facts` is something else than the facts about a requester.
 */
export function startCall(facts: RequesterFacts | (() => RequesterFacts) = {}, timeout?: Duration): Call {
  return new StartedCall(facts, timeout)
}

class StartedCall implements Call {
  readonly budget: TimeBudget
  readonly #facts: RequesterFacts | (() => RequesterFacts)
  #requester: Requester | undefined

  constructor(facts: RequesterFacts | (() => RequesterFacts), timeout: Duration | undefined) {
    this.budget = new TimeBudget(timeout)
    this.#facts = facts
    if (typeof facts !== 'function') this.#requester = requesterFrom(facts)
  }

  get requester(): Requester {
    this.#requester ??= requesterFrom(typeof this.#facts === 'function' ? this.#facts() : this.#facts)
    return this.#requester
  }
}

function requesterFrom(facts: RequesterFacts): Requester {
  checkRequester(facts)
  const { ip, userAgent, label } = facts
  return {
    ...(ip !== undefined && { ip }),
    ...(userAgent !== undefined && { userAgent }),
    ...(label !== undefined && { label }),
  }
}
