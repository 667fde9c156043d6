import type { Requester } from '../../../machine/authorization.js'
import type { ClientId, GrantId, Subject } from '../../../machine/names.js'
import type { Instant } from '../../../machine/time.js'
import type { Call } from '../../call/call.js'
import type { ServiceContext } from '../../call/context.js'

/** What a person did not start: a request that is pending, or a grant that was given. */
export interface Reported {
  readonly clientId: ClientId
  readonly grantId: GrantId
  readonly subject: Subject
  readonly requester: Requester
  readonly requestedAt?: Instant
  readonly grantedAt?: Instant
}

/** Emits that a person did not start this. The request is denied, or the grant has ended, before it is called. */
export function reportPhishing(
  { emit }: ServiceContext,
  stage: 'request' | 'grant',
  { clientId, grantId, subject, requester, requestedAt, grantedAt }: Reported,
  call: Call,
): void {
  const times = { ...(requestedAt !== undefined && { requestedAt }), ...(grantedAt !== undefined && { grantedAt }) }
  emit({ type: 'phishingReported', stage, clientId, subject, grantId, requester, ...times }, call)
}
