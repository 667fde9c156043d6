import type { Authentication } from '../machine/authentication.js'
import type { Requester } from '../machine/authorization.js'
import type { FamilyPosition } from '../machine/families/token-family.js'
import type { ClientId, GrantId, LinkProof, Subject, UserCode } from '../machine/names.js'
import type { Duration, Instant } from '../machine/time.js'
import type { AddressLocation } from './address-location.js'
import type { LocalText } from './local-text.js'
import type { Organizations } from './organization.js'
import type { ShownRisk } from './shown-risk.js'

/** The signed-in person at the verification interface. */
export interface Viewer extends Authentication {
  readonly subject: Subject
  /** Identifies the session. A ticket of one session is not valid in another. */
  readonly sessionId: string
  /**
   * The moment before the password was checked, if a second factor came later. A revocation after it ends the session.
   *
   * @defaultValue `authenticatedAt`
   */
  readonly since?: Instant
  /**
   * The time just before the host checked that this person is still signed in. A decision counts as made at this time,
   * so that signing out everywhere after the check still revokes it.
   *
   * @defaultValue the start of the operation
   */
  readonly checkedAt?: Instant
  /** Whether the person had signed in from this browser before this sign-in. Absent if it is not known. */
  readonly knownBrowser?: boolean
}

/** What the page shows the person before they decide. It comes from the stored record, never from a URL or a form. */
export interface AuthorizationView {
  readonly kind: 'authorizationView'
  /** Canonical, without separators. */
  readonly userCode: UserCode
  readonly client: {
    readonly clientId: ClientId
    readonly name: string
    readonly verified: boolean
    /** The logo of the client, if it is verified and has one. */
    readonly logoUri?: string
  }
  /** The username of the account that an approval links to the device. */
  readonly username: string
  /** The requested scope values: all of them, or those that the risk policy leaves to grant. */
  readonly scope: readonly string[]
  readonly resources: readonly string[]
  readonly requestedAt: Instant
  readonly expiresAt: Instant
  readonly requester: Requester
  /** A short text that the device shows too. The person denies if the device shows another one. */
  readonly bindingMessage?: string
  /** Where the address of the requester is, if the host can say it. */
  readonly location?: AddressLocation
  /** Where the address of the person is, if the host can say it. */
  readonly viewerLocation?: AddressLocation
  /** What the risk policy says. Absent without one. */
  readonly risk?: ShownRisk
  /** The organizations to choose from, in dialects that have them. */
  readonly organizations?: Organizations
  /** Valid for one decision, on this authorization, in this session. */
  readonly ticket: string
}

/** The stored decision: the one made now, or the same one that the same ticket made before. */
export interface DecisionMade {
  readonly kind: 'decisionMade'
  readonly status: 'approved' | 'denied'
  /** The number that the person types into the device, six digits. Present if the device must send it. */
  readonly verificationNumber?: string
  /** Present if the person approved, and the risk policy refused it: the request is denied. */
  readonly refused?: { readonly texts: readonly LocalText[] }
  /**
   * What became of the grant that the device wants to replace, after a denial or a report. Absent if the request replaces
   * none, or if that grant had ended before.
   */
  readonly earlierGrant?: 'kept' | 'ended'
}

/** Every expected refusal at the verification interface. */
export type Refusal = { readonly kind: 'refusal' } & (
  | {
      readonly code: /** Unknown, expired, decided, or its client no longer exists: one response for all (RFC 8628 §5.1). */
        | 'invalidUserCode'
        /** The code of a link with the right proof was decided before. Only a person who has the link learns it. */
        | 'codeUsed'
        /** Too many accounts have opened the code, so it is denied to everybody. */
        | 'codeShared'
        /** The same for a code that has expired. */
        | 'codeExpired'
        /** The request may not guess, and its link has not the right proof. Nothing was looked up. */
        | 'notLinked'
        /** The ticket is missing, belongs to another session or code, or was used for another decision. */
        | 'invalidTicket'
        /** The person chose a scope value that the device did not request. */
        | 'invalidScope'
        /** The person chose none of the requested scope values: they must choose at least one, or deny. */
        | 'emptyScope'
        /** The account does not belong to the chosen organization, or there is none to choose. */
        | 'invalidOrganization'
        /** The account of the session no longer exists, or is disabled. */
        | 'accountDisabled'
        /** The viewer has no such grant, or it has ended. */
        | 'unknownDevice'
        /** The link of an approval notice is malformed, or too old. */
        | 'invalidLink'
        /** The account cannot have a sign-in of a level that the device demands. The request is denied now. */
        | 'assuranceUnmet'
    }
  /** The sign-in is older than the device or the risk policy demands. The person can sign in again, and then decide. `maxAge` is in milliseconds. */
  | { readonly code: 'staleSignIn'; readonly maxAge: Duration }
  /** The device demands a stronger sign-in. The person can have it at this URL, and then decide. */
  | { readonly code: 'stepUpRequired'; readonly stepUpUri: string }
  /**
   * There were too many wrong codes. The person can try again after this time, in milliseconds, or at once after the
   * challenge at `challengeUri`.
   */
  | { readonly code: 'tooManyGuesses'; readonly retryAfter: Duration; readonly challengeUri?: string }
  | { readonly code: 'alreadyDecided'; readonly status: 'approved' | 'denied' }
)

/** The input of a look-up. */
export interface LookUpRequest {
  /** As the person typed it, or the link that the person pasted. */
  readonly userCode: string
  /**
   * The value of the query parameter `k` in the link that the person followed. With it, the look-up is no guess. A wrong
   * proof counts as none.
   *
   * @defaultValue the one in `userCode`, if that is a link
   */
  readonly proof?: LinkProof | undefined
  /**
   * Whether the code may be looked up without the right proof, as a guess. `false` is for a request that a page of another
   * site has caused: such a page could otherwise use up the guesses of a person.
   *
   * @defaultValue `true`
   */
  readonly mayGuess?: boolean
  /** The path to which a person comes back who needs a stronger sign-in first. @defaultValue none: the host knows it */
  readonly returnTo?: string
}

/** The input of a decision. */
export interface DecisionRequest {
  /** As the person typed it. */
  readonly userCode: string
  /** The `ticket` of the `AuthorizationView`. */
  readonly ticket: string
  /** `report`: the person did not start this. It denies, and emits `phishingReported`. */
  readonly choice: 'approve' | 'deny' | 'report'
  /** The scope values to grant, at least one of those requested. Absent: all of them. */
  readonly scope?: readonly string[]
  /** The key of the organization that the device acts for. Absent: the preselected one. */
  readonly organization?: string
  /** The path to which a person comes back who needs a stronger sign-in first. @defaultValue none: the host knows it */
  readonly returnTo?: string
}

/** A device or program that is signed in to the viewer's account. */
export interface LinkedDevice {
  readonly grantId: GrantId
  readonly client: { readonly clientId: ClientId; readonly name: string; readonly verified: boolean }
  readonly scope: readonly string[]
  /** The requester at the time of linking: its address, and the name that it gave itself. */
  readonly requester: Requester
  readonly linkedAt: Instant
  /** When it last received tokens. */
  readonly lastUsedAt: Instant
  /** When the grant expires if the device does not use it before. */
  readonly expiresAt: Instant
  /** Present if the grant is bound to a key of the device: a copy of its tokens works nowhere else (RFC 9449 §5). */
  readonly isBound?: true
}

/** The grant behind the link of an approval notice, as a person sees it who is not signed in. */
export interface NoticedGrant {
  readonly kind: 'noticedGrant'
  readonly client: LinkedDevice['client']
  /** The device: the one that fetched the first tokens, or the one that asked, if none were fetched. */
  readonly requester: Requester
  readonly approvedAt: Instant
}

/** A part of the list of the viewer's linked devices, the one used last first. */
export interface LinkedDevices {
  readonly kind: 'linkedDevices'
  /** The username of the account. */
  readonly username: string
  /** At most fifty. May have fewer members, or none, even if more follow. */
  readonly devices: readonly LinkedDevice[]
  /** The position to continue after. Absent at the end of the list. */
  readonly next?: FamilyPosition
}
