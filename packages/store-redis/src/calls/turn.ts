import { type ScriptName, scripts } from '../scripts/scripts.js'
import { together } from '../scripts/together.js'
import { readReply, type ScriptReply } from './send-script.js'

/** A call that can run in one script with the other calls of its turn. */
export interface CallOfTurn {
  readonly name: ScriptName
  readonly key: string
  readonly args: readonly string[]
}

/** Collects the calls of a turn: those that are made before any of their replies can come. */
export interface Turn {
  add(call: CallOfTurn): Promise<ScriptReply>
}

interface Waiting {
  readonly call: CallOfTurn
  resolve(reply: ScriptReply | Promise<ScriptReply>): void
  reject(fault: unknown): void
}

// A script stops everything else in Redis. So many calls take about 0.2 ms.
const most = 32

/** The script that runs the calls of a turn. */
export const scriptOfTurn = together(scripts)

/** Creates the collector. `runAll` gets the calls of each turn in their order, and resolves to the result of each. */
export function createTurn(
  runAll: (calls: readonly [CallOfTurn, ...CallOfTurn[]]) => Promise<readonly Promise<ScriptReply>[]>,
): Turn {
  let waiting: Waiting[] = []

  async function runPart(part: readonly Waiting[]): Promise<void> {
    const [first, ...more] = part.map(({ call }) => call)
    if (first === undefined) return
    try {
      const results = await runAll([first, ...more])
      for (const [nth, result] of results.entries()) part[nth]?.resolve(result)
    } catch (fault) {
      for (const { reject } of part) reject(fault)
    }
  }

  function end(): void {
    const all = waiting
    waiting = []
    for (let first = 0; first < all.length; first += most) void runPart(all.slice(first, first + most))
  }

  return {
    add: (call) =>
      new Promise((resolve, reject) => {
        // After the promises that are settled already, whose callbacks may make more calls.
        if (waiting.length === 0) process.nextTick(end)
        waiting.push({ call, resolve, reject })
      }),
  }
}

/** Returns the arguments of the script for these calls. */
export function argsOf(calls: readonly CallOfTurn[]): readonly string[] {
  return calls.flatMap(({ name, args }) => [name, String(args.length), ...args])
}

/** Returns the reply of each call in the reply of the script. */
export function repliesIn({ values }: ScriptReply): readonly Promise<ScriptReply>[] {
  return values.map(async (value) => {
    const reply = readReply(value)
    if (reply.status === 'failed') throw new Error(String(reply.values[0]))
    return reply
  })
}
