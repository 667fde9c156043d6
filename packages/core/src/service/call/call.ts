import type { Requester } from '../../machine/authorization.js'
import type { Duration } from '../../machine/time.js'
import { createTimeBudget, type TimeBudget } from './time-budget.js'

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

/** Makes the call of a new request. `timeout` is that of one port call, in milliseconds. */
export function startCall(requester: Requester = {}, timeout?: Duration): Call {
  return { requester, budget: createTimeBudget(timeout) }
}
