import { type Duration, second } from '../machine/time.js'
import { type Guard, guarded } from './port-fault.js'
import type { Waiting } from './single-flight.js'

/** The time that one request may wait for the outside: twice the deadline of a call, for all of its calls together. */
export interface RequestTime {
  /**
   * Runs a call to a port, which may take the deadline or what is left of the request's time: a port that hangs must
   * become an answer, not a hanging request. What the call comes to later is nobody's any more. When nothing is left, the
   * port is not called, since what it did would come after the answer.
   */
  readonly guard: Guard
  /** Waits for work of another request, at most for what is left. What the work fails with is left as it is. */
  readonly waitFor: Waiting
}

// A timer may be early by as much.
const leastWait = 1

/**
 * The time of a request that has not waited yet. Only waiting counts, and the waiting of calls that run side by side counts
 * once. It is measured by what passes evenly: the clock of the services may be turned by a test or set by a store.
 */
export function createRequestTime(deadline: Duration = 1 * second): RequestTime {
  const most = 2 * deadline
  let spent = 0
  let waits = 0
  let waitsSince = 0

  async function wait<Result>(run: () => Promise<Result>, atMost: Duration): Promise<Result> {
    const now = performance.now()
    if (waits === 0) waitsSince = now
    const left = most - spent - (now - waitsSince)
    if (left < leastWait) throw new Error(`not called: its request has waited ${most} ms for one call or another`)
    const patience = Math.min(atMost, left)
    let timer: unknown
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${Math.round(patience)} ms`)), patience)
    })
    waits++
    try {
      return await Promise.race([run(), tooLate])
    } finally {
      clearTimeout(timer)
      waits--
      if (waits === 0) spent += performance.now() - waitsSince
    }
  }

  return {
    guard: (call, run) => guarded(call, () => wait(run, deadline)),
    async waitFor(work) {
      await guarded('waiting for another request', () => wait(() => Promise.allSettled([work]), most))
      return work
    },
  }
}

/** A guard that waits no longer than the deadline, one second unless told, for each call by itself. */
export function createGuard(deadline?: Duration): Guard {
  return (call, run) => createRequestTime(deadline).guard(call, run)
}
