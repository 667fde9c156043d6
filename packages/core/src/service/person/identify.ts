import { authenticationOf } from '../../machine/authentication.js'
import type { Instant } from '../../machine/time.js'
import type { HostSession, HostSessions, NotSignedIn } from '../../ports/host-sessions.js'
import type { HttpRequest } from '../../ports/http-request.js'
import type { Viewer } from '../../protocol/interaction.js'
import type { ProvenKey } from '../../protocol/proof.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import type { Guarded } from '../guards/guarded.js'
import { isSignedIn } from '../tokens/active-grant.js'
import { isTokenActive } from '../tokens/active-token.js'

/** An access token, and the key of the proof that came with it. */
export interface PresentedToken {
  readonly accessToken: string
  readonly key?: Pick<ProvenKey, 'jkt'> | undefined
}

/** The person of an access token, or why there is none: no valid sign-in, or a token that cannot decide. */
export type TokenCaller =
  | { readonly who: 'person'; readonly viewer: Viewer }
  | { readonly who: 'nobody' | 'notAPerson' }

/** The person of a session of the page or of the host, or why there is none. */
export type SessionCaller = { readonly who: 'person'; readonly viewer: Viewer } | { readonly who: NotSignedIn }

/**
 * Returns the person whose first-party login issued this token. A token that a device received, a token of another
 * client and a refreshed token can never decide: no person signed in for it. The same holds for a token without a
 * recorded grant.
 */
export async function identifyByToken(
  context: ServiceContext,
  { accessToken, key }: PresentedToken,
  call: Call,
): Promise<TokenCaller> {
  const checkedAt = context.clock.now()
  const claims = await context.tokens.verify?.(call, accessToken)
  // RFC 9449 §7.2: without a proof of its key, a bound token is worth nothing.
  if (claims === undefined || claims.confirmation?.jkt !== key?.jkt) return { who: 'nobody' }
  const { subject, clientId, tokenId, occasion } = claims
  const isFirstParty = context.firstPartyClientId !== undefined && clientId === context.firstPartyClientId
  if (!isFirstParty || occasion !== 'login') return { who: 'notAPerson' }
  if (!(await isTokenActive(context, claims, call))) return { who: 'nobody' }
  return { who: 'person', viewer: { subject, sessionId: tokenId, ...authenticationOf(claims), checkedAt } }
}

/**
 * Returns the person of a session of the page. A session from before the account was signed out everywhere does not
 * count.
 */
export function identifyBySession(
  context: ServiceContext,
  session: Viewer | undefined,
  call: Call,
): Promise<SessionCaller> {
  return personOf(context, session, context.clock.now(), call)
}

/** Returns the person of the host's session of a request. An old session does not count either. */
export async function identifyByHostSession(
  context: ServiceContext,
  sessions: Guarded<HostSessions>,
  request: HttpRequest,
  call: Call,
): Promise<SessionCaller> {
  const checkedAt = context.clock.now()
  return personOf(context, await sessions.find(call, request), checkedAt, call)
}

async function personOf(
  context: ServiceContext,
  session: HostSession | undefined,
  checkedAt: Instant,
  call: Call,
): Promise<SessionCaller> {
  if (session === undefined) return { who: 'nobody' }
  const { subject, sessionId, since, knownBrowser } = session
  const began = since !== undefined && { since }
  const known = knownBrowser !== undefined && { knownBrowser }
  const viewer = { subject, sessionId, ...authenticationOf(session), ...began, checkedAt, ...known }
  return (await isSignedIn(context, viewer, call)) ? { who: 'person', viewer } : { who: 'signedOut' }
}
