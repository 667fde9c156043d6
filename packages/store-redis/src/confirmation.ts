import type { Duration } from '@devicegrant/core'
import { hasWaitAof, type Wishes } from './doctor.js'
import type { Confirmation } from './send-script.js'
import type { ServerFacts } from './server-facts.js'

/**
 * How a write is confirmed as durable on these servers: WAITAOF where all have it and write a log, and WAIT otherwise.
 * `undefined` where nothing has to be asked: writes need no confirmation, or each is on the disk before it is answered.
 */
export function confirmationOn(
  servers: readonly ServerFacts[],
  { isStrict, replicas }: Wishes,
  patience: Duration,
): Confirmation | undefined {
  if (!isStrict) return undefined
  const [count, within] = [String(replicas), String(patience)]
  if (servers.every(({ version, hasLog }) => hasLog && hasWaitAof(version))) {
    return { command: ['WAITAOF', '1', count, within], least: [1, replicas] }
  }
  if (replicas === 0) return undefined
  return { command: ['WAIT', count, within], least: [replicas] }
}
