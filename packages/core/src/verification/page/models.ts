import type { PageTexts } from '../texts/page-texts.js'

/** A link to the same page in another language. */
export interface LanguageLink {
  /** An RFC 5646 tag. */
  readonly language: string
  /** The language's own name for itself. */
  readonly name: string
  /** Absent for the language of the page. */
  readonly href?: string
}

/** What every page shows of the service, and in which language. */
export interface Look {
  /** The name by which people know the service. */
  readonly serviceName: string
  /** The language of the texts: an RFC 5646 tag. */
  readonly language: string
  readonly direction: 'ltr' | 'rtl'
  readonly texts: PageTexts
  /** The languages to choose from. Absent where a link would lose what the person did. */
  readonly languages?: readonly LanguageLink[]
}

/** A code that a form carries to the next step. */
export interface CodeInForm {
  /** In groups, as the device shows it; `''` if there is none. */
  readonly userCode: string
  /** The proof of the link that led here. */
  readonly proof?: string
}

/** The form with which a signed-in person leaves, to use another account. */
export interface SignOut {
  /** The URL that the form is sent to, on our own origin. */
  readonly action: string
  readonly csrf: string
  /** The code that the next sign-in keeps. */
  readonly code?: CodeInForm
}

/** The page that asks for the code on the device, RFC 8628 §3.3. */
export interface CodePage {
  readonly look: Look
  readonly action: string
  /** What the person typed before. */
  readonly typed?: string
  /** Why the typed code, or the link that led here, does not work. */
  readonly error?: string
  readonly signOut?: SignOut
}

/** The page that asks the person to sign in. */
export interface SignInPage {
  readonly look: Look
  readonly action: string
  readonly code: CodeInForm
  /** The step after the sign-in when there is no code. */
  readonly step?: string
  readonly username?: string
  readonly error?: string
  readonly csrf: string
}

/** One scope value that the device requested. */
export interface ScopeChoice {
  readonly value: string
  /** What the value lets the client do, in words. */
  readonly description?: string
}

/** A moment as people read it. */
export interface Moment {
  /** RFC 3339. */
  readonly iso: string
  /** How long ago, in words: `2 minutes ago`. */
  readonly ago: string
}

/** Where the device sent its request from, and what it says about itself. */
export interface Claims {
  readonly ip?: string
  readonly userAgent?: string
  readonly label?: string
}

/** Organizations to choose from, and the one that was chosen before. */
export interface OrganizationChoice {
  readonly all: readonly { readonly key: string; readonly name: string }[]
  readonly chosen?: { readonly key: string }
}

/** The page that shows the request and asks for a decision, RFC 8628 §3.3.1 and §5.4. */
export interface ConfirmPage {
  readonly look: Look
  readonly action: string
  readonly code: CodeInForm
  readonly clientName: string
  /** Whether the service has checked the client's name. */
  readonly clientVerified: boolean
  /** The account that an approval links to the device. */
  readonly username: string
  readonly scopes: readonly ScopeChoice[]
  /** The scope values that are ticked; all if absent. */
  readonly ticked?: readonly string[]
  readonly resources: readonly string[]
  readonly requestedAt: Moment
  readonly requester: Claims
  /** The organizations to choose from, if the device receives the choice. */
  readonly organizations?: OrganizationChoice
  readonly ticket: string
  /** What the person has to correct before the device can be linked. */
  readonly error?: string
  /** Absent if the host has its own sessions and sign-out. */
  readonly signOut?: SignOut
}

/** The page that shows the stored decision. */
export interface ResultPage {
  readonly look: Look
  readonly status: 'approved' | 'denied'
  /** The path of the linked devices, if they are served. */
  readonly linked?: string
}

/** One device that can use the account. */
export interface LinkedDeviceRow {
  readonly id: string
  readonly clientName: string
  readonly clientVerified: boolean
  readonly requester: Claims
  readonly scopes: readonly ScopeChoice[]
  readonly linkedAt: Moment
  readonly lastUsedAt: Moment
}

/** The page that lists the devices that can use the account, the last used first, and unlinks them. */
export interface LinkedPage {
  readonly look: Look
  readonly action: string
  /** The path where a person enters a code. */
  readonly start: string
  readonly csrf: string
  /** Present if the host has sessions of its own that unlinking all devices does not end. */
  readonly keepsSessions?: true
  /** Absent if the list cannot be read. */
  readonly devices?: readonly LinkedDeviceRow[]
  /** The link to the first page. Absent on the first page. */
  readonly first?: string
  /** The link to the next page. Absent on the last page. */
  readonly next?: string
  /** Absent if the host has its own sessions and sign-out. */
  readonly signOut?: SignOut
}

/** The page that says what went wrong, and where to go. */
export interface MessagePage {
  readonly look: Look
  readonly title: string
  readonly message: string
  readonly action?: { readonly href: string; readonly label: string }
  /** The URL that the browser opens by itself, without delay. */
  readonly refresh?: string
}
