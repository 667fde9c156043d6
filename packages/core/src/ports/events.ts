import type { ClientId, GrantId, Subject } from '../machine/names.js'
import type { Instant } from '../machine/time.js'
import type { EndReason } from '../machine/token-family.js'

/** What every security event says. */
export interface EventFacts {
  readonly at: Instant
  /** The caller's address, as far as the host lets it be known. */
  readonly ip?: string
  readonly clientId?: ClientId
  /** The account concerned. Absent where nobody proved to be anybody. */
  readonly subject?: Subject
  /** Joins the events of one device authorization. Neither of its codes can be derived from it. */
  readonly grantId?: GrantId
  readonly scope?: readonly string[]
}

/** The security events, each told once where it happens. None holds a code, a token, a password or a secret. */
export type SecurityEvent = EventFacts &
  (
    | { readonly type: 'authorizationIssued' }
    | { readonly type: 'authorizationViewed' }
    | { readonly type: 'authorizationApproved' }
    | { readonly type: 'authorizationDenied' }
    | { readonly type: 'authorizationRedeemed' }
    /** A poll after the end was told `expired_token`: once per authorization. */
    | { readonly type: 'authorizationExpired' }
    /** An approval was taken back at redemption, because its account is gone or disabled. */
    | { readonly type: 'approvalWithdrawn' }
    /** A redeemed code was presented. `answered`: within the window, and the same answer was given again. */
    | { readonly type: 'deviceCodeReplayed'; readonly answered: boolean }
    /** A signed-in person entered a code that leads nowhere. */
    | { readonly type: 'userCodeFailed' }
    /** A decision came without a ticket of that session for that code. */
    | { readonly type: 'ticketRefused' }
    /** A refresh token was spent, and its successor given out. */
    | { readonly type: 'tokensRefreshed' }
    /** A refresh token that was spent a moment ago came again, and was answered as the first time. */
    | { readonly type: 'refreshReplayed' }
    /**
     * A grant and all of its tokens are over; `refreshTokenReused` says that one of them was in two hands, `displaced`
     * that newer grants of the account took its place.
     */
    | { readonly type: 'grantEnded'; readonly reason: EndReason }
    /** Everything that an account or a client was granted so far is over. */
    | { readonly type: 'grantsCutOff' }
    | { readonly type: 'loginSucceeded' }
    | { readonly type: 'loginFailed' }
    | { readonly type: 'clientAuthenticationFailed' }
  )

/** The names of the security events. */
export type SecurityEventType = SecurityEvent['type']
