import { PreflightError } from '@devicegrant/store-redis'

/** Returns the reason of a fault for the person who starts the demo. */
export function reasonOf(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault)
  const { name, message } = fault
  // The message of ioredis is about one of its options. The cause was reported when it happened.
  if (name === 'MaxRetriesPerRequestError') return 'there is no connection'
  if (fault instanceof PreflightError && fault.findings.some(({ code }) => code === 'cluster'))
    return 'this is one node of a cluster: name several of its nodes in REDIS_URL, separated by commas'
  return 'lastNodeError' in fault ? `${message} ${reasonOf(fault.lastNodeError)}` : message
}
