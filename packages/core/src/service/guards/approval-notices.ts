import type { Duration } from '../../machine/time.js'
import type { ApprovalNotice, SendApprovalNotice } from '../../ports/hooks/approval-notice.js'
import type { Call } from '../call/call.js'
import { callPort } from './guarded.js'

/** How people hear of their approvals. */
export interface ApprovalNotices {
  readonly send: SendApprovalNotice
  /** How long the link of a notice works. */
  readonly linkLifetime: Duration
  /** Returns the link with this token, on the page of a dialect. */
  notMeUrl(dialect: string, token: string): string
}

/** The same behind its guard. `send` rejects only with a `PortFault`. */
export interface GuardedNotices extends Omit<ApprovalNotices, 'send'> {
  send(call: Call, notice: ApprovalNotice): Promise<void>
}

/** Returns the same notices behind their guard. */
export function guardNotices(notices: ApprovalNotices): GuardedNotices {
  const { linkLifetime, notMeUrl } = notices
  return {
    linkLifetime,
    notMeUrl,
    send: async (call, notice) => callPort(call, 'approvalNotices.send', () => notices.send(notice)),
  }
}
