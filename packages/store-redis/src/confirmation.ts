import type { Duration } from '@devicegrant/core'
import { hasWaitAof, type Wishes } from './doctor.js'
import type { Confirmation } from './send-script.js'
import type { ServerFacts } from './server-facts.js'

/**
 * How a write is confirmed as durable on these servers: by WAIT, so that a replica that takes over has it, or, where no
 * replica is asked, by WAITAOF. `undefined` where nothing has to be asked: writes need no confirmation, or each is on the
 * disk before it is answered.
 */
export function confirmationOn(
  servers: readonly ServerFacts[],
  { isStrict, replicas }: Wishes,
  patience: Duration,
): Confirmation | undefined {
  if (!isStrict) return undefined
  const within = String(patience)
  // WAITAOF could ask replicas as well, but one that writes to its disk once a second lets everybody wait as long.
  if (replicas > 0) return { command: ['WAIT', String(replicas), within], least: [replicas] }
  if (!servers.every(({ version, hasLog }) => hasLog && hasWaitAof(version))) return undefined
  return { command: ['WAITAOF', '1', '0', within], least: [1, 0] }
}
