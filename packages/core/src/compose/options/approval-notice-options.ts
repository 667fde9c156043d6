import type { Duration } from '../../machine/time.js'
import type { SendApprovalNotice } from '../../ports/hooks/approval-notice.js'

/** How a person hears of a device that was approved for their account. */
export interface ApprovalNoticeOptions {
  /** Sends the message, or puts it into a queue. It gets everything that the message needs. */
  readonly send: SendApprovalNotice
  /**
   * How long the link "this was not me" works, in milliseconds, from 1 hour to 1 year.
   *
   * @defaultValue `policy.refreshLifetime`, at most 1 year
   */
  readonly linkLifetime?: Duration
}

/** The option for messages to people about what was approved for their account. */
export interface ApprovalNoticesOption {
  /**
   * Tells people about each device that was approved for their account, with a link that ends its access without a sign-in.
   * docs/phishing.md has a recipe for mails. Needs `stores.families`.
   *
   * @defaultValue none: only the event `authorizationApproved` says it
   */
  readonly approvalNotices?: ApprovalNoticeOptions
}
