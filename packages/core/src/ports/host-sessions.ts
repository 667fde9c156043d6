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
   * Whether the person had signed in from this browser before this sign-in. The `riskPolicy` learns it.
   *
   * @defaultValue not known
   */
  readonly knownBrowser?: boolean
}

/** The host's own sign-in, which replaces the sign-in of the page. */
export interface HostSessions {
  /** Returns the session that a request belongs to, or `undefined` or `null` if no person is signed in. */
  find(request: HttpRequest): MaybePromise<Found<HostSession>>
  /**
   * Returns the URL that a browser is sent to for sign-in. `returnTo` is the path to return to, with its query; check
   * it with `safeReturnTo` when it comes back. `who` is `signedOut` if the session that `find` returned began before
   * its account was signed out everywhere, or is too old for what the person wants to approve. Then ask for the password
   * again, and set `authenticatedAt` to that moment.
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
 * Why a person has to sign in: the request has no session, or one from before the account was signed out everywhere or that
 * is too old for an approval.
 */
export type NotSignedIn = 'nobody' | 'signedOut'
