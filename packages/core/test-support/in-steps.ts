import type { ServiceOptions } from '../src/service/create-service.js'
import { aroundPorts } from './around-ports.js'

/** A call of a port that waits for its step. */
export interface WaitingCall {
  /** The name of the port and the function: `stores.authorizations.replace`. */
  readonly call: string
  /** Runs the call. The caller gets no reply. */
  run(): Promise<unknown>
  /** Runs the call and passes its result to the caller. */
  reply(): void
}

/**
 * Returns the same parts, but all calls that wait at the same moment run in one step, and the next step begins when
 * nothing else is left to do. So each call takes one tick of a logical clock, and the number of steps is the length of
 * the longest chain of calls one after another.
 */
export function inSteps(
  options: ServiceOptions,
  onStep: (calls: readonly WaitingCall[], nth: number) => void,
): ServiceOptions {
  let waiting: WaitingCall[] = []
  let steps = 0

  function step(): void {
    const calls = waiting
    waiting = []
    onStep(calls, steps++)
  }

  return aroundPorts(options, (call, run) => {
    if (waiting.length === 0) setImmediate(step)
    return new Promise((resolve, reject) => {
      waiting.push({ call, run, reply: () => void run().then(resolve, reject) })
    })
  })
}

/** The calls of one step, sorted by name. */
export type Step = readonly string[]

/** Parts that record their steps. */
export interface CountedParts {
  readonly parts: ServiceOptions
  /** Runs something, and resolves to its result and to the steps that it took. */
  stepsOf<Result>(run: () => Promise<Result>): Promise<{ readonly result: Result; readonly steps: readonly Step[] }>
}

/** Returns the same parts, with a record of their steps. */
export function countedSteps(options: ServiceOptions): CountedParts {
  let steps: Step[] = []
  const parts = inSteps(options, (calls) => {
    steps.push(calls.map(({ call }) => call).toSorted())
    for (const { reply } of calls) reply()
  })
  return {
    parts,
    async stepsOf(run) {
      steps = []
      const result = await run()
      return { result, steps }
    },
  }
}

/** Returns the steps that wait for a store, without those that wait only for other ports of the host. */
export function storeWaits(steps: readonly Step[]): readonly Step[] {
  return steps.filter((calls) => calls.some((call) => /^stores\./.test(call)))
}
