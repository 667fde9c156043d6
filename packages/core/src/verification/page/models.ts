import type { PageLook } from './look.js'
import type { OrganizationChoice } from './notes/organization-choice.js'
import type { RiskNotice } from './notes/risk-notice.js'

/** A form that a page sends by POST. It has these hidden fields, unchanged, and the visible ones of its page. */
export interface PageForm {
  /** A path on the own origin. */
  readonly action: string
  readonly hidden: readonly HiddenField[]
}

/** A hidden field of a form. */
export interface HiddenField {
  readonly name: string
  readonly value: string
}

/** The page that asks for the code on the device, RFC 8628 §3.3. Its field is `user_code`. */
export interface CodePage {
  readonly kind: 'code'
  readonly look: PageLook
  readonly form: PageForm
  /** A code in the format of the codes of this page. It is no code of a device. */
  readonly example: string
  /** What the person typed before. */
  readonly typed?: string
  /** Why the typed code, or the link that led here, does not work. */
  readonly error?: string
  /** The form to use another account. Present if a person is signed in, unless the host has its own sessions. */
  readonly signOut?: PageForm
}

/** The page that asks the person to sign in. Its fields are `username` and `password`. */
export interface SignInPage {
  readonly kind: 'signIn'
  readonly look: PageLook
  readonly form: PageForm
  /** What the sign-in leads to: the request of a device, the form for a code, or the linked devices. */
  readonly leadsTo: 'request' | 'code' | 'linked'
  /** The code of the device, in groups, if the person came with one. */
  readonly userCode?: string
  readonly username?: string
  readonly error?: string
}

/** One scope value that the device requested. */
export interface ScopeChoice {
  readonly value: string
  /** What the value lets the client do, in words. */
  readonly description?: string
}

/** A moment as people read it. */
export interface PageMoment {
  /** RFC 3339. */
  readonly iso: string
  /** How long ago, in words: `2 minutes ago`. */
  readonly ago: string
}

/** Where the device sent its request from, and what it says about itself. Nothing of it is verified. */
export interface RequesterClaims {
  readonly ip?: string
  /** Where the address is, in words, if the host can say it. */
  readonly location?: string
  readonly userAgent?: string
  readonly label?: string
}

/**
 * The page that shows the request and asks for a decision, RFC 8628 §3.3.1 and §5.4. Its fields are `decision` with
 * `approve` or `deny`, `scope` for each value that stays ticked, and `organisation` if there are several.
 */
export interface ConfirmPage {
  readonly kind: 'confirm'
  readonly look: PageLook
  readonly form: PageForm
  /** In groups, as the device shows it. */
  readonly userCode: string
  readonly clientName: string
  /** Whether the service has checked the client's name. */
  readonly clientVerified: boolean
  /** The logo of a verified client, if it has one. */
  readonly clientLogo?: string
  /** The account that an approval links to the device. */
  readonly username: string
  readonly scopes: readonly ScopeChoice[]
  /** The scope values that are ticked; all if absent. */
  readonly ticked?: readonly string[]
  readonly resources: readonly string[]
  readonly requestedAt: PageMoment
  readonly requester: RequesterClaims
  /** Where both are, and what the risk policy says. */
  readonly risk?: RiskNotice
  /** A short text that the device shows too. */
  readonly bindingMessage?: string
  /** The organizations to choose from, if the device receives the choice. */
  readonly organizations?: OrganizationChoice
  /** What the person has to correct before the device can be linked. */
  readonly error?: string
  /** The form to use another account. Absent if the host has its own sessions. */
  readonly signOut?: PageForm
}

/** The page that shows the stored decision. */
export interface ResultPage {
  readonly kind: 'result'
  readonly look: PageLook
  readonly status: 'approved' | 'denied'
  /** Why the service refused an approval, in words of the host. Present if it did. */
  readonly refused?: readonly string[]
  /** The number that the person types into the device, in groups. Present if the device must send it. */
  readonly verificationNumber?: string
  /** The path of the linked devices, if they are served. */
  readonly linked?: string
}

/** A device that can use the account. */
export interface LinkedDeviceFacts {
  readonly clientName: string
  readonly clientVerified: boolean
  readonly requester: RequesterClaims
  readonly scopes: readonly ScopeChoice[]
  readonly linkedAt: PageMoment
  readonly lastUsedAt: PageMoment
}

/** One device of the list. */
export interface LinkedDeviceRow extends LinkedDeviceFacts {
  /** The link to the page that asks before it unlinks this device. */
  readonly unlink: string
}

/** The page that lists the devices that can use the account, the last used first. */
export interface LinkedPage {
  readonly kind: 'linked'
  readonly look: PageLook
  /** The account. Absent if it cannot be read. */
  readonly username?: string
  /** The path where a person enters a code. */
  readonly start: string
  /** The link to the page that asks before it unlinks every device. */
  readonly unlinkAll: string
  /** Absent if the list cannot be read. */
  readonly devices?: readonly LinkedDeviceRow[]
  /** The link to the first page. Absent on the first page. */
  readonly first?: string
  /** The link to the next page. Absent on the last page. */
  readonly next?: string
  /** The form to use another account. Absent if the host has its own sessions. */
  readonly signOut?: PageForm
}

/** The page that asks before it unlinks one device, or all of them. */
export interface UnlinkPage {
  readonly kind: 'unlink'
  readonly look: PageLook
  readonly form: PageForm
  readonly what: 'device' | 'everything'
  /** Absent for everything, and if it cannot be read. */
  readonly device?: LinkedDeviceFacts
  /** The link back to the list. */
  readonly back: string
  /** Present if the host has sessions of its own that unlinking all devices does not end. */
  readonly keepsSessions?: true
}

/** The page after one device is unlinked. */
export interface UnlinkedPage {
  readonly kind: 'unlinked'
  readonly look: PageLook
  /** Absent if it cannot be read. */
  readonly device?: LinkedDeviceFacts
  /** The link back to the list. */
  readonly back: string
}

/** The page that says what went wrong, and where to go. */
export interface MessagePage {
  readonly kind: 'message'
  readonly look: PageLook
  readonly title: string
  readonly message: string
  readonly action?: { readonly href: string; readonly label: string }
  /** The URL that the browser opens by itself, without delay. */
  readonly refresh?: string
}

/** Everything that a page shows and sends. `kind` says which page it is. */
export type PageModel =
  | CodePage
  | SignInPage
  | ConfirmPage
  | ResultPage
  | LinkedPage
  | UnlinkPage
  | UnlinkedPage
  | MessagePage
