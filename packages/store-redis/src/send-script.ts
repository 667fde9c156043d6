import type { Instant } from '@devicegrant/core'
import type { RedisCommand, RedisConnection } from './connection.js'
import { monotonic } from './monotonic.js'
import type { RedisClock } from './redis-clock.js'
import type { Script } from './scripts.js'

/** How a write is known to be durable: a command that says how many keep it by now, and how many that must be. */
export interface Confirmation {
  readonly command: RedisCommand
  /** The least that each number of its reply may be. */
  readonly least: readonly number[]
}

/** One run of a script. */
export interface ScriptRun {
  readonly script: Script
  readonly key: string
  readonly args: readonly string[]
  /** Absent: the primary's word is enough. */
  readonly confirmation?: Confirmation | undefined
}

/** What a script replied: when it ran by the server's clock, how it went, and what else there is to tell. */
export interface ScriptReply {
  readonly moment: Instant
  readonly status: string
  readonly values: readonly unknown[]
}

/**
 * Runs a script by its digest, and by its text where the server does not know it: after a restart, on a new node, after
 * SCRIPT FLUSH. Sets the clock by the moment that every reply begins with.
 */
export async function sendScript(connection: RedisConnection, clock: RedisClock, run: ScriptRun): Promise<ScriptReply> {
  const { script, key, args, confirmation } = run
  const byText = ['EVAL', script.text, '1', key, ...args]
  // What has to be confirmed is sent by its text at once: an unknown digest would be waited for as well.
  if (confirmation !== undefined) return send(connection, clock, run, byText)
  try {
    return await send(connection, clock, run, ['EVALSHA', script.sha, '1', key, ...args])
  } catch (fault) {
    if (!isErrorReply(fault, 'NOSCRIPT')) throw fault
    return await send(connection, clock, run, byText)
  }
}

async function send(
  connection: RedisConnection,
  clock: RedisClock,
  { key, confirmation }: ScriptRun,
  command: RedisCommand,
): Promise<ScriptReply> {
  const sentAt = monotonic()
  const commands = confirmation === undefined ? [command] : [command, confirmation.command]
  const [reply, confirmed] = await connection.send(key, commands)
  const told = readReply(reply)
  clock.learn(told.moment, sentAt, monotonic())
  if (confirmation !== undefined) checkConfirmation(confirmation, confirmed)
  return told
}

function readReply(reply: unknown): ScriptReply {
  if (reply instanceof Error) throw reply
  const [first, status, ...values] = Array.isArray(reply) ? reply : []
  const moment = Number(first)
  if (!Number.isFinite(moment)) throw new Error('Redis has answered a script with something else than its reply')
  return { moment, status: String(status), values }
}

function checkConfirmation({ command, least }: Confirmation, reply: unknown): void {
  if (reply instanceof Error) throw reply
  const numbers = (Array.isArray(reply) ? reply : [reply]).map(Number)
  // What is no number is less than nothing.
  if (least.every((number, nth) => (numbers[nth] ?? -1) >= number)) return
  throw new Error(
    `${command.join(' ')} came to ${numbers.join(' ')} where ${least.join(' ')} is needed: it is not durable yet`,
  )
}

/** Whether this is an error that Redis itself sent, of this code if one is given. */
export function isErrorReply(fault: unknown, code?: string): boolean {
  if (!(fault instanceof Error)) return false
  return code === undefined ? /^[A-Z][A-Z_]+ /.test(fault.message) : fault.message.startsWith(`${code} `)
}
