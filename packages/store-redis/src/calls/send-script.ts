import type { Instant } from '@devicegrant/core'
import type { RedisCommand, RedisConnection } from '../connection/redis-connection.js'
import type { Script } from '../scripts/script.js'
import { monotonic } from './monotonic.js'
import type { RedisClock } from './redis-clock.js'

/** How a write is confirmed as durable: a command whose reply says how many servers have it, and the required numbers. */
export interface Confirmation {
  readonly command: RedisCommand
  /** The minimum of each number in its reply. */
  readonly required: readonly number[]
}

/** One run of a script. */
export interface ScriptRun {
  readonly script: Script
  /** One key, or several if all keys are on one server. */
  readonly keys: readonly [string, ...string[]]
  readonly args: readonly string[]
  /** If absent, the reply of the primary is enough. */
  readonly confirmation?: Confirmation | undefined
}

/** The reply of a script: the time of the server when it ran, its status, and further values. */
export interface ScriptReply {
  readonly moment: Instant
  readonly status: string
  readonly values: readonly unknown[]
}

/**
 * Runs a script by its digest, and by its text if the server does not know it: after a restart, on a new node, after
 * SCRIPT FLUSH. Sets the clock from the moment at the start of every reply.
 */
export async function sendScript(connection: RedisConnection, clock: RedisClock, run: ScriptRun): Promise<ScriptReply> {
  const { script, keys, args, confirmation } = run
  const rest = [String(keys.length), ...keys, ...args]
  const byText = ['EVAL', script.text, ...rest]
  // A write that needs a confirmation is sent by its text: with an unknown digest, WAIT would wait for nothing.
  if (confirmation !== undefined) return send(connection, clock, run, byText)
  try {
    return await send(connection, clock, run, ['EVALSHA', script.sha, ...rest])
  } catch (fault) {
    if (!isErrorReply(fault, 'NOSCRIPT')) throw fault
    return await send(connection, clock, run, byText)
  }
}

async function send(
  connection: RedisConnection,
  clock: RedisClock,
  { keys: [key], confirmation }: ScriptRun,
  command: RedisCommand,
): Promise<ScriptReply> {
  const sentAt = monotonic()
  const commands = confirmation === undefined ? [command] : [command, confirmation.command]
  const [reply, confirmed] = await connection.send(key, commands)
  const result = readReply(reply)
  clock.synchronize(result.moment, sentAt, monotonic())
  if (confirmation !== undefined) checkConfirmation(confirmation, confirmed)
  return result
}

/** Reads the reply of a script. Throws if it is an error, or of another form. */
export function readReply(reply: unknown): ScriptReply {
  if (reply instanceof Error) throw reply
  const [first, status, ...values] = Array.isArray(reply) ? reply : []
  const moment = Number(first)
  if (!Number.isFinite(moment))
    throw new Error(
      'Redis has returned something else than the reply of the script: check the proxies between this process and Redis',
    )
  return { moment, status: String(status), values }
}

function checkConfirmation({ command, required }: Confirmation, reply: unknown): void {
  if (reply instanceof Error) throw reply
  const numbers = (Array.isArray(reply) ? reply : [reply]).map(Number)
  // A missing number counts as -1, which is always too small.
  if (required.every((number, nth) => (numbers[nth] ?? -1) >= number)) return
  throw new Error(
    `${command.join(' ')} returned ${numbers.join(' ')}, but ${required.join(' ')} is required: the write is not durable yet`,
  )
}

/** Returns whether Redis itself sent this error, with this code if one is given. */
export function isErrorReply(fault: unknown, code?: string): boolean {
  if (!(fault instanceof Error)) return false
  return code === undefined ? /^[A-Z][A-Z_]+ /.test(fault.message) : fault.message.startsWith(`${code} `)
}
