import type { GrantId } from '../machine/names.js'
import type { FactorMethod } from '../ports/hooks/second-factor.js'
import type { AccessTokenClaims } from '../ports/token-issuer.js'
import type { LinkedDevice, NoticedGrant, Refusal, Viewer } from '../protocol/interaction.js'
import type { Call, RequesterFacts } from './call/call.js'
import type { ProbeResult } from './call/faults.js'
import type { HostSignIn } from './host-sign-in.js'
import type { PresentedToken, SessionCaller, TokenCaller } from './person/identify.js'
import type { DeviceGrantService } from './service.js'
import type { ObservedRequest } from './telemetry/observed-request.js'

/** The service with the functions that only the rooms `http` and `verification` call. They are not public. */
export interface InternalService extends DeviceGrantService {
  /** Makes the call of a request that may be observed. */
  startCall(requester?: RequesterFacts | (() => RequesterFacts), observed?: ObservedRequest): Call
  /**
   * Returns the claims of an access token of this grant for one of these audiences, or for the default audience of the
   * token issuer. Absent if `tokens` has no function `verify`.
   */
  verifyToken?(
    accessToken: string,
    audiences: readonly string[] | undefined,
    call: Call,
  ): Promise<AccessTokenClaims | undefined>
  /**
   * Returns the UserInfo response for a verified access token with the scope `openid`. Absent if the host has no
   * `accounts.findClaims`, or if `tokens` has no function `verify`.
   */
  findUserInfo?(token: AccessTokenClaims, call: Call): Promise<object>
  /** Returns one linked device of the viewer's account, as the list has it. Needs `stores.families`. */
  findLinkedDevice(viewer: Viewer, grantId: GrantId, call: Call): Promise<LinkedDevice | Refusal>
  /**
   * Returns the methods of a ticket for a second factor, the best one first. Empty if the ticket has expired, or was made
   * for another binding.
   */
  factorMethods(ticket: string, binding: string): readonly FactorMethod[]
  /** Returns the grant behind the link of an approval notice. It changes nothing. Needs `stores.families`. */
  findNoticedGrant(token: string, call: Call): Promise<NoticedGrant | 'over' | 'replaced' | Refusal>
  /** Ends that grant, and reports it. Needs `stores.families`. */
  endNoticedGrant(token: string, call: Call): Promise<'ended' | 'over' | 'replaced' | Refusal>
  /** Returns the person whose first-party login issued an access token. */
  identifyByToken(presented: PresentedToken, call: Call): Promise<TokenCaller>
  /** Returns the person of a session of the built-in page. */
  identifyBySession(session: Viewer | undefined, call: Call): Promise<SessionCaller>
  /** Returns whether an account has signed in before in the browser that kept this. */
  knowsBrowser(username: string, kept: string | undefined): boolean
  /** The host's own sign-in. Absent if people sign in on the page. */
  readonly hostSignIn?: HostSignIn
  /** Calls each store that is used, and the token issuer, once. Never rejects. */
  probe(): Promise<readonly ProbeResult[]>
  /** The public keys of the tokens, as a JWK set (RFC 7517 §5). Absent if the tokens are not signed. */
  publicKeys?(call: Call): Promise<object>
}
