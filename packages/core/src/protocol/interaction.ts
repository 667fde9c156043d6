import type { Requester } from '../machine/authorization.js'
import type { ClientId, GrantId, Subject, UserCode } from '../machine/names.js'
import type { Instant } from '../machine/time.js'
import type { FamilyPosition } from '../machine/token-family.js'
import type { Organisations } from './organisation.js'

/** The person at the verification interface, as their session proved it. */
export interface Viewer {
  readonly subject: Subject
  /** Names the session. A ticket given to one session is worth nothing in another. */
  readonly sessionId: string
  readonly authenticatedAt: Instant
  /**
   * When it was made sure that this person is still signed in: the time before looking. A decision counts as made then, so
   * that signing out everywhere in between takes it back. The beginning of the operation unless given.
   */
  readonly checkedAt?: Instant
}

/** What the person is shown before deciding: the stored request, never what a URL or a form says of it. */
export interface AuthorizationView {
  readonly kind: 'authorizationView'
  /** Canonical, without separators. */
  readonly userCode: UserCode
  readonly client: { readonly clientId: ClientId; readonly name: string; readonly verified: boolean }
  /** The account that an approval links to the device. */
  readonly username: string
  readonly scope: readonly string[]
  readonly resources: readonly string[]
  readonly requestedAt: Instant
  readonly expiresAt: Instant
  readonly requester: Requester
  /** What the person may choose from, where the choice is told to the device. */
  readonly organisations?: Organisations
  /** Good for one decision, on this authorization, by this session. */
  readonly ticket: string
}

/** What is stored after a decision: the one made now, or the same one made by the same ticket before. */
export interface DecisionMade {
  readonly kind: 'decisionMade'
  readonly status: 'approved' | 'denied'
}

/** Every expected refusal at the verification interface. */
export type Refusal = { readonly kind: 'refusal' } & (
  | {
      readonly code: /** Unknown, expired, decided, or of a client that is no more: one answer for all (RFC 8628 §5.1). */
        | 'invalidUserCode'
        /** The ticket is missing, of another session or another code, or used for something else. */
        | 'invalidTicket'
        /** The granted scope is not part of the requested one. */
        | 'invalidScope'
        /** Nothing is left of the requested scope: the person must choose something, or deny. */
        | 'emptyScope'
        /** The chosen organisation is not one of the account's, or there is nothing to choose. */
        | 'invalidOrganisation'
        /** The session's account is gone or disabled. */
        | 'accountDisabled'
        /** No such grant is the viewer's own, or it is over already. */
        | 'unknownDevice'
    }
  | { readonly code: 'alreadyDecided'; readonly status: 'approved' | 'denied' }
)

/** A decision as it arrives: the code as typed, the ticket as given, and what was chosen. */
export interface DecisionRequest {
  readonly userCode: string
  readonly ticket: string
  readonly choice: 'approve' | 'deny'
  /** Fewer scope values than were asked for, but at least one; absent means all of them. */
  readonly scope?: readonly string[]
  /** The key of the organisation that the device is to act for; absent means the usual one. */
  readonly organisation?: string
}

/** A device or program that is signed in to the viewer's account. */
export interface LinkedDevice {
  readonly grantId: GrantId
  readonly client: { readonly clientId: ClientId; readonly name: string; readonly verified: boolean }
  readonly scope: readonly string[]
  /** Where it asked from when it was linked, and what it called itself. */
  readonly requester: Requester
  readonly linkedAt: Instant
  /** When it last got tokens. */
  readonly lastUsedAt: Instant
  /** When it has to be linked again, if it does nothing until then. */
  readonly expiresAt: Instant
}

/** A page of what is signed in to the viewer's account, the latest used first. */
export interface LinkedDevices {
  readonly kind: 'linkedDevices'
  /** At most fifty. May be fewer, or none, although there are more. */
  readonly devices: readonly LinkedDevice[]
  /** Where the list goes on. Absent: it ends here. */
  readonly next?: FamilyPosition
}
