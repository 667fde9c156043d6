import { type Duration, second } from '../../machine/time.js'
import type { MaybePromise } from '../../ports/found.js'
import { LateFault, PortFault } from './faults.js'
import { isPromise } from './is-promise.js'

// A timer may fire this many milliseconds early.
const leastWait = 1

/**
 * The time budget of one request: all of its port calls together may take twice the timeout of one call. Only waiting
 * counts, and parallel calls count once. It uses `performance.now()` and not the clock of the runtime, which a test or a
 * store may set.
 */
export class TimeBudget {
  readonly #timeout: Duration
  #spent = 0
  #waits = 0
  #waitsSince = 0

  /** `timeout` is that of one port call, in milliseconds. */
  constructor(timeout: Duration = 1 * second) {
    this.#timeout = timeout
  }

  /**
   * Runs a port call and returns its result, as a promise unless the port answers at once. The call may take the timeout
   * of one call or the rest of the budget, whichever is shorter, so a port that hangs does not hang the request. A later
   * result of the call is ignored. If the budget is used up the port is not called, because its effect would come after
   * the response. Never throws. The promise rejects only with a `PortFault` of this operation. `share`: the part of the
   * timeout that this call may take.
   */
  spendOn<Result>(operation: string, run: () => MaybePromise<Result>, share = 1): MaybePromise<Result> {
    return this.#spend(operation, run, this.#timeout * share)
  }

  /**
   * Waits for the work of another request, at most for the rest of the budget. Rejects with the fault of that work as
   * it is.
   */
  async waitFor<Result>(work: Promise<Result>): Promise<Result> {
    await this.#spend('waiting for another request', () => Promise.allSettled([work]), this.#most)
    return work
  }

  /** Whether no time is left, so that no port can be called. */
  get isUsedUp(): boolean {
    return this.#left < leastWait
  }

  get #most(): Duration {
    return 2 * this.#timeout
  }

  get #left(): Duration {
    return this.#most - this.#spent - (this.#waits === 0 ? 0 : performance.now() - this.#waitsSince)
  }

  #spend<Result>(operation: string, run: () => MaybePromise<Result>, atMost: Duration): MaybePromise<Result> {
    try {
      if (this.isUsedUp) {
        throw new LateFault(`skipped: the time budget of the request (${this.#most} ms) is used up`, false)
      }
      const result = run()
      return isPromise(result) ? this.#settle(operation, result, atMost) : result
    } catch (cause) {
      return Promise.reject(new PortFault(operation, cause))
    }
  }

  #settle<Result>(operation: string, result: PromiseLike<Result>, atMost: Duration): Promise<Result> {
    return new Promise((resolve, reject) => {
      let timer: unknown
      let isOver = false
      const end = (): void => {
        if (!isOver && timer !== undefined) {
          clearTimeout(timer)
          this.#endWait()
        }
        isOver = true
      }
      const fail = (cause: unknown): void => {
        end()
        reject(new PortFault(operation, cause))
      }
      const startTimer = (): void => {
        if (isOver) return
        const wait = Math.min(atMost, this.#left)
        this.#beginWait()
        timer = setTimeout(() => fail(new LateFault(`no response within ${Math.round(wait)} ms`, true)), wait)
      }
      Promise.resolve(result).then((value) => {
        end()
        resolve(value)
      }, fail)
      // A port that has its answer in memory settles within two turns of the microtask queue, and needs no timer.
      aTurn.then(another).then(startTimer, fail)
    })
  }

  #beginWait(): void {
    if (this.#waits++ === 0) this.#waitsSince = performance.now()
  }

  #endWait(): void {
    if (--this.#waits === 0) this.#spent += performance.now() - this.#waitsSince
  }
}

// Each `then` waits one turn of the microtask queue. Node's `queueMicrotask` does more work.
const aTurn = Promise.resolve()
const another = (): void => {}
