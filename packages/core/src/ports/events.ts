import type { Requester } from '../machine/authorization.js'
import type { EndReason } from '../machine/families/end-reason.js'
import type { ClientId, GrantId, Subject } from '../machine/names.js'
import type { RevokedWindow } from '../machine/revocation.js'
import type { RiskVerdict } from '../machine/risk/assessment.js'
import type { Proximity } from '../machine/risk/proximity.js'
import type { Instant } from '../machine/time.js'

/** The members that every security event can have. */
interface EventFacts {
  /** When the event happened, in milliseconds since the Unix epoch. */
  readonly at: Instant
  /** The IP address of the requester, if the HTTP entry passes one. */
  readonly ip?: string
  readonly clientId?: ClientId
  /** The account. Absent if no person has proved who they are. */
  readonly subject?: Subject
  /** The same in all events of one grant. Its codes and tokens cannot be derived from it. */
  readonly grantId?: GrantId
  readonly scope?: readonly string[]
}

/**
 * What a limit protects: starts, unknown device codes, client secrets, passwords, user codes, unknown tokens, registrations of
 * clients, what follows a passed challenge, or second factors.
 */
export type LimitSurface =
  | 'start'
  | 'deviceCode'
  | 'clientSecret'
  | 'password'
  | 'userCode'
  | 'token'
  | 'registration'
  | 'challenge'
  | 'secondFactor'

/**
 * What a limit counts by. `site` is a network of many addresses, and `all` is everybody together. `proof` is one passed
 * challenge, and `ticket` is one right password that waits for its second factor.
 */
export type LimitLane =
  | 'address'
  | 'site'
  | 'client'
  | 'session'
  | 'account'
  | 'accountAndDay'
  | 'knownBrowser'
  | 'strangers'
  | 'strangersInARow'
  | 'proof'
  | 'ticket'
  | 'all'

/** When a risk policy assessed a request: at its start, when a person looked at it, or when a person approved it. */
export type RiskMoment = 'start' | 'view' | 'decide'

/** The security events. Each is emitted once. No event has a code, a token, a password or a secret. */
export type SecurityEvent = EventFacts &
  /** A device received its two codes. */
  (
    | { readonly type: 'authorizationIssued'; readonly bindingMessage?: string }
    /** A signed-in person saw the request behind a user code. */
    | { readonly type: 'authorizationViewed' }
    /** A person approved a device. `acr`: the level of the sign-in, if the host named one. */
    | { readonly type: 'authorizationApproved'; readonly acr?: string; readonly bindingMessage?: string }
    /** A person denied a device. */
    | { readonly type: 'authorizationDenied' }
    /**
     * Too many accounts have opened one user code, so it was denied to everybody. `accounts` is how many have, and `subject`
     * the last of them.
     */
    | { readonly type: 'userCodeShared'; readonly accounts: number }
    /**
     * A person said that they did not start this. `request`: on the page of a request, which is denied now. `grant`: of a
     * grant that was given, which has ended now.
     */
    | {
        readonly type: 'phishingReported'
        readonly stage: 'request' | 'grant'
        /** Who sent the request, not who reports it. */
        readonly requester: Requester
        /** When the device asked. Absent if only the grant is known. */
        readonly requestedAt?: Instant
        /** When the person approved. Absent if no person did. */
        readonly grantedAt?: Instant
      }
    /**
     * A person approved a device, but the account cannot have a sign-in of any level that the device demands. So the request was
     * denied. The device chose the words of `wanted`.
     */
    | { readonly type: 'assuranceUnmet'; readonly wanted: readonly string[] }
    /** A device received its tokens. `acr`: the level of the sign-in, if the host named one. */
    | { readonly type: 'authorizationRedeemed'; readonly acr?: string }
    /** A poll was refused with `expired_token` for the first time. Emitted once per authorization. */
    | { readonly type: 'authorizationExpired' }
    /** The redemption withdrew an approval, because its account no longer exists or is disabled. */
    | { readonly type: 'approvalWithdrawn' }
    /** A poll had a right device code, but not its code verifier: somebody else may have the device code. */
    | { readonly type: 'verifierRefused' }
    /** A device sent a wrong verification number. `denied`: it was one too many, so the approval was withdrawn. */
    | { readonly type: 'verificationNumberRefused'; readonly denied: boolean }
    /**
     * A device presented a redeemed code. `answered`: it came within the replay window and got the same response again.
     */
    | { readonly type: 'deviceCodeReplayed'; readonly answered: boolean }
    /**
     * A signed-in person entered a user code that is not valid. `linked`: the code came from a link of this server, so it
     * expired or was decided, and is no guess.
     */
    | { readonly type: 'userCodeFailed'; readonly linked: boolean }
    /** A decision came without a valid ticket of this session for this code. */
    | { readonly type: 'ticketRefused' }
    /** A client spent a refresh token and received the next one. */
    | { readonly type: 'tokensRefreshed' }
    /** A client presented a spent refresh token within the replay window, and got the same response again. */
    | { readonly type: 'refreshReplayed' }
    /**
     * A grant was revoked with all of its tokens. `refreshTokenReused`: two parties used the same refresh token.
     * `replaced`: a new sign-in of the device took its place. `displaced`: the account had too many grants, and newer ones took
     * its place.
     */
    | { readonly type: 'grantEnded'; readonly reason: EndReason }
    /** All grants of an account or a client were revoked: those so far, or those of a window. */
    | { readonly type: 'grantsRevoked'; readonly window?: RevokedWindow }
    /** A person signed in with username and password, and with the second factor that the account needs. */
    | { readonly type: 'loginSucceeded' }
    /** A username or a password was wrong. */
    | { readonly type: 'loginFailed' }
    /** A password was right, and the account needs a second factor. No person is signed in yet. */
    | { readonly type: 'secondFactorRequired' }
    /** Somebody who had the right password presented a code that is wrong or was used before. */
    | { readonly type: 'secondFactorFailed' }
    /** A program registered itself as a client. Its name is not verified. */
    | { readonly type: 'clientRegistered' }
    /**
     * Somebody presented a device code or a refresh token without the key that it is bound to, or with a proof that was
     * used before. Nothing was used up.
     */
    | { readonly type: 'proofRefused'; readonly reason: 'missing' | 'otherKey' | 'usedBefore' }
    /** A client is unknown or disabled, or did not authenticate. */
    | { readonly type: 'clientAuthenticationFailed' }
    /**
     * A limit refused a request. Emitted once for each wait of a name in each process, and not for every refused request.
     * The event never says which address or username it was.
     */
    | { readonly type: 'limitReached'; readonly surface: LimitSurface; readonly lane: LimitLane }
    /**
     * Strangers have failed so often to log in to an account that all of their logins are refused for a day. The person
     * signs in from a browser in which they have signed in before, or the host resets the password.
     */
    | { readonly type: 'accountUnderAttack' }
    /** The risk policy did more than allow a request. `reasons` are the codes of its reasons. */
    | {
        readonly type: 'riskAssessed'
        readonly moment: RiskMoment
        readonly verdict: RiskVerdict
        readonly reasons: readonly string[]
        /** How near the device and the person are. Absent at a start. */
        readonly proximity?: Proximity
      }
  )
