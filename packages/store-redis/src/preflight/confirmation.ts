import type { Duration } from '@devicegrant/core'
import type { Confirmation } from '../calls/send-script.js'
import { type DurabilityRequirements, hasWaitAof } from './preflight-checks.js'
import type { ServerInfo } from './server-info.js'

/**
 * Returns how a write is confirmed as durable on these servers: by WAIT, so that a replica that takes over has the write, or
 * by WAITAOF if no replica must confirm. Returns `undefined` if writes need no confirmation, or if Redis writes to the disk
 * before it replies. `timeout` is in milliseconds.
 */
export function confirmationOn(
  servers: readonly ServerInfo[],
  { isStrict, replicas }: DurabilityRequirements,
  timeout: Duration,
): Confirmation | undefined {
  if (!isStrict) return undefined
  const within = String(timeout)
  // WAITAOF can also wait for replicas, but a replica that writes to its disk once a second would delay every call.
  if (replicas > 0) return { command: ['WAIT', String(replicas), within], required: [replicas] }
  if (!servers.every(({ version, hasAof }) => hasAof && hasWaitAof(version))) return undefined
  return { command: ['WAITAOF', '1', '0', within], required: [1, 0] }
}
