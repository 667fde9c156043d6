import type { Duration } from '@devicegrant/core'
import type { RedisConnection } from '../connection/redis-connection.js'
import type { Script } from '../scripts/script.js'
import { type ScriptName, scripts } from '../scripts/scripts.js'
import type { Circuit } from './circuit.js'
import { monotonic } from './monotonic.js'
import type { RedisClock } from './redis-clock.js'
import { type Confirmation, isErrorReply, type ScriptReply, type ScriptRun, sendScript } from './send-script.js'
import { argsOf, type CallOfTurn, createTurn, repliesIn, scriptOfTurn } from './turn.js'
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
  /** Returns whether one server has all keys, as far as the preflight checks know. */
  readonly isOneServer: () => boolean
}

type Run = Omit<ScriptRun, 'args'>

// Nothing is called beside a poll, so it does not wait for others.
const neverTogether: readonly ScriptName[] = ['stampPoll']
// Lua has no room for the arguments of a very long list.
const mostArgs = 100

/** Creates the calls of one connection. */
export function createCalls(deps: CallDeps): Calls {
  const { circuit, timeout, isStrict } = deps
  const turn = createTurn(runTogether)
  // A proxy may hide from the preflight checks that there are several servers.
  let isApart = false

  async function attempt(script: Script, keys: ScriptRun['keys'], args: readonly string[], durably: boolean) {
    const end = monotonic() + timeout
    const confirmation = await deps.preflight()
    const run: Run = { script, keys, ...(durably && { confirmation }) }
    const reply = await sendBy(deps, end, run, args)
    if (reply.status !== 'late') return reply
    // The reply has set our clock. Either the clock of Redis was moved, or the time is really up: try again if time is left.
    const again = monotonic() < end ? await sendBy(deps, end, run, args) : reply
    if (again.status !== 'late') return again
    throw new Error('Redis ran a call too late and did nothing: the timeout of the call had passed')
  }

  function pass(work: () => Promise<ScriptReply>, count: number): Promise<ScriptReply> {
    return circuit.pass(() => {
      const working = work()
      return { result: withinTimeout(working, timeout), settled: working.catch(() => undefined) }
    }, count)
  }

  function runAlone({ name, key, args }: CallOfTurn, durably = false): Promise<ScriptReply> {
    return pass(() => attempt(scripts[name], [key], args, durably), 1)
  }

  /** Runs the calls of a turn as one script. Each has its own result. */
  async function runTogether(calls: readonly [CallOfTurn, ...CallOfTurn[]]): Promise<readonly Promise<ScriptReply>[]> {
    if (calls.length === 1) return calls.map((call) => runAlone(call))
    const [first, ...more] = calls
    const keys: ScriptRun['keys'] = [first.key, ...more.map(({ key }) => key)]
    try {
      return repliesIn(await pass(() => attempt(scriptOfTurn, keys, argsOf(calls), false), calls.length))
    } catch (fault) {
      if (!isErrorReply(fault, 'CROSSSLOT')) throw fault
      // Redis refuses such a script before it runs.
      isApart = true
      return calls.map((call) => runAlone(call))
    }
  }

  function run(name: ScriptName, key: string, args: readonly (string | number)[], durably: boolean) {
    const call = { name, key, args: args.map(String) }
    const isLong = args.length > mostArgs
    const isAlone = durably || isLong || isApart || neverTogether.includes(name) || !deps.isOneServer()
    return isAlone ? runAlone(call, durably) : turn.add(call)
  }

  return {
    isStrict,
    run: (name, key, ...args) => run(name, key, args, false),
    runDurably: (name, key, ...args) => run(name, key, args, isStrict),
  }
}

// A script does nothing after this moment of the clock of Redis, because the request has already failed by then.
function sendBy(
  { connection, clock }: CallDeps,
  end: Duration,
  run: Run,
  args: readonly string[],
): Promise<ScriptReply> {
  const until = Math.floor(clock.now() + end - monotonic())
  return sendScript(connection, clock, { ...run, args: [String(until), ...args] })
}
