import type { HttpRequest } from '../http/message.js'
import type { ClientId } from '../machine/names.js'
import type { Found, MaybePromise } from '../ports/found.js'
import type { Clock } from '../ports/runtime.js'
import type { TokenIssuer } from '../ports/token-issuer.js'
import type { Viewer } from '../protocol/interaction.js'
import type { DeviceGrantService } from '../service/create-service.js'
import type { PageSessions } from './session.js'

/** The host's own session of a person, for hosts with their own sign-in. */
export interface HostSession {
  /** The account, as `AccountDirectory.findAccount` knows it. */
  readonly subject: string
  /** Stable within one session and different in every other. It is never shown. */
  readonly sessionId: string
  /** When the person signed in, in milliseconds since the Unix epoch. */
  readonly authenticatedAt: number
}

/** The host's own sign-in, which replaces the sign-in of the page. */
export interface HostSessions {
  /** Returns the session that a request belongs to, or `undefined` or `null` if no person is signed in. */
  find(request: HttpRequest): MaybePromise<Found<HostSession>>
  /**
   * Returns the URL that a browser is sent to for sign-in. `returnTo` is the path to return to, with its query; check
   * it with `safeReturnTo` when it comes back. `who` is `signedOut` if the session that `find` returned began before
   * its account was signed out everywhere. Then ask for the password again, and set `authenticatedAt` to that moment.
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
 * Why a person has to sign in: the request has no session, or one from before the account was signed out everywhere.
 */
export type NotSignedIn = 'nobody' | 'signedOut'

/**
 * The caller of the verification interface: a person, a request without a valid sign-in, or a token that cannot decide.
 */
export type Caller = { readonly who: 'person'; readonly viewer: Viewer } | { readonly who: 'nobody' | 'notAPerson' }

/** What is needed to identify a caller. */
export interface ViewerDeps {
  readonly clock: Clock
  readonly service: Pick<DeviceGrantService, 'isSignedIn' | 'isTokenActive'>
  readonly sessions: PageSessions
  readonly hostSessions?: HostSessions
  readonly tokens: TokenIssuer
  /** The client whose tokens are a person's own sign-in. Absent if there is no such sign-in. */
  readonly firstPartyClientId?: ClientId
}

/** The person of the cookie or host session of a request, or why there is none. */
export type CookieCaller = { readonly who: 'person'; readonly viewer: Viewer } | { readonly who: NotSignedIn }

/**
 * Returns the person of the cookie or host session of a request. A session from before the account was signed out
 * everywhere does not count, whether it is the page's or the host's.
 */
export async function callerByCookie(deps: ViewerDeps, request: HttpRequest): Promise<CookieCaller> {
  const checkedAt = deps.clock.now()
  const session = await sessionOf(deps, request)
  if (session === undefined) return { who: 'nobody' }
  const { subject, sessionId, authenticatedAt } = session
  const viewer = { subject, sessionId, authenticatedAt, checkedAt }
  return (await deps.service.isSignedIn(viewer)) ? { who: 'person', viewer } : { who: 'signedOut' }
}

/** Returns the person of the cookie or host session of a request, or `undefined` if no person is signed in. */
export async function viewerByCookie(deps: ViewerDeps, request: HttpRequest): Promise<Viewer | undefined> {
  const caller = await callerByCookie(deps, request)
  return caller.who === 'person' ? caller.viewer : undefined
}

async function sessionOf(
  { hostSessions, sessions }: ViewerDeps,
  request: HttpRequest,
): Promise<HostSession | undefined> {
  if (hostSessions === undefined) return sessions.read(request)?.viewer
  return (await hostSessions.find(request)) ?? undefined
}

/**
 * Returns the person whose first-party login issued this token. A token that a device received, a token of another
 * client and a refreshed token can never decide: no person signed in for it. The same holds for a token without a
 * recorded grant.
 */
export async function callerByToken(deps: ViewerDeps, accessToken: string): Promise<Caller> {
  const checkedAt = deps.clock.now()
  const claims = (await deps.tokens.verify?.(accessToken)) ?? undefined
  if (claims === undefined) return { who: 'nobody' }
  const { subject, clientId, tokenId, authenticatedAt, occasion } = claims
  const isFirstParty = deps.firstPartyClientId !== undefined && clientId === deps.firstPartyClientId
  if (!isFirstParty || occasion !== 'login') return { who: 'notAPerson' }
  if (!(await deps.service.isTokenActive(claims))) return { who: 'nobody' }
  return { who: 'person', viewer: { subject, sessionId: tokenId, authenticatedAt, checkedAt } }
}
