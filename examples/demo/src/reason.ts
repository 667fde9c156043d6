import { RefusedError } from '@devicegrant/store-redis'

/** Why something did not work, in words for whoever starts the demo. */
export function reasonOf(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault)
  const { name, message } = fault
  // Its message is about an option; what is behind it was told when it happened.
  if (name === 'MaxRetriesPerRequestError') return 'there is no connection'
  if (fault instanceof RefusedError && fault.findings.some(({ code }) => code === 'cluster'))
    return 'this is one node of a cluster: name several of its nodes in REDIS_URL, separated by commas'
  return 'lastNodeError' in fault ? `${message} ${reasonOf(fault.lastNodeError)}` : message
}
