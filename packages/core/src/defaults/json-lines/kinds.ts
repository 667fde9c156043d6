import type { SecurityEvent } from '../../ports/events.js'

/**
 * Returns the kind of an event, within which a flood is sampled: its type and its closed words. So a flood of one limit or one reason does not
 * hide another one. No text of a stranger is part of it.
 */
export function kindOfEvent(event: SecurityEvent): string {
  switch (event.type) {
    case 'limitReached':
      return `limitReached:${event.surface}:${event.lane}`
    case 'grantEnded':
      return `grantEnded:${event.reason}`
    case 'deviceCodeReplayed':
      return event.answered ? 'deviceCodeReplayed:answered' : 'deviceCodeReplayed'
    case 'userCodeFailed':
      return event.linked ? 'userCodeFailed:linked' : 'userCodeFailed'
    case 'clientAuthenticationFailed':
      // Only a registered client is named.
      return event.clientId === undefined ? 'clientAuthenticationFailed' : 'clientAuthenticationFailed:known'
    default:
      return event.type
  }
}

/** Returns the kind of a failure: that of its port, or `fault`. */
export function kindOfFault(fault: unknown): string {
  const operation: unknown = fault instanceof Error ? Reflect.get(fault, 'operation') : undefined
  return typeof operation === 'string' && portPath.test(operation) ? `fault:${operation}` : 'fault'
}

// The path of an option, such as `stores.limits.reserve`. It comes from the code of devicegrant or of the host, and not from a request.
const portPath = /^[a-z.]{1,64}$/i
