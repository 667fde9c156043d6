import type { PageLook } from '../look.js'
import type { PageForm, PageMoment, RequesterClaims, ScopeChoice } from './parts-of-models.js'

/** A device that can use the account. */
export interface LinkedDeviceFacts {
  readonly clientName: string
  readonly clientVerified: boolean
  readonly requester: RequesterClaims
  readonly scopes: readonly ScopeChoice[]
  readonly linkedAt: PageMoment
  readonly lastUsedAt: PageMoment
  /** Present if a copy of its tokens works nowhere else. */
  readonly isBound?: true
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

/**
 * The page that asks before it unlinks one device, or all of them. For a device it may have the field `report`, with any value:
 * the person did not link it.
 */
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
  /** Present if the person said that they did not link it. */
  readonly reported?: true
  /** The link back to the list. */
  readonly back: string
}

/** The page behind the link "this was not me" of a notice. Its form ends the access of this device, without a sign-in. */
export interface NotMePage {
  readonly kind: 'notMe'
  readonly look: PageLook
  readonly form: PageForm
  readonly clientName: string
  readonly clientVerified: boolean
  readonly requester: RequesterClaims
  readonly approvedAt: PageMoment
}
