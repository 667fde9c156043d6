import type { Duration } from '@devicegrant/core'
import type { Circuit } from './circuit.js'
import type { RedisConnection } from './connection.js'
import { inTime } from './in-time.js'
import { monotonic } from './monotonic.js'
import type { RedisClock } from './redis-clock.js'
import { type ScriptName, scripts } from './scripts.js'
import { type Confirmation, type ScriptReply, type ScriptRun, sendScript } from './send-script.js'

/** Runs the scripts of the stores, each in time or not at all. */
export interface Calls {
  /** Runs a script that only reads, or whose loss costs nobody anything. */
  run(name: ScriptName, key: string, ...args: readonly (string | number)[]): Promise<ScriptReply>
  /** Runs a script whose effect must last: rejects unless it is as durable as was asked for. */
  runDurably(name: ScriptName, key: string, ...args: readonly (string | number)[]): Promise<ScriptReply>
  /** Whether writes, and what is read to build on them, are confirmed. */
  readonly isStrict: boolean
}

/** What calls are made of. */
export interface CallParts {
  readonly connection: RedisConnection
  readonly clock: RedisClock
  readonly circuit: Circuit
  /** How long a call may take. */
  readonly deadline: Duration
  readonly isStrict: boolean
  /** Resolves when the server is known to be good enough, to how writes are confirmed there. */
  readonly examined: () => Promise<Confirmation | undefined>
}

/** Calls over one connection. */
export function createCalls(parts: CallParts): Calls {
  const { circuit, deadline, isStrict } = parts

  async function attempt(name: ScriptName, key: string, args: readonly string[], durably: boolean) {
    const end = monotonic() + deadline
    const confirmation = await parts.examined()
    const run = { script: scripts[name], key, ...(durably && { confirmation }) }
    const reply = await sendBy(parts, end, run, args)
    if (reply.status !== 'late') return reply
    // The clock was wrong, and has just been set: either Redis' own was moved, or the time is really up.
    const again = monotonic() < end ? await sendBy(parts, end, run, args) : reply
    if (again.status !== 'late') return again
    throw new Error('Redis got to a call after its time was up, and has left it alone')
  }

  function call(name: ScriptName, key: string, args: readonly (string | number)[], durably: boolean) {
    return circuit.pass(() => {
      const work = attempt(name, key, args.map(String), durably)
      return { result: inTime(work, deadline), settled: work.catch(() => undefined) }
    })
  }

  return {
    isStrict,
    run: (name, key, ...args) => call(name, key, args, false),
    runDurably: (name, key, ...args) => call(name, key, args, isStrict),
  }
}

// Redis is told until when it may act, by its own clock: what it gets to later was answered as an outage long ago.
function sendBy(
  { connection, clock }: CallParts,
  end: Duration,
  run: Omit<ScriptRun, 'args'>,
  args: readonly string[],
): Promise<ScriptReply> {
  const until = Math.floor(clock.now() + end - monotonic())
  return sendScript(connection, clock, { ...run, args: [String(until), ...args] })
}
