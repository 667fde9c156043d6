import type { Duration } from '@devicegrant/core'
import type { RedisConnection } from '../connection/redis-connection.js'
import { type ScriptName, scripts } from '../scripts/scripts.js'
import type { Circuit } from './circuit.js'
import { monotonic } from './monotonic.js'
import type { RedisClock } from './redis-clock.js'
import { type Confirmation, type ScriptReply, type ScriptRun, sendScript } from './send-script.js'
import { withinTimeout } from './within-timeout.js'

/** Runs the scripts of the stores. Each script runs within its timeout, or does nothing. */
export interface Calls {
  /** Runs a script that only reads, or whose effect may be lost. */
  run(name: ScriptName, key: string, ...args: readonly (string | number)[]): Promise<ScriptReply>
  /** Runs a script whose effect must last. Rejects if the effect is not as durable as the host requires. */
  runDurably(name: ScriptName, key: string, ...args: readonly (string | number)[]): Promise<ScriptReply>
  /** Whether writes, and the reads that later writes depend on, are confirmed. */
  readonly isStrict: boolean
}

/** Dependencies of `createCalls`. */
export interface CallDeps {
  readonly connection: RedisConnection
  readonly clock: RedisClock
  readonly circuit: Circuit
  /** The timeout of a call, in milliseconds. */
  readonly timeout: Duration
  readonly isStrict: boolean
  /** Resolves when the servers have passed the preflight checks, to the way in which they confirm writes. */
  readonly preflight: () => Promise<Confirmation | undefined>
}

/** Creates the calls of one connection. */
export function createCalls(deps: CallDeps): Calls {
  const { circuit, timeout, isStrict } = deps

  async function attempt(name: ScriptName, key: string, args: readonly string[], durably: boolean) {
    const end = monotonic() + timeout
    const confirmation = await deps.preflight()
    const run = { script: scripts[name], key, ...(durably && { confirmation }) }
    const reply = await sendBy(deps, end, run, args)
    if (reply.status !== 'late') return reply
    // The reply has set our clock. Either the clock of Redis was moved, or the time is really up: try again if time is left.
    const again = monotonic() < end ? await sendBy(deps, end, run, args) : reply
    if (again.status !== 'late') return again
    throw new Error('Redis ran a call too late and did nothing: the timeout of the call had passed')
  }

  function call(name: ScriptName, key: string, args: readonly (string | number)[], durably: boolean) {
    return circuit.pass(() => {
      const work = attempt(name, key, args.map(String), durably)
      return { result: withinTimeout(work, timeout), settled: work.catch(() => undefined) }
    })
  }

  return {
    isStrict,
    run: (name, key, ...args) => call(name, key, args, false),
    runDurably: (name, key, ...args) => call(name, key, args, isStrict),
  }
}

// A script does nothing after this moment of the clock of Redis, because the request has already failed by then.
function sendBy(
  { connection, clock }: CallDeps,
  end: Duration,
  run: Omit<ScriptRun, 'args'>,
  args: readonly string[],
): Promise<ScriptReply> {
  const until = Math.floor(clock.now() + end - monotonic())
  return sendScript(connection, clock, { ...run, args: [String(until), ...args] })
}
