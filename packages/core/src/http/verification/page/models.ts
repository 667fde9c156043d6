/** What every page carries of the service that shows it. */
export interface Look {
  /** The name by which people know the service. */
  readonly serviceName: string
}

/** How a signed-in person leaves, to come back with another account. */
export interface SignOut {
  /** Where the form is sent, on our own origin. */
  readonly action: string
  readonly csrf: string
  /** The code to take along, as the device shows it. */
  readonly userCode?: string
}

/** Asks for the code that the device shows, RFC 8628 §3.3. */
export interface CodePage {
  readonly look: Look
  readonly action: string
  /** What the person typed before. */
  readonly typed?: string
  /** Why that, or the link that led here, is no code that works. */
  readonly error?: string
  readonly signOut?: SignOut
}

/** Asks who is there. */
export interface SignInPage {
  readonly look: Look
  readonly action: string
  /** In groups, as the device shows it; `''` when none has been entered. */
  readonly userCode: string
  /** Where to go afterwards when there is no code. */
  readonly step?: string
  readonly username?: string
  readonly error?: string
  readonly csrf: string
}

/** One scope value that the device asked for. */
export interface ScopeChoice {
  readonly value: string
  /** What it lets the client do, in words. */
  readonly description?: string
}

/** When something was. */
export interface Moment {
  /** RFC 3339. */
  readonly iso: string
  /** How long ago, in words: `2 minutes ago`. */
  readonly ago: string
}

/** Where a device asked from, and what it says of itself. */
export interface Claims {
  readonly ip?: string
  readonly userAgent?: string
  readonly label?: string
}

/** Organisations to choose from, and the one that is chosen already. */
export interface OrganisationChoice {
  readonly all: readonly { readonly key: string; readonly name: string }[]
  readonly chosen?: { readonly key: string }
}

/** Shows who asks for what, RFC 8628 §3.3.1 and §5.4, and asks for a decision. */
export interface ConfirmPage {
  readonly look: Look
  readonly action: string
  /** Canonical, in groups, as the device shows it. */
  readonly userCode: string
  readonly clientName: string
  /** Whether the service itself vouches for the client's name. */
  readonly clientVerified: boolean
  /** The account that an approval links to the device. */
  readonly username: string
  readonly scopes: readonly ScopeChoice[]
  /** The values of the scopes that are ticked; absent means all. */
  readonly ticked?: readonly string[]
  readonly resources: readonly string[]
  readonly requestedAt: Moment
  readonly requester: Claims
  /** What the person may choose from, where the choice is told to the device. */
  readonly organisations?: OrganisationChoice
  readonly ticket: string
  /** What has to be put right before the device can be linked. */
  readonly error?: string
  /** Absent where the host keeps the sessions and its own way out. */
  readonly signOut?: SignOut
}

/** Tells what is stored after a decision. */
export interface ResultPage {
  readonly look: Look
  readonly status: 'approved' | 'denied'
  /** The path of the linked devices, where they are shown. */
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

/** Shows the devices that can use the account, the latest used first, and unlinks them. */
export interface LinkedPage {
  readonly look: Look
  readonly action: string
  /** The path where a code is entered. */
  readonly start: string
  readonly csrf: string
  /** Present where the host has sessions of its own, which unlinking all devices does not end. */
  readonly keepsSessions?: true
  /** Absent where the list cannot be had. */
  readonly devices?: readonly LinkedDeviceRow[]
  /** Where the list begins. Absent on the page that it begins on. */
  readonly first?: string
  /** Where the list goes on. Absent on the page that it ends on. */
  readonly next?: string
  /** Absent where the host keeps the sessions and its own way out. */
  readonly signOut?: SignOut
}

/** Says what went wrong, and where to go from here. */
export interface MessagePage {
  readonly look: Look
  readonly title: string
  readonly message: string
  readonly action?: { readonly href: string; readonly label: string }
  /** Where the browser goes by itself at once. */
  readonly refresh?: string
}
