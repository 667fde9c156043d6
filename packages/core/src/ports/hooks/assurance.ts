import type { Authentication } from '../../machine/authentication.js'
import type { ClientId, Subject } from '../../machine/names.js'
import type { MaybePromise } from '../found.js'

/** A person whose sign-in has none of the levels that a device demands. */
export interface AskedAssurance extends Authentication {
  readonly subject: Subject
  /** Identifies the session of the person: that of the page, of `hostSessions`, or the id of an access token. */
  readonly sessionId: string
  /** The levels that the device accepts, the preferred one first. The device may ask for any text. */
  readonly wanted: readonly string[]
  readonly clientId: ClientId
  /** The scope values that the device asks for. */
  readonly scope: readonly string[]
  /**
   * The path on the page, with its query, to which the person comes back. Check it with `safeReturnTo` when it comes back.
   * Absent for a request of the JSON interface, whose page the host knows.
   */
  readonly returnTo?: string
}

/**
 * `met`: the sign-in has this level, one of those that were wanted, by these methods (RFC 8176 §2). `stepUpUrl`: the URL of a
 * page of the host where the person can reach one; it may be relative to the base URL. `unreachable`: the account cannot reach
 * any of them, so the request is denied.
 */
export type AssuranceVerdict =
  | { readonly met: string; readonly amr?: readonly string[] }
  | { readonly stepUpUrl: string }
  | 'unreachable'

/**
 * Says whether the sign-in of a person has a level that a device demands (`acr_values`, RFC 9470 §4). Called when the person
 * opens the request, and again when the person approves it, unless the session has such a level in its `acr`. If it fails or
 * takes longer than the timeout of a port, nothing is decided, and the person can try again.
 *
 * @example
 * ```ts
 * const assurance: Assurance = ({ sessionId, wanted, returnTo = '/' }) => {
 *   if (!wanted.includes('urn:example:two-factors')) return 'unreachable'
 *   if (secondFactors.has(sessionId)) return { met: 'urn:example:two-factors', amr: ['pwd', 'otp'] }
 *   return { stepUpUrl: `/second-factor?return_to=${encodeURIComponent(returnTo)}` }
 * }
 * ```
 */
export type Assurance = (asked: AskedAssurance) => MaybePromise<AssuranceVerdict>
