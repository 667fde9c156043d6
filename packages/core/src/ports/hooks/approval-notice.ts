import type { Requester } from '../../machine/authorization.js'
import type { ClientId, GrantId, Subject } from '../../machine/names.js'
import type { Instant } from '../../machine/time.js'
import type { AddressLocation } from '../../protocol/address-location.js'
import type { MaybePromise } from '../found.js'

/** Everything that a message to a person needs who has approved a device. Names and labels may come from a stranger. */
export interface ApprovalNotice {
  readonly subject: Subject
  /** The username of the account. */
  readonly username: string
  readonly client: { readonly clientId: ClientId; readonly name: string; readonly verified: boolean }
  /** The device that asked: its address, and what it says of itself. */
  readonly requester: Requester
  /** Where the address is, if `locateAddress` can say it. */
  readonly location?: AddressLocation
  /** The scope values that the person granted. */
  readonly scope: readonly string[]
  /** Milliseconds since the Unix epoch. */
  readonly approvedAt: Instant
  readonly grantId: GrantId
  /**
   * The link for "this was not me". It is a secret of the person: anyone who has it can end this grant, and nothing else. Send it to
   * the person only, and do not log it.
   */
  readonly notMeUrl: string
  /** When the link stops working. */
  readonly notMeUntil: Instant
}

/**
 * Tells a person about an approval, for example by mail. Called once for each approval, after it is stored and before the page
 * answers, so put the message into a queue and return. If it fails or takes longer than the timeout of a port, the
 * approval stands, and `onFault` gets the fault.
 *
 * @example
 * ```ts
 * const send: SendApprovalNotice = async ({ username, notMeUrl }) => {
 *   await mails.add({ to: username, text: `A device can use your account now. Not you? ${notMeUrl}` })
 * }
 * ```
 */
export type SendApprovalNotice = (notice: ApprovalNotice) => MaybePromise<void>
