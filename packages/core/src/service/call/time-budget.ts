import { type Duration, second } from '../../machine/time.js'
import type { MaybePromise } from '../../ports/found.js'
import { asPortFault } from './faults.js'
import type { Waiting } from './single-flight.js'

/** The time budget of one request: all of its port calls together may take twice the timeout of one call. */
export interface TimeBudget {
  /**
   * Runs a port call and waits for its result. The call may take the timeout of one call or the rest of the budget,
   * whichever is shorter, so a port that hangs does not hang the request. A later result of the call is ignored. If the
   * budget is used up the port is not called, because its effect would come after the response.
   */
  spendOn<Result>(run: () => MaybePromise<Result>): Promise<Result>
  /**
   * Waits for the work of another request, at most for the rest of the budget. Rejects with the fault of that work as
   * it is.
   */
  readonly waitFor: Waiting
}

// A timer may fire this many milliseconds early.
const leastWait = 1

/**
 * Creates the time budget of a new request. Only waiting counts, and parallel calls count once. It uses
 * `performance.now()` and not the clock of the runtime, which a test or a store may set.
 */
export function createTimeBudget(timeout: Duration = 1 * second): TimeBudget {
  const most = 2 * timeout
  let spent = 0
  let waits = 0
  let waitsSince = 0

  async function wait<Result>(run: () => MaybePromise<Result>, atMost: Duration): Promise<Result> {
    const now = performance.now()
    if (waits === 0) waitsSince = now
    const left = most - spent - (now - waitsSince)
    if (left < leastWait) throw new Error(`skipped: the time budget of the request (${most} ms) is used up`)
    waits++
    try {
      return await race(run, Math.min(atMost, left))
    } finally {
      waits--
      if (waits === 0) spent += performance.now() - waitsSince
    }
  }

  return {
    spendOn: (run) => wait(run, timeout),
    async waitFor(work) {
      await asPortFault('waiting for another request', () => wait(() => Promise.allSettled([work]), most))
      return work
    },
  }
}

/** Runs the work. Rejects if it takes longer than `most` milliseconds. */
async function race<Result>(run: () => MaybePromise<Result>, most: Duration): Promise<Result> {
  let timer: unknown
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no response within ${Math.round(most)} ms`)), most)
  })
  try {
    return await Promise.race([run(), tooLate])
  } finally {
    clearTimeout(timer)
  }
}
