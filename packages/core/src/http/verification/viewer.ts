import type { ClientId } from '../../machine/names.js'
import type { Clock } from '../../ports/ambient.js'
import type { TokenIssuer } from '../../ports/token-issuer.js'
import type { Viewer } from '../../protocol/interaction.js'
import type { DeviceGrantService } from '../../service/create-service.js'
import type { HttpRequest } from '../message.js'
import type { PageSessions } from './session.js'

/** The host's own session of a person, for hosts that have a sign-in of their own. */
export interface HostSession {
  /** The account, as `AccountDirectory.findAccount` knows it. */
  readonly subject: string
  /** Stable within one session and different in any other. Never shown to anybody. */
  readonly sessionId: string
  /** When the person signed in, in milliseconds since the Unix epoch. */
  readonly authenticatedAt: number
}

/** The host's own sign-in, in place of the page's. */
export interface HostSessions {
  /** The session that a request belongs to, or `undefined` when nobody is signed in. */
  find(request: HttpRequest): Promise<HostSession | undefined>
  /**
   * Where to send a browser to sign in. `returnTo` is the path to come back to, with its query; check it with
   * `safeReturnTo` when it comes back. `who` is `signedOut` when `find` knows a session that began before its account was
   * signed out everywhere: then ask for the password again, and let `authenticatedAt` be that moment.
   */
  signInUrl(returnTo: string, who: NotSignedIn): string
  /**
   * Ends every session of an account on the host's side. Called after a person has unlinked all devices to sign out
   * everywhere. If it rejects, the devices stay unlinked, `onFault` hears of it, and the person reads that sessions of theirs
   * may go on. Absent: the page promises to unlink only.
   */
  endAll?(subject: string, request: HttpRequest): Promise<void>
}

/** Why a person has to sign in: no session came along, or it began before the account was signed out everywhere. */
export type NotSignedIn = 'nobody' | 'signedOut'

/** Who is at the verification interface: a person, nobody, or somebody with a token that cannot decide. */
export type Caller = { readonly who: 'person'; readonly viewer: Viewer } | { readonly who: 'nobody' | 'notAPerson' }

/** How callers are told apart. */
export interface ViewerParts {
  readonly clock: Clock
  readonly service: Pick<DeviceGrantService, 'isSignedIn' | 'isTokenStanding'>
  readonly sessions: PageSessions
  readonly hostSessions?: HostSessions
  readonly tokens: TokenIssuer
  /** The client whose tokens are a person's own sign-in. Absent where there is no such sign-in. */
  readonly firstPartyClientId?: ClientId
}

/** The person whose cookie or host session came with this request, or why there is none. */
export type CookieCaller = { readonly who: 'person'; readonly viewer: Viewer } | { readonly who: NotSignedIn }

/**
 * The person whose cookie or host session came with this request. A session that began before its account was signed out
 * everywhere is none, whether it is ours or the host's.
 */
export async function callerByCookie(parts: ViewerParts, request: HttpRequest): Promise<CookieCaller> {
  const checkedAt = parts.clock.now()
  const session = await sessionOf(parts, request)
  if (session === undefined) return { who: 'nobody' }
  const { subject, sessionId, authenticatedAt } = session
  const viewer = { subject, sessionId, authenticatedAt, checkedAt }
  return (await parts.service.isSignedIn(viewer)) ? { who: 'person', viewer } : { who: 'signedOut' }
}

/** The person whose cookie or host session came with this request, if anybody is signed in. */
export async function viewerByCookie(parts: ViewerParts, request: HttpRequest): Promise<Viewer | undefined> {
  const caller = await callerByCookie(parts, request)
  return caller.who === 'person' ? caller.viewer : undefined
}

async function sessionOf(
  { hostSessions, sessions }: ViewerParts,
  request: HttpRequest,
): Promise<HostSession | undefined> {
  return hostSessions === undefined ? sessions.read(request)?.viewer : hostSessions.find(request)
}

/**
 * The person whose first-party login this token is. A token that came out of a device, of another client or of a refresh
 * can never decide: nobody was there to prove who they are. Nor can a token that does not say what it was given for.
 */
export async function callerByToken(parts: ViewerParts, accessToken: string): Promise<Caller> {
  const checkedAt = parts.clock.now()
  const claims = await parts.tokens.verify?.(accessToken)
  if (claims === undefined) return { who: 'nobody' }
  const { subject, clientId, tokenId, authenticatedAt, grant } = claims
  const isFirstParty = parts.firstPartyClientId !== undefined && clientId === parts.firstPartyClientId
  if (!isFirstParty || grant !== 'login') return { who: 'notAPerson' }
  if (!(await parts.service.isTokenStanding(claims))) return { who: 'nobody' }
  return { who: 'person', viewer: { subject, sessionId: tokenId, authenticatedAt, checkedAt } }
}
