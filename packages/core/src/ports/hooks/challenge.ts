import type { Subject } from '../../machine/names.js'
import type { LimitLane } from '../events.js'
import type { MaybePromise } from '../found.js'
import type { HttpRequest } from '../http-request.js'

/** What a person or a device tried when a limit refused it. */
export type ChallengeSurface = 'signIn' | 'userCode' | 'start'

/** A request that a limit refuses, and that the host may let pass. */
export interface AskedChallenge {
  readonly surface: ChallengeSurface
  /** The network of the requester: `192.0.2.7/32` or an IPv6 /64. Absent if its address is not known. */
  readonly prefix?: string
  /** The signed-in account that guesses a user code. Absent for the others: no person has proved who they are. */
  readonly subject?: Subject
  /** What the limits count by that refuse the request. Never those of an account that somebody tries to sign in to. */
  readonly because: readonly LimitLane[]
}

/**
 * `pass`: the request goes on once. `refuse`: it is refused as without a hook. `location`: the URL of a page of the host
 * that shows a challenge, such as a CAPTCHA; it may be relative to the base URL.
 */
export type ChallengeVerdict = 'pass' | 'refuse' | { readonly location: string }

/**
 * Decides on a request that a limit refuses. The request has its headers and its query, and no body. If the hook fails or
 * takes longer than the timeout of a port, the request is refused.
 */
export type Challenge = (asked: AskedChallenge, request: HttpRequest) => MaybePromise<ChallengeVerdict>
