import { addressPrefix, sitePrefix } from '../../machine/addresses/address-prefix.js'
import type { SecurityEvent } from '../../ports/events.js'
import type { LineMembers } from './encode.js'
import type { JsonLinesOptions } from './options.js'

/** Returns `authorization approved` for `authorizationApproved`. */
export function messageOf({ type }: SecurityEvent): string {
  return type.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

/** Returns the members of the line of an event. */
export function eventMembers(event: SecurityEvent, addresses: JsonLinesOptions['addresses']): LineMembers {
  const { type, clientId, subject, grantId, scope } = event
  return {
    event: type,
    ip: shownAddress(event.ip, addresses),
    clientId,
    subject,
    grantId,
    scope,
    ...ownMembers(event, addresses),
  }
}

function ownMembers(event: SecurityEvent, addresses: JsonLinesOptions['addresses']): LineMembers {
  switch (event.type) {
    case 'deviceCodeReplayed':
      return { answered: event.answered }
    case 'userCodeFailed':
      return { linked: event.linked }
    case 'grantEnded':
      return { reason: event.reason }
    case 'limitReached':
      return { surface: event.surface, lane: event.lane }
    case 'userCodeShared':
      return { accounts: event.accounts }
    case 'phishingReported':
      return { stage: event.stage, deviceIp: shownAddress(event.requester.ip, addresses) }
    case 'grantsRevoked':
      return event.window === undefined ? {} : { from: event.window.from, until: event.window.until }
    default:
      return {}
  }
}

function shownAddress(ip: string | undefined, addresses: JsonLinesOptions['addresses']): string | undefined {
  if (ip === undefined || addresses === 'none') return undefined
  return addresses === 'network' ? addressPrefix(ip, sitePrefix) : ip
}
