import { type Duration, second } from '../../machine/time.js'
import type { MaybePromise } from '../../ports/found.js'
import { type Guard, guarded } from './guarded-ports.js'
import type { Waiting } from './single-flight.js'

/** The time budget of one request: all of its port calls together may take twice the timeout of one call. */
export interface RequestTime {
  /**
   * Runs a call to a port. The call may take the timeout of a call or the rest of the budget, whichever is shorter, so
   * a port that hangs does not hang the request. A later result of the call is ignored. If the budget is used up the
   * port is not called, because its effect would come after the response.
   */
  readonly guard: Guard
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
export function createRequestTime(timeout: Duration = 1 * second): RequestTime {
  const most = 2 * timeout
  let spent = 0
  let waits = 0
  let waitsSince = 0

  async function wait<Result>(run: () => MaybePromise<Result>, atMost: Duration): Promise<Result> {
    const now = performance.now()
    if (waits === 0) waitsSince = now
    const left = most - spent - (now - waitsSince)
    if (left < leastWait) throw new Error(`skipped: the time budget of the request (${most} ms) is used up`)
    const patience = Math.min(atMost, left)
    let timer: unknown
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no response within ${Math.round(patience)} ms`)), patience)
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
    guard: (call, run) => guarded(call, () => wait(run, timeout)),
    async waitFor(work) {
      await guarded('waiting for another request', () => wait(() => Promise.allSettled([work]), most))
      return work
    },
  }
}

/**
 * Creates a guard that gives each call its own timeout, in milliseconds.
 *
 * @defaultValue 1 second
 */
export function createGuard(timeout?: Duration): Guard {
  return (call, run) => createRequestTime(timeout).guard(call, run)
}
