import type { Found, MaybePromise } from './found.js'
import type { HttpRequest } from './http-request.js'

/** The host's own session of a person, for hosts with their own sign-in. */
export interface HostSession {
  /** The account, as `AccountDirectory.findAccount` knows it. */
  readonly subject: string
  /** Stable within one session and different in every other. It is never shown. */
  readonly sessionId: string
  /** When the person signed in, in milliseconds since the Unix epoch. */
  readonly authenticatedAt: number
  /**
   * The moment before the password was checked, in milliseconds since the Unix epoch, if a second factor came later. A
   * sign-out everywhere after it ends the session.
   *
   * @defaultValue `authenticatedAt`
   */
  readonly since?: number
  /**
   * Whether the person had signed in from this browser before this sign-in. The `riskPolicy` learns it.
   *
   * @defaultValue not known
   */
  readonly knownBrowser?: boolean
  /**
   * The level of the sign-in, in words of the host. A device that asks for this level is content with the session.
   *
   * @defaultValue none: the hook `assurance` says whether a sign-in has a level
   */
  readonly acr?: string
  /**
   * The methods of the sign-in, in the words of RFC 8176 §2, such as `['pwd', 'otp']`.
   *
   * @defaultValue none: the tokens of the device name no method
   */
  readonly amr?: readonly string[]
}

/** The host's own sign-in, which replaces the sign-in of the page. */
export interface HostSessions {
  /** Returns the session that a request belongs to, or `undefined` or `null` if no person is signed in. */
  find(request: HttpRequest): MaybePromise<Found<HostSession>>
  /**
   * Returns the URL that a browser is sent to for sign-in. `returnTo` is the path to return to, with its query; check
   * it with `safeReturnTo` when it comes back. `who` is `signedOut` if the session that `find` returned began before
   * its account was signed out everywhere, and `stale` if a device or the risk policy asks for a newer sign-in. For both, ask for
   * the password again, and set `authenticatedAt` to that moment.
   */
  signInUrl(returnTo: string, who: NotSignedIn): string
  /**
   * Ends every session of an account at the host. Called after a person unlinks all devices to sign out everywhere. If
   * it rejects, the devices stay unlinked, `onFault` receives the error, and the page says that other sessions may
   * continue. Without it, the page offers only to unlink.
   */
  endAll?(subject: string, request: HttpRequest): MaybePromise<void>
}

/**
 * Why a person has to sign in: the request has no session, one from before the account was signed out everywhere, or one
 * that is older than a device (`max_age`) or the risk policy demands.
 */
export type NotSignedIn = 'nobody' | 'signedOut' | 'stale'
