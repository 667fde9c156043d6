import type { ApprovedAuthorization } from '../../../machine/authorization.js'
import type { Client } from '../../../ports/client-registry.js'
import type { ApprovalNotice } from '../../../ports/hooks/approval-notice.js'
import type { Call } from '../../call/call.js'
import type { ServiceContext } from '../../call/context.js'
import type { GuardedNotices } from '../../guards/approval-notices.js'
import { locationOf } from '../location-of.js'
import { makeNotMeToken } from './not-me-link.js'

/** An approval that is stored, and what its notice says besides. */
export interface Approved {
  readonly authorization: ApprovedAuthorization
  readonly client: Client
  readonly username: string
}

/**
 * Tells the host about an approval, so that it can tell the person. The approval is stored already, so a failure is only
 * reported.
 */
export async function sendApprovalNotice(context: ServiceContext, approved: Approved, call: Call): Promise<void> {
  const { notices, report } = context
  if (notices === undefined) return
  try {
    const location = await locationOf(context, approved.authorization.requester.ip, call)
    await notices.send(call, { ...noticeOf(context, notices, approved), ...(location && { location }) })
  } catch (fault) {
    report(fault, 'telling a person about an approval')
  }
}

function noticeOf(
  context: ServiceContext,
  { linkLifetime, notMeUrl }: GuardedNotices,
  { authorization, client, username }: Approved,
): ApprovalNotice {
  const { subject, grantId, userCode, dialect, requester, grantedScope, decidedAt } = authorization
  const { clientId, name, verified = false } = client
  const expiresAt = context.clock.now() + linkLifetime
  return {
    subject,
    username,
    client: { clientId, name, verified },
    requester: { ...requester },
    scope: [...grantedScope],
    approvedAt: decidedAt,
    grantId,
    notMeUrl: notMeUrl(dialect, makeNotMeToken(context, { grantId, userCode, expiresAt })),
    notMeUntil: expiresAt,
  }
}
