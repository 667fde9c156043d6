import type { Duration } from '@devicegrant/core'
import { hasWaitAof, type Wishes } from './doctor.js'
import type { Confirmation } from './send-script.js'
import type { ServerFacts } from './server-facts.js'

/**
 * Returns how a write is confirmed as durable on these servers: by WAIT, so that a replica that takes over has the write, or
 * by WAITAOF if no replica must confirm. Returns `undefined` if writes need no confirmation, or if Redis writes to the disk
 * before it replies.
 */
export function confirmationOn(
  servers: readonly ServerFacts[],
  { isStrict, replicas }: Wishes,
  patience: Duration,
): Confirmation | undefined {
  if (!isStrict) return undefined
  const within = String(patience)
  // WAITAOF can also wait for replicas, but a replica that writes to its disk once a second would delay every call.
  if (replicas > 0) return { command: ['WAIT', String(replicas), within], least: [replicas] }
  if (!servers.every(({ version, hasLog }) => hasLog && hasWaitAof(version))) return undefined
  return { command: ['WAITAOF', '1', '0', within], least: [1, 0] }
}
