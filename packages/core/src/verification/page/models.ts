import type { PageLook } from './look.js'
import type { LinkedPage, NotMePage, UnlinkedPage, UnlinkPage } from './models/linked-models.js'
import type { PageForm, PageMoment, RequesterClaims, ScopeChoice } from './models/parts-of-models.js'
import type { RiskNotice } from './notes/risk-notice.js'
import type { SecondFactorPage } from './second-factor/second-factor-model.js'

export type {
  LinkedDeviceFacts,
  LinkedDeviceRow,
  LinkedPage,
  NotMePage,
  UnlinkedPage,
  UnlinkPage,
} from './models/linked-models.js'
export type { HiddenField, PageForm, PageMoment, RequesterClaims, ScopeChoice } from './models/parts-of-models.js'

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
  /** Why a signed-in person sees this page. */
  readonly notice?: string
  readonly error?: string
}

/** Organizations to choose from, and the one that was chosen before. */
export interface OrganizationChoice {
  readonly all: readonly { readonly key: string; readonly name: string }[]
  readonly chosen?: { readonly key: string }
}

/**
 * The page that shows the request and asks for a decision, RFC 8628 §3.3.1 and §5.4. Its fields are `decision` with
 * `approve`, `deny` or `report` ("I did not start this"), `scope` for each value that stays ticked, and `organisation` if there are several.
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
  /** A short text that the device shows too. */
  readonly bindingMessage?: string
  /** Where both are, and what the risk policy says. */
  readonly risk?: RiskNotice
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
  /** The number that the person types into the device, in groups. Present if the device must send it. */
  readonly verificationNumber?: string
  /** Present if the person said that they did not start this. */
  readonly reported?: true
  /** Why the service refused an approval, in words of the host. Present if it did. */
  readonly refused?: readonly string[]
  /** What became of the grant that the device had before. Present if it had one. */
  readonly earlierGrant?: 'kept' | 'ended'
  /** The path of the linked devices, if they are served. */
  readonly linked?: string
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
  | SecondFactorPage
  | ConfirmPage
  | ResultPage
  | LinkedPage
  | UnlinkPage
  | UnlinkedPage
  | NotMePage
  | MessagePage
